import Foundation

/// A file that a result goes to: checked before the work, written whole or not at all.
struct OutputFile {
    let path: String
    private let place: URL
    private let part: URL
    private let isForced: Bool

    /// Checks that the file can be made and that nothing is in its way, and leaves nothing behind.
    /// - Parameter option: How messages name it.
    /// - Throws: ``Refusal``.
    init(_ path: String, option: String, isForced: Bool) throws {
        self.path = path
        self.isForced = isForced
        place = URL(fileURLWithPath: path)
        part = place.deletingLastPathComponent()
            .appendingPathComponent(".\(place.lastPathComponent).\(getpid()).part")
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) {
            if isFolder.boolValue { throw Refusal("\(option) \(path): it is a folder") }
            if !isForced {
                throw Refusal("\(option) \(path): it is there already; --force replaces it")
            }
        }
        Self.removeLeftovers(of: place)
        let descriptor = open(part.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Refusal(
                "\(option) \(path): can't be written: \(String(cString: strerror(errno))); name "
                    + "another file")
        }
        close(descriptor)
        unlink(part.path)
    }

    /// Removes what writers of this file left behind that were killed.
    private static func removeLeftovers(of place: URL) {
        let folder = place.deletingLastPathComponent()
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        for name in names ?? [] {
            guard name.hasPrefix(".\(place.lastPathComponent)."), name.hasSuffix(".part"),
                let process = pid_t(
                    name.dropFirst(place.lastPathComponent.count + 2).dropLast(".part".count)),
                process > 0, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            unlink(folder.appendingPathComponent(name).path)
        }
    }

    /// Writes the file beside its place and moves it there.
    /// - Throws: ``OutputFailure``.
    func write(_ contents: Data) throws {
        do {
            try contents.write(to: part)
        } catch {
            unlink(part.path)
            throw OutputFailure(path: path, reason: error.localizedDescription)
        }
        // What has appeared in the meantime is not overwritten: a link fails where there is a file.
        let moved =
            isForced ? rename(part.path, place.path) : link(part.path, place.path)
        let reason = String(cString: strerror(errno))
        if moved != 0 || !isForced { unlink(part.path) }
        guard moved == 0 else { throw OutputFailure(path: path, reason: reason) }
    }
}

/// A result's file that can't be written after the work.
struct OutputFailure: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path): \(reason); nothing was left half-written" }
}
