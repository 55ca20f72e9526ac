import Foundation

/// A file that is being written: it takes its place when it is complete, and not before.
///
/// Where the file system allows, it has no name until then, so that a process that is killed leaves
/// nothing. Elsewhere it has a hidden one, and a lock that says whether its writer is alive.
package final class Draft {
    /// Linux's `O_TMPFILE` is this beside `O_DIRECTORY`; its macro is too much for Swift.
    private static let unnamed = O_DIRECTORY | 0o20_000_000
    private static let mark = ".nas-search-"

    private let folder: String
    private let name: String
    private let descriptor: Int32
    /// Its hidden name, where it has one.
    private var hidden: String?

    /// Begins a file.
    /// - Parameter path: Where it will be.
    /// - Throws: ``SystemError`` where the folder is missing, can't be written, or is no folder.
    package init(_ path: String) throws(SystemError) {
        let place = URL(fileURLWithPath: path)
        folder = place.deletingLastPathComponent().path
        name = place.lastPathComponent
        let plain = open(folder, O_WRONLY | Self.unnamed | O_CLOEXEC, 0o666)
        if plain >= 0, access("/proc/self/fd/\(plain)", F_OK) == 0 {
            descriptor = plain
            return
        }
        if plain >= 0 { close(plain) }
        let path = Self.hiddenPath(folder, name)
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .last }
        flock(descriptor, LOCK_EX | LOCK_NB)
        hidden = path
    }

    deinit {
        close(descriptor)
        if let hidden { unlink(hidden) }
    }

    private static func hiddenPath(_ folder: String, _ name: String) -> String {
        let number = String(UInt64.random(in: .min ... .max), radix: 16)
        return "\(folder)/.\(name)\(mark)\(number)"
    }

    /// Adds bytes.
    /// - Throws: ``SystemError``, such as that of a full disk.
    package func write(_ bytes: Data) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .last
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Puts the complete file in its place.
    /// - Parameter replacing: Whether it may take the place of a file; else what has appeared there
    ///   in the meantime stays.
    /// - Throws: ``SystemError``; of code `EEXIST` where something is in its place.
    package func publish(replacing: Bool) throws(SystemError) {
        let target = "\(folder)/\(name)"
        if hidden == nil {
            if !replacing { return try link(to: target) }
            let path = Self.hiddenPath(folder, name)
            flock(descriptor, LOCK_EX | LOCK_NB)
            try link(to: path)
            hidden = path
        }
        guard let hidden else { return }
        if replacing || !Self.links(hidden, target) {
            guard rename(hidden, target) == 0 else { throw .last }
            self.hidden = nil
        } else if errno == EEXIST {
            throw SystemError(code: EEXIST)
        }
    }

    /// Gives the nameless file a name.
    private func link(to path: String) throws(SystemError) {
        guard
            linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
        else { throw .last }
    }

    /// Links a file to its place, which fails where there is one.
    /// - Returns: False where the file system knows no links and the place is free.
    private static func links(_ path: String, _ target: String) -> Bool {
        errno = 0
        if Foundation.link(path, target) == 0 || errno == EEXIST { return true }
        if access(target, F_OK) == 0 { errno = EEXIST }
        return errno == EEXIST
    }

    /// Removes what writers into a folder left behind that were killed; what another process is
    /// writing stays.
    package static func sweep(_ folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard name.hasPrefix("."), let range = name.range(of: mark, options: .backwards),
                UInt64(name[range.upperBound...], radix: 16) != nil
            else { continue }
            let path = "\(folder)/\(name)"
            let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(descriptor)
        }
    }
}
