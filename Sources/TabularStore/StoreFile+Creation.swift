import FileSystem
import Foundation
import GRDB

extension StoreFile {
    /// Puts an empty store at the path, with the folders above it, unless another process was
    /// faster; a file of no bytes is replaced.
    func create() throws {
        let folder = (path as NSString).deletingLastPathComponent
        try makeFolder(folder)
        try checkWritable(folder)
        let scratch: ScratchFolder
        do { scratch = try ScratchFolder(in: folder, prefix: draftPrefix) } catch {
            throw folderError(folder, error.code)
        }
        defer { withExtendedLifetime(scratch) {} }
        let draft = scratch.path("store")
        try StoreError.translating(path: path) {
            let connection = try DatabaseQueue(
                path: draft, configuration: Self.configuration(readOnly: false))
            try connection.writeWithoutTransaction { db in
                // Tables are read in larger steps than SQLite's 4 KiB. A draft that fails is thrown
                // away, so that its journal needs no file.
                try db.execute(sql: "PRAGMA page_size = 8192; PRAGMA journal_mode = MEMORY")
            }
            try schema.migrate(connection)
            try connection.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA journal_mode = WAL")
            }
            try connection.close()
        }
        if link(draft, path) == 0 { return }
        switch errno {
        case EEXIST: try replaceEmptyFile(by: draft)
        case EPERM, ENOTSUP, ENOSYS: try move(draft)  // A file system without links.
        case let code:
            throw StoreError.unreachable(path: path, reason: String(cString: strerror(code)))
        }
    }

    /// The hidden folders beside the store in which new ones are made.
    private var draftPrefix: String { ".\((path as NSString).lastPathComponent).new" }

    /// Removes what was left of stores that were being made when their process was killed.
    func sweepDrafts() {
        ScratchFolder.sweep((path as NSString).deletingLastPathComponent, prefix: draftPrefix)
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
            held.st_ino == present.st_ino, present.st_size == 0,
            present.st_mode & S_IFMT == S_IFREG
        else { return }
        try move(draft)
    }

    private func move(_ draft: String) throws {
        guard rename(draft, path) == 0 else {
            throw StoreError.unreachable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    /// Makes a folder with those above it, as `mkdir -p` does.
    private func makeFolder(_ folder: String) throws {
        if mkdir(folder, 0o777) == 0 || errno == EEXIST { return }
        let code = errno
        let above = (folder as NSString).deletingLastPathComponent
        guard code == ENOENT, above != folder else { throw folderError(folder, code) }
        try makeFolder(above)
        guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
            throw folderError(folder, errno)
        }
    }

    private func folderError(_ folder: String, _ code: Int32) -> StoreError {
        code == ENOSPC
            ? .full(path: path)
            : .unreachable(
                path: path,
                reason: "the folder \(folder) can't be made (\(String(cString: strerror(code))))")
    }
}
