import Foundation

/// Writes exported files into a folder: whole files only, none overwritten unless that is asked for.
public struct ExportWriter: Sendable {
    private let folder: URL
    private let overwrites: Bool

    /// Names the folder; it is made when the first file is written.
    public init(folder: URL, overwrites: Bool) {
        self.folder = folder
        self.overwrites = overwrites
    }

    /// Checks, before any work is done, that the folder can be made and written to and that no file
    /// is in the way.
    /// - Throws: ``ExportError``.
    public func prepare(fileNames: [String] = []) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder),
            !isFolder.boolValue
        {
            throw ExportError.folder(folder.path, reason: "a file, not a folder")
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw ExportError.folder(folder.path, reason: error.localizedDescription)
        }
        guard access(folder.path, W_OK | X_OK) == 0 else {
            throw ExportError.folder(folder.path, reason: String(cString: strerror(errno)))
        }
        for name in fileNames where !overwrites {
            let path = folder.appendingPathComponent(name).path
            if FileManager.default.fileExists(atPath: path) { throw ExportError.exists(path) }
        }
    }

    /// Writes architectures in several formats. Before the first file is written, it is checked
    /// that none is in the way.
    /// - Parameter isCancelled: Asked before every file; where it says so, the rest is left out.
    /// - Returns: The files written.
    /// - Throws: ``ExportError``, and `NetworkError` where weights of a file are another network's.
    package func write(
        _ models: [ExportedModel], formats: [ExportFormat],
        isCancelled: () -> Bool = { false }
    ) throws -> [URL] {
        try prepare(
            fileNames: models.flatMap { model in formats.flatMap { $0.fileNames(of: model) } })
        var written: [URL] = []
        for model in models {
            for format in formats {
                if isCancelled() { return written }
                for file in try format.files(of: model) {
                    written.append(try write(file))
                }
            }
        }
        return written
    }

    /// Writes under another name first, so that a file is there whole or not at all.
    private func write(_ file: ExportedFile) throws -> URL {
        let target = folder.appendingPathComponent(file.name)
        let partial = folder.appendingPathComponent(
            ".\(file.name).\(UUID().uuidString.prefix(8)).partial")
        defer { unlink(partial.path) }
        do {
            try file.contents.write(to: partial, options: .withoutOverwriting)
        } catch {
            throw ExportError.write(target.path, reason: error.localizedDescription)
        }
        // A link, unlike a new name, never takes the place of a file that came in the meantime.
        let status =
            overwrites ? rename(partial.path, target.path) : link(partial.path, target.path)
        if status == 0 { return target }
        let code = errno
        if code == EEXIST { throw ExportError.exists(target.path) }
        if !overwrites, rename(partial.path, target.path) == 0 { return target }
        throw ExportError.write(target.path, reason: String(cString: strerror(code)))
    }
}
