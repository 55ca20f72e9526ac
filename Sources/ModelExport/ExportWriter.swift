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

    /// Checks, before any work is done, that the folder can be made and that no file is in the way.
    /// - Throws: ``ExportError``.
    public func prepare(fileNames: [String]) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw ExportError.folder(folder.path, reason: error.localizedDescription)
        }
        for name in fileNames where !overwrites {
            let path = folder.appendingPathComponent(name).path
            if FileManager.default.fileExists(atPath: path) { throw ExportError.exists(path) }
        }
    }

    /// Writes one architecture in several formats.
    /// - Returns: The files written.
    /// - Throws: ``ExportError``.
    public func write(_ model: ExportedModel, formats: [ExportFormat]) throws -> [URL] {
        try prepare(fileNames: formats.map { "\(model.fileName).\($0.rawValue)" })
        return try formats.map { format in
            let file = folder.appendingPathComponent("\(model.fileName).\(format.rawValue)")
            let contents = try format.contents(of: model)
            do {
                try contents.write(to: file, options: .atomic)
            } catch {
                throw ExportError.write(file.path, reason: error.localizedDescription)
            }
            return file
        }
    }
}

/// What can go wrong while files are exported.
public enum ExportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The folder can't be made.
    case folder(String, reason: String)
    /// A file is there already.
    case exists(String)
    /// No member of a front is what was asked for.
    case nothingPicked(String)
    /// A file can't be written.
    case write(String, reason: String)

    /// One line for the user.
    public var description: String {
        switch self {
        case .folder(let path, let reason):
            "export folder \(path): \(reason); name another with --output or --export"
        case .nothingPicked(let rule):
            "--pick \(rule): no member of the front is that; `runs show RUN --export DIR --pick …` "
                + "exports others"
        case .exists(let path):
            "\(path) exists already; --force overwrites it, or name another folder"
        case .write(let path, let reason):
            "\(path): \(reason); nothing was left half-written"
        }
    }
}
