import Foundation

/// A new folder for temporary files that is removed with this object, or, where the process is
/// killed, by the next one that makes such a folder: a lock says whose owner is alive.
package final class ScratchFolder {
    /// The folder.
    package let folder: String
    private let lock: Int32

    private static let lockName = ".lock"
    private static let digits = 16

    /// Makes the folder; names of one prefix are equally long.
    /// - Parameters:
    ///   - parent: Where; nil for the system's place for temporary files.
    ///   - prefix: What the folder is for. Others of the same prefix whose owner is gone are removed.
    /// - Throws: ``SystemError``.
    package init(in parent: String? = nil, prefix: String) throws(SystemError) {
        let parent = parent ?? FileManager.default.temporaryDirectory.path
        Self.sweep(parent, prefix: prefix)
        while true {
            let number = String(UInt64.random(in: .min ... .max), radix: 16)
            let zeros = String(repeating: "0", count: Self.digits - number.count)
            let path = "\(parent)/\(prefix)-\(zeros)\(number)"
            guard mkdir(path, 0o700) == 0 else { throw .last }
            let file = "\(path)/\(Self.lockName)"
            let descriptor = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            let code = errno
            // Between the two steps another process may have taken it for a leftover.
            if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0, access(file, F_OK) == 0 {
                folder = path
                lock = descriptor
                return
            }
            if descriptor >= 0 {
                close(descriptor)
            } else if code != ENOENT {
                rmdir(path)
                throw SystemError(code: code)
            }
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
        close(lock)
    }

    /// Removes folders of a prefix whose owner is gone.
    package static func sweep(_ parent: String, prefix: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] {
            guard name.hasPrefix("\(prefix)-"),
                case let number = name.dropFirst(prefix.count + 1), number.count == digits,
                UInt64(number, radix: 16) != nil
            else { continue }
            let path = "\(parent)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
                status.st_uid == geteuid()
            else { continue }
            let descriptor = open("\(path)/\(lockName)", O_RDWR | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else {
                rmdir(path)  // Which succeeds where it is empty.
                continue
            }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                try? FileManager.default.removeItem(atPath: path)
            }
            close(descriptor)
        }
    }

    /// The path of a file in it.
    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Writes a file into it.
    /// - Throws: ``SystemError``.
    package func write(_ bytes: Data, to name: String) throws(SystemError) {
        let draft = try Draft(path(name))
        try draft.write(bytes)
        try draft.publish(replacing: true)
    }

    /// The names of the files in it that begin so, sorted.
    package func files(beginning prefix: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// Removes a file.
    /// - Throws: ``SystemError``.
    package func remove(_ name: String) throws(SystemError) {
        guard unlink(path(name)) == 0 else { throw .last }
    }
}
