import Architectures
import Foundation
import GRDB

/// Puts measurements of one session into the store, and their latencies into the device's table,
/// within one transaction.
struct MeasurementKeeper {
    /// Measurements that count for the table and were not there before.
    private(set) var added = 0
    /// Measurements that count in place of earlier ones.
    private(set) var replaced = 0
    /// Measurements of networks that another measurement counts for.
    private(set) var repeated = 0
    /// Codes whose value in the table is new or another one.
    private(set) var changedCodes: Set<Int> = []
    private let store: Store
    /// The session that measurements are of.
    var session: Int64
    private let device: String
    private let spaceID: Int64
    private let deviceID: Int64
    /// The device's table.
    let quantity: Quantity
    private let tableID: Int64?
    private var values: [Double]

    init(store: Store, device: String, session: Int64, _ db: Database) throws {
        self.store = store
        self.session = session
        self.device = device
        quantity = .latency(device: device)
        spaceID = try store.spaceID(db)
        deviceID = try store.save(Device(name: device), origin: .measured, db)
        let stored = try store.storedTable(quantity, db)
        tableID = stored?.id
        values = stored?.table.values ?? [Double](repeating: .nan, count: store.space.count)
    }

    /// Takes one.
    /// - Throws: ``StoreError/invalidValue(_:)`` where its latency is none.
    mutating func keep(
        _ taken: NetworkMeasurement, replacing: Bool, _ db: Database
    ) throws {
        let measurement = try checked(scaled(taken, db))
        let code = measurement.architecture.code
        var role = measurement.role
        let isThere = try hasMeasurement(code, db)
        if role == .current, isThere {
            if replacing {
                try db.execute(
                    sql: """
                        UPDATE measurement SET role = 'repeated'
                        WHERE space = ? AND device = ? AND code = ? AND role = 'current'
                        """, arguments: [spaceID, deviceID, code])
                replaced += 1
            } else {
                role = .repeated
                repeated += 1
            }
        } else if role == .current {
            if try contradicted(by: measurement, db) == nil { added += 1 } else { replaced += 1 }
        }
        try insert(measurement, role: role, db)
        if role == .current { try setValue(of: measurement, db) }
    }

    /// Takes one that was looked at several times, of a network that has none that counts.
    /// - Parameter trials: The references' runs of each trial; the network's are one after the other in
    ///   the measurement.
    /// - Throws: ``StoreError/invalidValue(_:)`` where its latency is none.
    mutating func keep(
        _ taken: NetworkMeasurement, trials: [ReferenceTrial], _ db: Database
    ) throws {
        let measurement = try checked(scaled(taken, db))
        added += 1
        let row = try insertRow(measurement, role: .current, db)
        for trial in trials { try store.insert(trial, device: deviceID, measurement: row, db) }
        try setValue(of: measurement, db)
    }

    private func checked(_ measurement: NetworkMeasurement) throws -> NetworkMeasurement {
        guard quantity.allows(measurement.milliseconds),
            measurement.samples.allSatisfy({ $0.isFinite && $0 >= 0 })
        else {
            throw StoreError.invalidValue(
                InvalidValue(
                    file: "measuring", quantity: quantity.label,
                    index: store.space.publishedIndex(of: measurement.architecture),
                    value: measurement.milliseconds, expected: quantity.allowedValues))
        }
        return measurement
    }

    /// Lets a measurement count again that is in the store, where the network has another latency by
    /// now.
    mutating func restore(_ measurement: NetworkMeasurement, _ db: Database) throws {
        let code = measurement.architecture.code
        guard values[code] != measurement.milliseconds,
            let kept = try Int64.fetchOne(
                db,
                sql: """
                    SELECT id FROM measurement WHERE space = ? AND device = ? AND code = ?
                        AND role = 'repeated' AND milliseconds = ? ORDER BY id DESC
                    """, arguments: [spaceID, deviceID, code, measurement.milliseconds])
        else { return }
        try db.execute(
            sql: """
                UPDATE measurement SET role = 'repeated'
                WHERE space = ? AND device = ? AND code = ? AND role = 'current'
                """, arguments: [spaceID, deviceID, code])
        try db.execute(
            sql: "UPDATE measurement SET role = 'current' WHERE id = ?", arguments: [kept])
        replaced += 1
        try setValue(of: measurement, db)
    }

    /// The latency that a network has from an import, where a measurement contradicts it: neither
    /// measured itself nor taken over from a measured network that is the same graph.
    func contradicted(by measurement: NetworkMeasurement, _ db: Database) throws -> Double? {
        let code = measurement.architecture.code
        let present = values[code]
        guard !present.isNaN, !quantity.agree(present, measurement.milliseconds),
            try !hasMeasurement(code, db)
        else { return nil }
        let isTakenOver = try store.space.labellings(of: measurement.architecture).contains {
            try values[$0.code] == present && hasMeasurement($0.code, db)
        }
        return isTakenOver ? nil : present
    }

    /// Puts a latency into the table, also for the networks that are the same graph and have none of
    /// their own.
    private mutating func setValue(of measurement: NetworkMeasurement, _ db: Database) throws {
        let code = measurement.architecture.code
        let former = values[code]
        for twin in store.space.labellings(of: measurement.architecture) where twin.code != code {
            guard values[twin.code].isNaN || values[twin.code] == former,
                try !hasMeasurement(twin.code, db)
            else { continue }
            values[twin.code] = measurement.milliseconds
            changedCodes.insert(twin.code)
        }
        values[code] = measurement.milliseconds
        changedCodes.insert(code)
    }

    /// A measurement in the device's present scale, where it was taken in turns.
    private func scaled(
        _ measurement: NetworkMeasurement, _ db: Database
    ) throws -> NetworkMeasurement {
        guard let pairing = measurement.pairing else { return measurement }
        guard let scale = try store.latencyScales(of: device, db).last else {
            throw StoreError.damaged(path: store.path, reason: "no scale of \(device)")
        }
        var measurement = measurement
        measurement.milliseconds = exp(pairing.logRatio) * scale.milliseconds
        return measurement
    }

    private func insert(
        _ measurement: NetworkMeasurement, role: NetworkMeasurement.Role, _ db: Database
    ) throws {
        let row = try insertRow(measurement, role: role, db)
        guard let pairing = measurement.pairing else { return }
        try store.insert(
            ReferenceTrial(
                measuredAt: measurement.measuredAt, turns: measurement.samples.count,
                runs: pairing.references, every: pairing.every),
            device: deviceID, measurement: row, db)
    }

    private func insertRow(
        _ measurement: NetworkMeasurement, role: NetworkMeasurement.Role, _ db: Database
    ) throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO measurement (space, device, session, code, role, milliseconds, samples,
                    measuredAt, notes, logRatio, relativeError)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(
            arguments: [
                spaceID, deviceID, session, measurement.architecture.code, role.rawValue,
                measurement.milliseconds, SampleBlob.data(measurement.samples),
                measurement.measuredAt, measurement.notesJSON, measurement.pairing?.logRatio,
                measurement.relativeError?.finiteOrNil,
            ])
        return db.lastInsertedRowID
    }

    /// Whether a network has a measurement of its own that counts.
    private func hasMeasurement(_ code: Int, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT 1 FROM measurement
                WHERE space = ? AND device = ? AND code = ? AND role = 'current'
                """)
        return try Int.fetchOne(statement, arguments: [spaceID, deviceID, code]) != nil
    }

    /// Writes the table.
    /// - Returns: Its row, or nil where there is none.
    @discardableResult
    mutating func finish(_ db: Database) throws -> Int64? {
        guard !changedCodes.isEmpty else { return tableID }
        return try store.writeTable(
            quantity, origin: .measured, values: values, id: tableID, space: spaceID, db)
    }
}
