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
                let tables = file.tables.map(renamed)
                return ImportedFile(
                    path: file.path, sha256: file.sha256, bytes: file.bytes,
                    format: file.format.name, rows: file.rows, tables: tables,
                    devices: devices(of: tables))
            },
            overwrite: overwrite)
    }

    /// A table under its device's own name, where the file used another spelling of it.
    private func renamed(_ table: ObjectiveTable) -> ObjectiveTable {
        func name(_ device: String) -> String? {
            guard let match = bench.catalogue.device(named: device), let alias = match.alias,
                alias.note == nil
            else { return nil }
            return match.device.name
        }
        switch table.quantity {
        case .latency(let device):
            guard let name = name(device) else { return table }
            return ObjectiveTable(quantity: .latency(device: name), values: table.values)
        case .energy(let device):
            guard let name = name(device) else { return table }
            return ObjectiveTable(quantity: .energy(device: name), values: table.values)
        default: return table
        }
    }

    private func devices(of tables: [ObjectiveTable]) -> [Device] {
        let names = Set(
            tables.compactMap { table -> String? in
                switch table.quantity {
                case .latency(let device), .energy(let device): device
                default: nil
                }
            })
        return names.sorted().compactMap { bench.catalogue.description(of: $0) }
    }
}
