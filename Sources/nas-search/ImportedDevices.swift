import Architectures
import LatencyPrediction
import PublishedFormats
import Reporting
import TabularStore

/// The devices whose latencies an import added or changed, as the store has them afterwards.
struct ImportedDevices {
    /// A device with its latencies.
    struct Entry: Encodable {
        let device: String
        /// Whether the import made its table.
        let new: Bool
        let values: Int
        /// The unit in which the file states them.
        let unit: String?
        let medianMilliseconds: Double
        let origin: Origin

        private enum CodingKeys: String, CodingKey {
            case device, new, values, unit, origin
            case medianMilliseconds = "median_ms"
        }
    }

    /// Sorted by name.
    let entries: [Entry]
    /// What is to be looked at again.
    let warnings: [String]

    /// Gathers them.
    init(
        _ summary: ImportSummary, files: [PublishedFile], as names: ImportNames?,
        measured: [ResultsImporter.Outcome], in bench: Workbench
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
            try bench.store.tables().map { ($0.quantity, $0.origin) }, uniquingKeysWith: { $1 })
        let units = Self.units(files, as: names, summary)
        var entries: [Entry] = []
        var tables: [ObjectiveTable] = []
        for (device, isNew) in isNew.sorted(by: { $0.key < $1.key }) {
            guard let table = try bench.store.table(.latency(device: device)) else { continue }
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
            } + Self.warnings(zip(entries, tables).filter { $0.0.origin == .measured }, bench)
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
        _ devices: [(Entry, ObjectiveTable)], _ bench: Workbench
    ) throws -> [String] {
        guard !devices.isEmpty else { return [] }
        let models = try BundledLatencyModels.bundled()
        let features = CellFeatures(space: bench.space)
        return devices.compactMap { entry, table -> String? in
            guard let scale = models.scale(of: table, features: features),
                scale >= suspiciousScale || scale <= 1 / suspiciousScale
            else { return nil }
            let factor = NumberFormat.digits(max(scale, 1 / scale), 2)
            return "the latencies of \(entry.device) are \(factor) times "
                + (scale > 1 ? "longer than on the slowest" : "shorter than on the fastest")
                + " published device, read as \(entry.unit ?? "ms"): if that is not their unit, import "
                + "them again with --unit ns|us|ms|s and --overwrite"
        }
    }
}
