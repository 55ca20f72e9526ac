import Architectures
import Digests
import FileSystem
import Foundation

/// Reads tables that others publish. Formats are recognised by what files contain, whatever they
/// are called; pickles are read as data, and nothing in a file is ever run.
public struct PublishedReader: Sendable {
    private let space: SearchSpace
    private let text: ArchitectureText

    /// Prepares to read tables of a space.
    public init(space: SearchSpace) {
        self.space = space
        text = ArchitectureText(space: space)
    }

    /// Reads a file, or everything below a folder in the sorted order of the paths.
    ///
    /// In a folder, what is no known table is passed over and named. Two files that hold the same
    /// quantity are both returned: to merge or to refuse them is the store's business.
    /// - Throws: ``PublishedFormatError`` for a path that can't be read, a single file that is not
    ///   recognised, and any table that is damaged.
    public func read(_ path: URL, options: ReadOptions = ReadOptions()) throws -> PublishedBatch {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder) else {
            throw PublishedFormatError(
                kind: .unreadable, path: path.path, reason: "there is no such file or folder",
                remedy: "check the path")
        }
        var batch = PublishedBatch(files: [], passedOver: [])
        let paths: [String]
        if isFolder.boolValue {
            paths = try FolderListing.files(below: path.path, passedOver: &batch.passedOver)
        } else {
            paths = [path.path]
        }
        try read(paths, isFolder: isFolder.boolValue, options, into: &batch)
        batch.passedOver.sort { $0.path < $1.path }
        return batch
    }

    // MARK: Files

    private func read(
        _ paths: [String], isFolder: Bool, _ options: ReadOptions, into batch: inout PublishedBatch
    ) throws {
        var cells = NATSBenchFolder(space: space)
        var folderOfCells: String?
        func endFolder() {
            if let folder = folderOfCells, let file = cells.file(folder: folder) {
                batch.files.append(file)
            }
            folderOfCells = nil
            cells = NATSBenchFolder(space: space)
        }
        var nameless: [String] = []
        try FileReadAhead.forEach(paths, read: { inspect($0, options) }) { path, outcome in
            let loaded: Loaded
            switch outcome {
            case .success(let read): loaded = read
            case .failure(let error)
            where isFolder && (error.kind == .unrecognised || error.kind == .refused):
                batch.passedOver.append(
                    .init(
                        path: path,
                        reason: (error.position.map { "\($0): " } ?? "") + error.reason))
                return
            case .failure(let error): throw error
            }
            if loaded.contents.namesNoDevice { nameless.append(path) }
            guard let cell = loaded.contents.cell else {
                batch.files.append(loaded.file(path: path))
                return
            }
            let folder = FolderListing.folder(of: path)
            if folder != folderOfCells { endFolder() }
            folderOfCells = folder
            do {
                try cells.add(
                    cell, path: path, name: FolderListing.name(of: path), sha256: loaded.sha256,
                    bytes: loaded.bytes)
            } catch let problem as ContentProblem {
                throw PublishedFormatError(problem, path: path)
            }
        } progress: {
            options.progress?($0, $1)
        }
        endFolder()
        batch.files.sort { $0.path < $1.path }
        if let device = options.deviceName, nameless.count > 1 {
            throw PublishedFormatError(
                kind: .ambiguous, path: nameless[1],
                reason: "'\(device)' would be the device of \(nameless.count) files, of which "
                    + "\(nameless[0]) is the first",
                remedy: "name a device only with a single file")
        }
    }

    /// A file that was read and understood.
    private struct Loaded {
        var contents: FileContents
        var sha256: String
        var bytes: Int

        func file(path: String) -> PublishedFile {
            PublishedFile(
                path: path, sha256: sha256, bytes: bytes, format: contents.format,
                rows: contents.rows, tables: contents.tables, notes: contents.notes)
        }
    }

    private func inspect(
        _ path: String, _ options: ReadOptions
    ) -> Result<Loaded, PublishedFormatError> {
        do {
            return .success(try load(bytes(of: path), path: path, options))
        } catch let problem as ContentProblem {
            return .failure(PublishedFormatError(problem, path: path))
        } catch {
            return .failure(
                PublishedFormatError(
                    kind: .unreadable, path: path, reason: SystemError.reason(of: error),
                    remedy: "check that you may read it"))
        }
    }

    /// Reads the bytes of one file, wherever they come from.
    /// - Parameters:
    ///   - bytes: What the file holds.
    ///   - path: What the file is called, which names the device where nothing else does.
    /// - Throws: ``PublishedFormatError``.
    package func read(
        _ bytes: [UInt8], path: String, options: ReadOptions = ReadOptions()
    ) throws -> PublishedFile {
        do {
            return try load(bytes, path: path, options).file(path: path)
        } catch let problem as ContentProblem {
            throw PublishedFormatError(problem, path: path)
        }
    }

    private func load(_ bytes: [UInt8], path: String, _ options: ReadOptions) throws -> Loaded {
        let device = options.deviceName ?? FolderListing.baseName(of: path)
        return Loaded(
            contents: try contents(of: bytes, device: device, options),
            sha256: SHA256.hexadecimal(bytes), bytes: bytes.count)
    }

    /// Reads a file whole if it begins like a table; whatever else lies in a folder may be large.
    private func bytes(of path: String) throws -> [UInt8] {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        let prefix = [UInt8](try handle.read(upToCount: FileSignature.prefixLength) ?? Data())
        guard !prefix.isEmpty else { throw ContentProblem.unrecognised("an empty file") }
        guard FileSignature.isPromising(prefix) else {
            throw Self.separatorProblem(prefix) ?? Self.noFormat
        }
        guard prefix.count == FileSignature.prefixLength else { return prefix }
        guard try handle.seekToEnd() <= FileSignature.maximumFileSize else {
            throw ContentProblem.refused(
                nil, "larger than \(FileSignature.maximumFileSize >> 20) MB")
        }
        try handle.seek(toOffset: 0)
        return [UInt8](try handle.readToEnd() ?? Data())
    }

    /// What is wrong where the first line looks like that of a table with another separator.
    private static func separatorProblem(_ prefix: [UInt8]) -> ContentProblem? {
        let line = String(decoding: prefix.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        let words = line.split { ";\t|".contains($0) }.map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard words.count > 1, words.contains("index") || words.contains("arch") else { return nil }
        return .unrecognised(
            "columns separated by something else than commas: save it as CSV with commas between "
                + "columns and points in numbers")
    }

    private static let noFormat = ContentProblem.unrecognised(
        "expected a pickle, a torch or bzip2 archive, or CSV whose first line has a column 'index' "
            + "or 'arch'")

    // MARK: Contents

    /// Recognises bytes by how they begin, and reads them.
    private func contents(
        of bytes: [UInt8], device: String, _ options: ReadOptions
    ) throws -> FileContents {
        let pickles = PickleReader(space: space, text: text, device: device)
        if bytes.starts(with: FileSignature.zip) {
            guard let pickle = try ArchiveReader.zipMember(bytes, suffix: "data.pkl") else {
                throw ContentProblem.unrecognised("a zip archive without torch's 'data.pkl'")
            }
            return try pickles.read(pickle)
        }
        if bytes.starts(with: FileSignature.bzip2) {
            return try pickles.read(try ArchiveReader.bunzip2(bytes))
        }
        if bytes.starts(with: FileSignature.legacyTorch) {
            throw ContentProblem.unrecognised(
                "torch's format before version 1.6; torch.save(torch.load(…), …) writes today's")
        }
        if FileSignature.isPickle(bytes) { return try pickles.read(bytes) }
        if FileSignature.mayBeEarlyPickle(bytes) {
            guard (try? PickleDocument(bytes)) != nil else {
                throw Self.noFormat
            }
            return try pickles.read(bytes)
        }
        guard bytes.withUnsafeBufferPointer({ CSVTable.isTable($0) }) else { throw Self.noFormat }
        let table = CSVTable(space: space, text: text, options: options, device: device)
        let read = try bytes.withUnsafeBufferPointer { try table.read($0) }
        return FileContents(
            format: .csv, rows: read.rows, tables: read.tables, namesNoDevice: read.namesNoDevice)
    }
}
