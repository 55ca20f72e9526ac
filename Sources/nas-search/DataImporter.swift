import Architectures
import PublishedFormats
import TabularStore

/// Hands files that were read to the store, with what the catalogue knows of their devices.
struct DataImporter {
    let bench: Workbench

    /// Imports all files or none.
    func importFiles(_ files: [PublishedFile], overwrite: Bool) throws -> ImportSummary {
        guard files.contains(where: { !$0.tables.isEmpty }) else {
            throw Refusal("no tables were found; `nas-search data import --help` names the formats")
        }
        return try bench.store.importBatch(
            files.map { file in
                ImportedFile(
                    path: file.path, sha256: file.sha256, bytes: file.bytes,
                    format: file.format.name, rows: file.rows, tables: file.tables,
                    devices: devices(of: file))
            },
            overwrite: overwrite)
    }

    private func devices(of file: PublishedFile) -> [Device] {
        let names = Set(
            file.tables.compactMap { table -> String? in
                switch table.quantity {
                case .latency(let device), .energy(let device): device
                default: nil
                }
            })
        return names.sorted().compactMap { bench.catalogue.description(of: $0) }
    }
}
