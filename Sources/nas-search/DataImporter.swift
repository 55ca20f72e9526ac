import Architectures
import PublishedFormats
import TabularStore

/// Hands files that were read to the store, with what the catalogue knows of their devices.
struct DataImporter {
    let bench: Workbench

    /// Imports all files or none.
    /// - Parameters:
    ///   - files: What was read.
    ///   - names: The names to give to devices; nil for the names in the files.
    ///   - origin: Where the numbers come from, where the user says so.
    ///   - overwrite: Whether values that contradict stored ones replace them.
    /// - Throws: ``Refusal`` where there is nothing to import or a name can't be used.
    func importFiles(
        _ files: [PublishedFile], as names: ImportNames? = nil, origin: Origin? = nil,
        overwrite: Bool
    ) throws -> ImportSummary {
        guard files.contains(where: { !$0.tables.isEmpty }) else {
            throw Refusal("no tables were found; `nas-search data import --help` names the formats")
        }
        for file in files where file.format == .csv && file.tables.allSatisfy(\.covered.isEmpty) {
            throw Refusal(
                "\(file.path): its columns have no values yet; fill in what was measured")
        }
        let origins = try ImportOrigins(bench: bench, stated: origin)
        return try bench.store.importBatch(
            files.map { file in
                let tables = try named(file, names)
                let found = try origins.origins(of: file, tables: tables)
                return ImportedFile(
                    path: file.path, sha256: file.sha256, bytes: file.bytes,
                    format: file.format.name, rows: file.rows, tables: tables, origins: found,
                    devices: devices(of: tables, found))
            },
            overwrite: overwrite)
    }

    /// A file's tables under the names that the store will have.
    private func named(_ file: PublishedFile, _ names: ImportNames?) throws -> [ObjectiveTable] {
        let devices = Set(file.tables.compactMap(\.quantity.device))
        if let name = names?.name, file.format.isAnybodys, devices != [name], !devices.isEmpty {
            guard devices.count == 1 else {
                throw Refusal(
                    "--as \(name): \(file.path) has columns of \(devices.count) devices, which are "
                        + "named by their headings; --as OLD=NEW renames one")
            }
            return try file.tables.map { try checked(renamed($0) { _ in name }, in: file) }
        }
        let new = devices.map { names?.renamed[$0] ?? $0 }
        if let twice = Dictionary(grouping: new, by: { $0 }).first(where: { $1.count > 1 })?.key {
            throw Refusal("\(file.path): two devices would be called '\(twice)'")
        }
        return try file.tables.map { table in
            try checked(
                renamed(table) { device in
                    if let other = names?.renamed[device] { return other }
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

    /// What is known of the devices whose tables are published ones.
    private func devices(
        of tables: [ObjectiveTable], _ origins: [Quantity: Origin]
    ) -> [Device] {
        let published = tables.filter { origins[$0.quantity] == .published }
        let names = Set(published.compactMap(\.quantity.device))
        return names.sorted().compactMap { bench.catalogue.description(of: $0) }
    }
}

extension Quantity {
    /// The device that the numbers are of, where they are of one.
    var device: String? {
        switch self {
        case .latency(let device), .energy(let device): device
        default: nil
        }
    }
}
