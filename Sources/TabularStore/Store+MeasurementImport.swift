import Architectures
import Foundation
import GRDB

/// Measurements of a device from a file that another machine wrote.
package struct MeasurementFile: Sendable {
    /// Where it lies, as provenance will show it.
    package var path: String
    /// SHA-256 of its bytes, in hexadecimal.
    package var sha256: String
    /// Its size in bytes.
    package var bytes: Int
    /// What it was recognised as.
    package var format: String
    /// What is known about the device.
    package var device: Device
    /// Under which circumstances was measured.
    package var settings: MeasuringSettings
    /// When measuring began, in seconds since 1970, UTC.
    package var startedAt: Double
    /// The networks, in the order of the file.
    package var measurements: [NetworkMeasurement]
    /// What the references take at full speed by all that is known now; nil where that did not change.
    package var scale: LatencyScale?

    /// Describes a file and what was read from it.
    package init(
        path: String, sha256: String, bytes: Int, format: String, device: Device,
        settings: MeasuringSettings, startedAt: Double, measurements: [NetworkMeasurement],
        scale: LatencyScale? = nil
    ) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
        self.format = format
        self.device = device
        self.settings = settings
        self.startedAt = startedAt
        self.measurements = measurements
        self.scale = scale
    }
}

/// What an import of measurements did.
package struct MeasurementImportSummary: Sendable, Hashable {
    /// Whether the same file was imported before, so that nothing was done.
    package var isKnown = false
    /// Networks that were not measured before.
    package var added = 0
    /// Networks whose new measurement counts in place of an earlier one.
    package var replaced = 0
    /// Networks that another measurement counts for.
    package var repeated = 0
}

extension Store {
    /// Brings measurements into the store, all or nothing. The same bytes twice are once.
    /// - Parameter overwrite: Whether measurements count in place of earlier ones of the same
    ///   networks, which are kept as repeated ones; otherwise the earlier ones go on counting.
    ///   Whether they replace imported latencies that contradict them, as ``importBatch`` does it.
    /// - Throws: What ``beginMeasuring(on:_:now:)`` throws, ``StoreError/invalidValue(_:)``,
    ///   ``StoreError/conflict(_:)`` where imported latencies contradict them.
    package func importMeasurements(
        _ file: MeasurementFile, overwrite: Bool, now: Double = Date().timeIntervalSince1970
    ) throws -> MeasurementImportSummary {
        try write { db in
            var summary = MeasurementImportSummary()
            let known = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM importedFile f JOIN importedTable t ON t.file = f.id
                    JOIN objectiveTable o ON o.id = t.objectiveTable
                    JOIN device d ON d.id = o.device
                    WHERE f.sha256 = ? AND f.format = ? AND d.name = ?
                    """, arguments: [file.sha256, file.format, file.device.name])
            if known ?? 0 > 0 {
                if overwrite { summary.replaced = try restore(file, db) }
                summary.isKnown = summary.replaced == 0
                return summary
            }
            let session = try beginMeasuring(
                on: file.device, file.settings, now: file.startedAt, db)
            if let scale = file.scale { try put(scale, of: file.device.name, db) }
            var keeper = try MeasurementKeeper(
                store: self, device: file.device.name, session: session, db)
            if !overwrite, let conflict = try conflict(of: file, keeper, db) {
                throw StoreError.conflict(conflict)
            }
            for measurement in file.measurements {
                try keeper.keep(measurement, replacing: overwrite, db)
            }
            let table = try keeper.finish(db)
            try db.execute(
                sql: """
                    INSERT INTO importedFile (path, sha256, bytes, format, rowCount, importedAt)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    file.path, file.sha256, file.bytes, file.format, file.measurements.count, now,
                ])
            let id = db.lastInsertedRowID
            if let table {
                try db.execute(
                    sql: """
                        INSERT INTO importedTable (file, objectiveTable, added, replaced, codes)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [id, table, keeper.added, keeper.replaced, codes(keeper)])
            }
            summary.added = keeper.added
            summary.replaced = keeper.replaced
            summary.repeated = keeper.repeated
            return summary
        }
    }

    /// Imported latencies that measurements of a file contradict, or nil.
    private func conflict(
        of file: MeasurementFile, _ keeper: MeasurementKeeper, _ db: Database
    ) throws -> ImportConflict? {
        var examples: [ImportConflict.Example] = []
        var total = 0
        for measurement in file.measurements where measurement.role == .current {
            guard let stored = try keeper.contradicted(by: measurement, db) else { continue }
            total += 1
            guard examples.count < ImportConflict.exampleLimit else { continue }
            let table = try storedTable(keeper.quantity, db)?.id
            let source = try table.flatMap {
                try sourceFile(table: $0, code: measurement.architecture.code, db)
            }
            examples.append(
                ImportConflict.Example(
                    quantity: keeper.quantity.label,
                    index: space.publishedIndex(of: measurement.architecture), stored: stored,
                    storedFrom: source ?? "the store", imported: measurement.milliseconds,
                    importedFrom: file.path))
        }
        return total == 0
            ? nil : ImportConflict(examples: examples, total: total, amongFiles: 0)
    }

    /// Lets the measurements of a file count again that were imported before.
    /// - Returns: How many networks have another latency now.
    private func restore(_ file: MeasurementFile, _ db: Database) throws -> Int {
        guard let session = try measuringSessions(of: file.device.name, db).last?.id else {
            return 0
        }
        var keeper = try MeasurementKeeper(
            store: self, device: file.device.name, session: session, db)
        for measurement in file.measurements where measurement.role == .current {
            try keeper.restore(measurement, db)
        }
        try keeper.finish(db)
        return keeper.replaced
    }

    /// A bit a code that a file gave its value, as `importedTable` has them.
    private func codes(_ keeper: MeasurementKeeper) -> Data? {
        guard !keeper.changedCodes.isEmpty else { return nil }
        var bits = Data(count: (space.count + 7) / 8)
        for code in keeper.changedCodes { bits[code >> 3] |= 1 << UInt8(code & 7) }
        return bits
    }
}
