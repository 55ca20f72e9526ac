import FileSystem
import Foundation

/// A file that a result goes to: checked before the work, written whole or not at all.
struct OutputFile {
    let path: String
    private let isForced: Bool

    /// Checks that the file can be made and that nothing is in its way, and leaves nothing behind.
    /// - Parameters:
    ///   - path: Where it goes.
    ///   - option: How messages name it.
    ///   - isForced: Whether one that is there is replaced.
    /// - Throws: ``Refusal``.
    init(_ path: String, option: String, isForced: Bool) throws {
        self.path = path
        self.isForced = isForced
        let place = URL(fileURLWithPath: path)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) {
            if isFolder.boolValue { throw Refusal("\(option) \(path): it is a folder") }
            if !isForced {
                throw Refusal("\(option) \(path): it is there already; --force replaces it")
            }
        }
        Draft.sweep(place.deletingLastPathComponent().path)
        do {
            _ = try Draft(path)
        } catch {
            throw Refusal("\(option) \(path): can't be written: \(error); name another file")
        }
    }

    /// Writes the file and puts it in its place.
    /// - Throws: ``OutputFailure``.
    func write(_ contents: Data) throws(OutputFailure) {
        let draft = try begin()
        try add(contents, to: draft)
        try finish(draft)
    }

    /// Begins to write the file.
    /// - Throws: ``OutputFailure``.
    func begin() throws(OutputFailure) -> Draft {
        do { return try Draft(path) } catch { throw OutputFailure(path: path, reason: "\(error)") }
    }

    /// Writes a part of it.
    /// - Throws: ``OutputFailure``.
    func add(_ contents: Data, to draft: Draft) throws(OutputFailure) {
        do { try draft.write(contents) } catch {
            throw OutputFailure(path: path, reason: "\(error)")
        }
    }

    /// Puts it in its place. What has appeared there in the meantime is not overwritten.
    /// - Throws: ``OutputFailure``.
    func finish(_ draft: Draft) throws(OutputFailure) {
        do { try draft.publish(replacing: isForced) } catch {
            throw OutputFailure(path: path, reason: "\(error)")
        }
    }
}
