import Architectures
import Foundation

/// Gathers what the files of one path hold, in the order of the paths.
struct BatchCollector {
    /// What was gathered so far.
    var batch = PublishedBatch(files: [], passedOver: [])
    private let space: SearchSpace
    private let isFolder: Bool
    private var cells: NATSBenchFolder
    private var folderOfCells: String?
    private var nameless: [String] = []

    init(space: SearchSpace, isFolder: Bool) {
        self.space = space
        self.isFolder = isFolder
        cells = NATSBenchFolder(space: space)
    }

    /// Takes in what a file turned out to be. In a folder, what is no table is passed over.
    mutating func add(
        _ outcome: Result<TableRecogniser.Contents, PublishedFormatError>, path: String
    ) throws {
        let contents: TableRecogniser.Contents
        switch outcome {
        case .success(let read): contents = read
        case .failure(let error)
        where isFolder && [.unrecognised, .refused, .unreadable].contains(error.kind):
            batch.passedOver.append(
                .init(
                    path: path, reason: (error.position.map { "\($0): " } ?? "") + error.reason))
            return
        case .failure(let error): throw error
        }
        switch contents {
        case .results(let results): batch.results.append(results)
        case .table(let table, let sha256, let bytes):
            if table.namesNoDevice { nameless.append(path) }
            if let cell = table.cell {
                try add(cell, path: path, sha256: sha256, bytes: bytes)
            } else {
                batch.files.append(Self.file(table, path: path, sha256: sha256, bytes: bytes))
            }
        }
    }

    private mutating func add(
        _ cell: NATSBenchCell, path: String, sha256: String, bytes: Int
    ) throws {
        let folder = FolderListing.folder(of: path)
        if folder != folderOfCells { endFolder() }
        folderOfCells = folder
        do {
            try cells.add(
                cell, path: path, name: FolderListing.name(of: path), sha256: sha256, bytes: bytes)
        } catch let problem as ContentProblem {
            throw PublishedFormatError(problem, path: path)
        }
    }

    private static func file(
        _ contents: FileContents, path: String, sha256: String, bytes: Int
    ) -> PublishedFile {
        var units = contents.units
        for table in contents.tables {
            if case .latency(let device) = table.quantity, units[device] == nil {
                units[device] = contents.unit
            }
        }
        return PublishedFile(
            path: path, sha256: sha256, bytes: bytes, format: contents.format,
            rows: contents.rows, tables: contents.tables, notes: contents.notes, units: units,
            collection: contents.collection)
    }

    private mutating func endFolder() {
        if let folder = folderOfCells, let file = cells.file(folder: folder) {
            batch.files.append(file)
        }
        folderOfCells = nil
        cells = NATSBenchFolder(space: space)
    }

    /// Everything, sorted.
    /// - Throws: ``PublishedFormatError`` where a name was given that several files would have.
    mutating func finish(_ options: ReadOptions) throws -> PublishedBatch {
        endFolder()
        batch.files.sort { $0.path < $1.path }
        batch.passedOver.sort { $0.path < $1.path }
        if let device = options.deviceName, nameless.count > 1 {
            throw PublishedFormatError(
                kind: .ambiguous, path: nameless[1],
                reason: "'\(device)' would be the device of \(nameless.count) files, of which "
                    + "\(nameless[0]) is the first",
                remedy: "name a device only with a single file")
        }
        return batch
    }
}
