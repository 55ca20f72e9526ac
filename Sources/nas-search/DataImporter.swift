import Architectures
import PublishedFormats
import TabularStore

/// Hands files that were read to the store, with what the catalogue knows of their devices.
struct DataImporter {
    let bench: Workbench

    /// Imports all files or none.
    /// - Parameters:
    ///   - files: What was read.
    ///   - name: The name to give to the one device of a CSV file; nil for the names in the files.
    ///   - overwrite: Whether values that contradict stored ones replace them.
    /// - Throws: ``Refusal`` where there is nothing to import or a name can't be used.
    func importFiles(
        _ files: [PublishedFile], as name: String? = nil, overwrite: Bool
    ) throws -> ImportSummary {
        guard files.contains(where: { !$0.tables.isEmpty }) else {
            throw Refusal("no tables were found; `nas-search data import --help` names the formats")
        }
        for file in files where file.format == .csv && file.tables.allSatisfy(\.covered.isEmpty) {
            throw Refusal(
                "\(file.path): its columns have no values yet; fill in what was measured")
        }
        return try bench.store.importBatch(
            files.map { file in
                let tables = try named(file, name)
                return ImportedFile(
                    path: file.path, sha256: file.sha256, bytes: file.bytes,
                    format: file.format.name, rows: file.rows, tables: tables,
                    origin: origin(of: tables), devices: devices(of: tables))
            },
            overwrite: overwrite)
    }

    /// A file's tables under the names that the store will have.
    private func named(_ file: PublishedFile, _ name: String?) throws -> [ObjectiveTable] {
        let devices = Set(file.tables.compactMap(\.quantity.device))
        if let name, file.format == .csv, devices != [name], !devices.isEmpty {
            guard devices.count == 1 else {
                throw Refusal(
                    "--as \(name): \(file.path) has columns of \(devices.count) devices, which are "
                        + "named by their headings")
            }
            return try file.tables.map { try checked(renamed($0) { _ in name }, in: file) }
        }
        return try file.tables.map { table in
            try checked(
                renamed(table) { device in
                    // Another spelling, such as a file name with a typing error.
                    let match = bench.catalogue.device(named: device)
                    return match?.alias != nil && match?.alias?.note == nil
                        ? match?.device.name : nil
                }, in: file)
        }
    }

    private func checked(_ table: ObjectiveTable, in file: PublishedFile) throws -> ObjectiveTable {
        guard let name = table.quantity.device else { return table }
        guard DeviceName.isUsable(name) else {
            throw Refusal(
                "\(file.path): '\(name.prefix(40))' is no name for a device: expected "
                    + "\(DeviceName.rule); --as gives another")
        }
        return table
    }

    /// Devices of the catalogue are published; others were measured by whoever imports them.
    private func origin(of tables: [ObjectiveTable]) -> Origin {
        let devices = tables.compactMap(\.quantity.device)
        return devices.contains { bench.catalogue.device(named: $0) == nil }
            ? .measured : .published
    }

    private func renamed(
        _ table: ObjectiveTable, _ name: (String) -> String?
    ) -> ObjectiveTable {
        guard let device = table.quantity.device, let other = name(device) else { return table }
        let quantity: Quantity =
            if case .energy = table.quantity { .energy(device: other) } else {
                .latency(device: other)
            }
        return ObjectiveTable(quantity: quantity, values: table.values)
    }

    private func devices(of tables: [ObjectiveTable]) -> [Device] {
        let names = Set(tables.compactMap(\.quantity.device))
        return names.sorted().compactMap { bench.catalogue.description(of: $0) }
    }
}

extension Quantity {
    /// The device that the numbers are of, where they are of one.
    fileprivate var device: String? {
        switch self {
        case .latency(let device), .energy(let device): device
        default: nil
        }
    }
}
