import Architectures
import Foundation
import PublishedFormats

/// The tables of a folder, each quantity once: where files agree on one, the first in the order of
/// their paths.
struct PublishedTables {
    /// A table and the file that it came from.
    struct Entry {
        let table: ObjectiveTable
        let file: String
        let sha256: String
    }

    /// In the order of the files.
    let tables: [Entry]

    /// Reads a folder.
    init(folder: String, space: SearchSpace) throws {
        let batch = try PublishedReader(space: space).read(
            URL(fileURLWithPath: folder, isDirectory: true), options: .init())
        var seen: Set<Quantity> = []
        tables = batch.files.flatMap { file in
            file.tables.filter { seen.insert($0.quantity).inserted }.map {
                Entry(
                    table: $0, file: URL(fileURLWithPath: file.path).lastPathComponent,
                    sha256: file.sha256)
            }
        }
    }

    /// The latency tables by device, in the order of the files.
    var latencies: [(device: String, table: ObjectiveTable)] {
        tables.compactMap { entry in
            guard case .latency(let device) = entry.table.quantity else { return nil }
            return (device, entry.table)
        }
    }

    /// The files of some tables, each once, by name.
    static func inputs(of entries: [Entry]) -> [(name: String, sha256: String)] {
        var seen: Set<String> = []
        return entries.filter { seen.insert($0.sha256).inserted }
            .map { ($0.file, $0.sha256) }
            .sorted { $0.name < $1.name }
    }
}
