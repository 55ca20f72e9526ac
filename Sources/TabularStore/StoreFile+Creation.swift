import Foundation
import GRDB

extension StoreFile {
    /// Puts an empty store at the path, with the folders above it, unless another process was
    /// faster; a file of no bytes is replaced.
    func create() throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreError.unreachable(
                path: path, reason: "its folder can't be made (\(Self.reason(error)))")
        }
        try checkWritable(folder)
        let draft = "\(path).new-\(UUID().uuidString)"
        defer { unlink(draft) }
        try StoreError.translating(path: path) {
            let connection = try DatabaseQueue(
                path: draft, configuration: Self.configuration(readOnly: false))
            try schema.migrate(connection)
            try connection.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA journal_mode = WAL")
            }
            try connection.close()
        }
        if link(draft, path) == 0 { return }
        switch errno {
        case EEXIST: try replaceEmptyFile(by: draft)
        case EPERM, ENOTSUP, EMLINK: try move(draft)  // A file system without links.
        case let code:
            throw StoreError.unreachable(path: path, reason: String(cString: strerror(code)))
        }
    }

    /// Makes sure that the file, where there is one, and its folder can be written.
    func checkWritable(_ subject: String) throws {
        if access(subject, W_OK) != 0 {
            let reason = String(cString: strerror(errno))
            throw StoreError.readOnly(path: path, reason: "\(subject): \(reason)")
        }
    }

    /// Replaces a file of no bytes. The lock on it decides between processes that try at once.
    private func replaceEmptyFile(by draft: String) throws {
        let descriptor = open(path, O_RDWR)
        guard descriptor >= 0 else { return }  // Opening the store says why.
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { return }
        var held = stat()
        var present = stat()
        guard fstat(descriptor, &held) == 0, stat(path, &present) == 0,
            held.st_ino == present.st_ino, present.st_size == 0
        else { return }
        try move(draft)
    }

    private func move(_ draft: String) throws {
        guard rename(draft, path) == 0 else {
            throw StoreError.unreachable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        if let underlying, underlying.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(underlying.code)))
        }
        return error.localizedDescription
    }
}
