import Foundation

/// A new folder for temporary files that is removed with this object.
final class ScratchFolder {
    private let folder: URL

    /// Makes the folder; names of one prefix are equally long.
    /// - Throws: An error of the file system.
    init(prefix: String) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("\(prefix)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The path of a file in it.
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// The names of the files in it that begin so, sorted.
    func files(beginning prefix: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
            .filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// Removes a file.
    /// - Throws: An error of the file system.
    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }
}
