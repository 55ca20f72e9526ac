import Architectures
import LatencyPrediction
import PublishedFormats
import TabularStore

/// The devices whose latencies an import added or changed, as the store has them afterwards.
package struct ImportedDevices {
    /// A device with its latencies.
    package struct Entry: Encodable {
        package let device: String
        /// Whether the import made its table.
        package let new: Bool
        package let values: Int
        /// The unit in which the file states them.
        package let unit: String?
        package let medianMilliseconds: Double
        package let origin: Origin

        private enum CodingKeys: String, CodingKey {
            case device, new, values, unit, origin
            case medianMilliseconds = "median_ms"
        }
    }

    /// Sorted by name.
    package let entries: [Entry]
    /// What is to be looked at again.
    package let warnings: [String]

    /// Gathers them.
    package init(
        _ summary: ImportSummary, files: [PublishedFile], as names: ImportNames?,
        measured: [ResultsImporter.Outcome], in workspace: Workspace
    ) throws {
        var isNew: [String: Bool] = [:]
        for outcome in measured where outcome.summary.added + outcome.summary.replaced > 0 {
            isNew[outcome.device] = true
        }
        for table in summary.files.flatMap(\.tables) where !table.change.isEmpty {
            guard case .latency(let device) = table.quantity else { continue }
            isNew[device] = table.isNew
        }
        let origins = Dictionary(
            try workspace.store.tables().map { ($0.quantity, $0.origin) }, uniquingKeysWith: { $1 })
        let units = Self.units(files, as: names, summary)
        var entries: [Entry] = []
        var tables: [ObjectiveTable] = []
        for (device, isNew) in isNew.sorted(by: { $0.key < $1.key }) {
            guard let table = try workspace.store.table(.latency(device: device)) else { continue }
            let values = table.values.filter { !$0.isNaN }.sorted()
            guard !values.isEmpty else { continue }
            entries.append(
                Entry(
                    device: device, new: isNew, values: values.count,
                    unit: (units[device] ?? .milliseconds).rawValue,
                    medianMilliseconds: (values[values.count / 2] + values[(values.count - 1) / 2])
                        / 2,
                    origin: origins[table.quantity] ?? .measured))
            tables.append(table)
        }
        self.entries = entries
        warnings =
            try measured.flatMap { outcome in
                outcome.warnings.map { "\(outcome.device): \($0)" }
            } + Self.warnings(zip(entries, tables).filter { $0.0.origin == .measured }, workspace)
    }

    /// By the store's name of the device: the file's tables and the summary's are in one order.
    private static func units(
        _ files: [PublishedFile], as names: ImportNames?, _ summary: ImportSummary
    ) -> [String: LatencyUnit] {
        var units: [String: LatencyUnit] = [:]
        for (file, outcome) in zip(files, summary.files) {
            for (device, unit) in file.units {
                let name = names?.renamed[device] ?? device
                units[name] = units[name] ?? unit
            }
            // A file of one device may have been given another name.
            let devices = Set(outcome.tables.compactMap(\.quantity.device))
            if devices.count == 1, file.units.count == 1, let device = devices.first {
                units[device] = file.units.values.first
            }
        }
        return units
    }

    /// A scale that no known device has.
    private static let suspiciousScale = 100.0

    private static func warnings(
        _ devices: [(Entry, ObjectiveTable)], _ workspace: Workspace
    ) throws -> [String] {
        guard !devices.isEmpty, let models = try workspace.bundledModels() else { return [] }
        let features = CellFeatures(space: workspace.space)
        return devices.compactMap { entry, table -> String? in
            guard let scale = models.scale(of: table, features: features),
                scale >= suspiciousScale || scale <= 1 / suspiciousScale
            else { return nil }
            return workspace.program.wording(
                .strangeScale(
                    device: entry.device, factor: max(scale, 1 / scale), isSlower: scale > 1,
                    unit: entry.unit.flatMap(LatencyUnit.init(rawValue:)) ?? .milliseconds))
        }
    }
}
