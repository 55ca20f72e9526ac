import Architectures
import FileSystem
import Foundation

/// Reads tables that others publish. Formats are recognised by what files contain, whatever they
/// are called; pickles are read as data, and nothing in a file is ever run.
package struct PublishedReader: Sendable {
    private let space: SearchSpace
    private let recogniser: TableRecogniser

    /// Prepares to read tables of a space.
    /// - Parameter readsPickles: Whether tables as others publish them can be of it.
    package init(space: SearchSpace, readsPickles: Bool = true) {
        self.space = space
        recogniser = TableRecogniser(space: space, readsPickles: readsPickles)
    }

    /// Reads a file, a pipe once to its end, or everything below a folder in the sorted order of the
    /// paths.
    ///
    /// In a folder, what is no known table is passed over and named. Two files that hold the same
    /// quantity are both returned: to merge or to refuse them is the store's business.
    /// - Throws: ``PublishedFormatError`` for a path that can't be read, a single file that is not
    ///   recognised, and any table that is damaged.
    package func read(_ path: URL, options: ReadOptions = ReadOptions()) throws -> PublishedBatch {
        var collector = BatchCollector(space: space, isFolder: false)
        switch FileKind(at: path.path) {
        case .folder:
            collector = BatchCollector(space: space, isFolder: true)
            let paths = try FolderListing.files(
                below: path.path, passedOver: &collector.batch.passedOver)
            try FileReadAhead.forEach(paths, read: { inspect($0, options) }) {
                try collector.add($1, path: $0)
            } progress: {
                options.progress?($0, $1)
            }
        case .regular where path.path.hasPrefix("/dev/") || path.path.hasPrefix("/proc/"):
            try collector.add(
                named(inspect(path.path, options), path.path, options), path: path.path)
        case .regular: try collector.add(inspect(path.path, options), path: path.path)
        case .pipe: try collector.add(inspectPipe(path.path, options), path: path.path)
        case .link, .other:
            throw PublishedFormatError(
                kind: .unreadable, path: path.path, reason: "a device, and no file",
                remedy: "write what it gives into a file, and import that")
        case nil:
            throw PublishedFormatError(
                kind: .unreadable, path: path.path, reason: "there is no such file or folder",
                remedy: "check the path")
        }
        return try collector.finish(options)
    }

    private func inspect(
        _ path: String, _ options: ReadOptions
    ) -> Result<TableRecogniser.Contents, PublishedFormatError> {
        attempt(path) {
            try recogniser.contents(of: Self.bytes(of: path), path: path, options)
        }
    }

    private func inspectPipe(
        _ path: String, _ options: ReadOptions
    ) -> Result<TableRecogniser.Contents, PublishedFormatError> {
        let read = attempt(path) {
            let bytes = try StreamInput().bytes(of: path)
            try Self.checkIsPromising(bytes)
            return try recogniser.contents(of: bytes, path: path, options)
        }
        return named(read, path, options)
    }

    /// What was read from a stream, the name of which can't be that of a device.
    private func named(
        _ read: Result<TableRecogniser.Contents, PublishedFormatError>, _ path: String,
        _ options: ReadOptions
    ) -> Result<TableRecogniser.Contents, PublishedFormatError> {
        guard case .success(.table(let table, _, _)) = read, table.namesNoDevice,
            options.deviceName == nil
        else { return read }
        return .failure(
            PublishedFormatError(
                kind: .ambiguous, path: path,
                reason: "a pipe has no name that its device could have",
                remedy: "name the device", hint: .deviceIsMissing))
    }

    /// Reads the bytes of one file, wherever they come from.
    /// - Parameters:
    ///   - bytes: What the file holds.
    ///   - path: What the file is called, which names the device where nothing else does.
    /// - Throws: ``PublishedFormatError``.
    package func read(
        _ bytes: [UInt8], path: String, options: ReadOptions = ReadOptions()
    ) throws -> PublishedFile {
        var collector = BatchCollector(space: space, isFolder: false)
        try collector.add(
            attempt(path) { try recogniser.contents(of: bytes, path: path, options) }, path: path)
        guard let file = try collector.finish(options).files.first else {
            throw PublishedFormatError(
                kind: .unrecognised, path: path, reason: "results of measuring, and no table",
                remedy: "read them as such")
        }
        return file
    }

    private func attempt(
        _ path: String, _ body: () throws -> TableRecogniser.Contents
    ) -> Result<TableRecogniser.Contents, PublishedFormatError> {
        do {
            return .success(try body())
        } catch let problem as ContentProblem {
            return .failure(PublishedFormatError(problem, path: path))
        } catch let error as PublishedFormatError {
            return .failure(error)
        } catch {
            return .failure(
                PublishedFormatError(
                    kind: .unreadable, path: path, reason: SystemError.reason(of: error),
                    remedy: "check that you may read it"))
        }
    }

    /// Reads a file whole if it begins like a table; whatever else lies in a folder may be large.
    static func bytes(of path: String) throws -> [UInt8] {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        let prefix = [UInt8](try handle.read(upToCount: FileSignature.prefixLength) ?? Data())
        try checkIsPromising(prefix)
        guard prefix.count == FileSignature.prefixLength else { return prefix }
        guard try handle.seekToEnd() <= FileSignature.maximumFileSize else {
            throw ContentProblem.refused(
                nil, "larger than \(FileSignature.maximumFileSize >> 20) MB")
        }
        try handle.seek(toOffset: 0)
        return [UInt8](try handle.readToEnd() ?? Data())
    }

    /// - Throws: ``ContentProblem`` that says what else begins so.
    private static func checkIsPromising(_ prefix: [UInt8]) throws {
        guard !prefix.isEmpty else { throw ContentProblem.unrecognised("an empty file") }
        guard FileSignature.isPromising(Array(prefix.prefix(FileSignature.prefixLength))) else {
            throw ForeignFormat.problem(prefix) ?? separatorProblem(prefix)
                ?? TableRecogniser.noFormat
        }
    }

    /// What is wrong where the first line looks like that of a table with another separator.
    private static func separatorProblem(_ prefix: [UInt8]) -> ContentProblem? {
        let line = String(decoding: prefix.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        let words = line.lowercased().split { ":| ".contains($0) }.map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard words.count > 1, words.contains("index") || words.contains("arch") else { return nil }
        return .unrecognised(
            "columns separated by something else than commas, semicolons or tabs: save it as CSV "
                + "with commas between columns and points in numbers")
    }
}
