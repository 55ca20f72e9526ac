import Architectures
import PublishedFormats
import TabularStore

/// Hands files that were read to the store, with what the catalogue knows of their devices.
package struct DataImporter {
    package let workspace: Workspace

    /// Gathers it.
    package init(
        workspace: Workspace
    ) {
        self.workspace = workspace
    }

    /// Imports all files or none.
    /// - Parameters:
    ///   - files: What was read.
    ///   - names: The names to give to devices; nil for the names in the files.
    ///   - origin: Where the numbers come from, where the user says so.
    ///   - overwrite: Whether values that contradict stored ones replace them.
    /// - Throws: ``RequestError`` where there is nothing to import or a name can't be used.
    package func importFiles(
        _ files: [PublishedFile], as names: ImportNames? = nil, origin: Origin? = nil,
        overwrite: Bool
    ) throws -> ImportSummary {
        guard files.contains(where: { !$0.tables.isEmpty }) else {
            throw RequestError.noTables
        }
        for file in files where file.format == .csv && file.tables.allSatisfy(\.covered.isEmpty) {
            throw RequestError.noValuesYet(file: file.path)
        }
        let origins = try ImportOrigins(workspace: workspace, stated: origin)
        return try workspace.store.importBatch(
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
                throw RequestError.severalDevices(
                    name: name, file: file.path, count: devices.count)
            }
            return try file.tables.map { try checked(renamed($0) { _ in name }, in: file) }
        }
        let new = devices.map { names?.renamed[$0] ?? $0 }
        if let twice = Dictionary(grouping: new, by: { $0 }).first(where: { $1.count > 1 })?.key {
            throw RequestError.sameName(twice, file: file.path)
        }
        return try file.tables.map { table in
            try checked(
                renamed(table) { device in
                    if let other = names?.renamed[device] { return other }
                    // Another spelling, such as a file name with a typing error.
                    let match = workspace.catalogue.device(named: device)
                    return match?.alias != nil && match?.alias?.note == nil
                        ? match?.device.name : nil
                }, in: file)
        }
    }

    private func checked(_ table: ObjectiveTable, in file: PublishedFile) throws -> ObjectiveTable {
        guard let name = table.quantity.device else { return table }
        guard DeviceName.isUsable(name) else {
            throw RequestError.unusableName(name, file: file.path)
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
        return names.sorted().compactMap { workspace.catalogue.description(of: $0) }
    }
}
