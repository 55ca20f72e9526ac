import FileSystem
import Foundation

/// Writes exported files into a folder: whole files only, none overwritten unless that is asked for.
package struct ExportWriter: Sendable {
    private let folder: URL
    private let overwrites: Bool

    /// Names the folder; it is made when the first file is written.
    package init(folder: URL, overwrites: Bool) {
        self.folder = folder
        self.overwrites = overwrites
    }

    /// Checks, before any work is done, that the folder can be made and written to and that no file
    /// is in the way; leaves nothing behind.
    /// - Throws: ``ExportError``.
    package func check(fileNames: [String] = []) throws {
        for name in fileNames where !overwrites {
            let path = folder.appendingPathComponent(name).path
            if FileManager.default.fileExists(atPath: path) { throw ExportError.exists(path) }
        }
        let made = try makeFolder()
        defer { for path in made.reversed() { rmdir(path) } }
        do { _ = try Draft(folder.appendingPathComponent("file").path) } catch {
            throw ExportError.folder(folder.path, reason: "\(error)")
        }
    }

    /// Makes the folder, with those above it.
    /// - Returns: The ones that were not there, from the top.
    private func makeFolder() throws -> [String] {
        var missing: [URL] = []
        var place = folder.standardizedFileURL
        while access(place.path, F_OK) != 0, errno == ENOENT, place.path != "/" {
            missing.append(place)
            place.deleteLastPathComponent()
        }
        var made: [String] = []
        for place in missing.reversed() {
            guard mkdir(place.path, 0o777) == 0 || errno == EEXIST else {
                let code = errno
                for path in made.reversed() { rmdir(path) }
                throw ExportError.folder(folder.path, reason: String(cString: strerror(code)))
            }
            made.append(place.path)
        }
        return made
    }

    /// Makes the folder where there is none, without what killed writers left in it.
    /// - Throws: ``ExportError``.
    private func prepare(fileNames: [String]) throws {
        try check(fileNames: fileNames)
        _ = try makeFolder()
        Draft.sweep(folder.path)
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

    /// Writes a file so that it is there whole or not at all.
    private func write(_ file: ExportedFile) throws -> URL {
        let target = folder.appendingPathComponent(file.name)
        do {
            let draft = try Draft(target.path)
            try draft.write(file.contents)
            // Without `overwrites` it never takes the place of a file that came in the meantime.
            try draft.publish(replacing: overwrites)
        } catch {
            if error.code == EEXIST { throw ExportError.exists(target.path) }
            throw ExportError.write(target.path, reason: "\(error)")
        }
        return target
    }
}
