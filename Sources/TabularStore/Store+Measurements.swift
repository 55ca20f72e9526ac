import Architectures
import FileSystem
import Foundation
import GRDB

extension Store {
    /// Begins to measure on a device, which gets a row, or more to what is known of it.
    /// - Parameter now: The time, in seconds since 1970.
    /// - Returns: The session's number.
    /// - Throws: ``StoreError/otherMachine(device:differences:)`` where earlier measurements of the
    ///   device are of another machine or setting, ``StoreError/originMismatch(quantity:stored:imported:file:)``
    ///   where its table was published.
    package func beginMeasuring(
        on device: Device, _ settings: MeasuringSettings,
        now: Double = Date().timeIntervalSince1970
    ) throws -> Int64 {
        try write { db in try beginMeasuring(on: device, settings, now: now, db) }
    }

    /// Keeps a measurement, and its latency in the device's table, in one transaction.
    ///
    /// The latency counts for every network that is the same labelled graph and was not measured
    /// itself. Where the network was measured meanwhile, what is there stays, unless `replacing`,
    /// which keeps the former measurement as a repeated one.
    /// - Returns: Whether it counts now.
    @discardableResult
    package func save(
        _ measurement: NetworkMeasurement, session: Int64, replacing: Bool = false
    ) throws -> Bool {
        try write { db in
            guard
                let device = try String.fetchOne(
                    db,
                    sql: """
                        SELECT name FROM device JOIN measuringSession s ON s.device = device.id
                        WHERE s.id = ?
                        """, arguments: [session])
            else { throw StoreError.damaged(path: path, reason: "no measuring session \(session)") }
            var keeper = try MeasurementKeeper(store: self, device: device, session: session, db)
            try keeper.keep(measurement, replacing: replacing, db)
            try keeper.finish(db)
            return keeper.added + keeper.replaced > 0
        }
    }

    /// The sessions of a device, oldest first.
    package func measuringSessions(of device: String) throws -> [MeasuringSession] {
        try read { db in try measuringSessions(of: device, db) }
    }

    /// The measurements of a device that have a role, in the order in which they were made.
    package func measurements(
        of device: String, role: NetworkMeasurement.Role = .current
    ) throws -> [NetworkMeasurement] {
        try read { db in try measurements(of: device, role: role, db) }
    }

    func measurements(
        of device: String, role: NetworkMeasurement.Role, _ db: Database
    ) throws -> [NetworkMeasurement] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT \(Self.measurementColumns)
                FROM measurement m JOIN device d ON d.id = m.device
                WHERE m.space = (SELECT id FROM space WHERE name = ?) AND d.name = ?
                    AND m.role = ? ORDER BY m.id
                """,
            arguments: [space.name, device, role.rawValue]
        ).map { try measurement($0, of: device, beside: nil) }
    }

    /// What ``measurement(_:of:beside:)`` reads of a `measurement` m, in its order.
    static let measurementColumns = """
        m.code, m.milliseconds, m.samples, m.measuredAt, m.notes, m.role, m.relativeError, m.logRatio
        """
    static let measurementColumnCount = 8

    /// - Parameter references: The references' counted runs beside it; nil where its pairing is not
    ///   asked for.
    func measurement(
        _ row: Row, of device: String, beside references: [Float]?
    ) throws -> NetworkMeasurement {
        guard let samples = try SampleBlob.samples(row.value(2)),
            let role = try NetworkMeasurement.Role(rawValue: row.value(5))
        else { throw StoreError.damaged(path: path, reason: "a measurement of \(device)") }
        let error: Double? = try row.value(6)
        let logRatio: Double? = try row.value(7)
        var pairing: NetworkPairing?
        if let references, let logRatio {
            pairing = NetworkPairing(
                logRatio: logRatio, relativeError: error ?? .infinity, references: references)
        }
        return try NetworkMeasurement(
            architecture: architecture(row.value(0)), milliseconds: row.value(1),
            samples: samples, measuredAt: row.value(3), notesJSON: row.value(4), role: role,
            relativeError: error, pairing: pairing)
    }

    /// The latencies in milliseconds that the networks of a device were measured to have, the ones
    /// that count and the repeated ones, the fastest first.
    package func measuredLatencies(of device: String) throws -> [Architecture: [Double]] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT code, milliseconds FROM measurement
                    WHERE space = (SELECT id FROM space WHERE name = ?)
                        AND device = (SELECT id FROM device WHERE name = ?)
                        AND role IN ('current', 'repeated')
                    ORDER BY milliseconds
                    """, arguments: [space.name, device])
            var latencies: [Architecture: [Double]] = [:]
            while let row = try rows.next() {
                try latencies[architecture(row.value(0)), default: []].append(row.value(1))
            }
            return latencies
        }
    }

    /// Whether one of the networks has a measurement that counts.
    package func hasMeasurement(
        of architectures: [Architecture], on device: String
    ) throws -> Bool {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT 1 FROM measurement
                    WHERE space = (SELECT id FROM space WHERE name = ?)
                        AND device = (SELECT id FROM device WHERE name = ?)
                        AND code = ? AND role = 'current'
                    """)
            return try architectures.contains { architecture in
                try Int.fetchOne(
                    statement, arguments: [space.name, device, architecture.code]) != nil
            }
        }
    }

    /// The networks of a device whose measurement counts.
    package func measuredArchitectures(of device: String) throws -> Set<Architecture> {
        try read { db in
            let codes = try Int.fetchSet(
                db,
                sql: """
                    SELECT code FROM measurement
                    WHERE space = (SELECT id FROM space WHERE name = ?)
                        AND device = (SELECT id FROM device WHERE name = ?) AND role = 'current'
                    """, arguments: [space.name, device])
            return try Set(codes.map(architecture))
        }
    }

    /// Sets runs aside that count for networks with other latencies: they are kept as repeated ones.
    /// - Parameter values: The device's latencies in milliseconds, by code.
    /// - Returns: How many networks' runs were set aside.
    @discardableResult
    func setRunsAside(
        of device: String, unlessTheyAre values: [Double], space: Int64, _ db: Database
    ) throws -> Int {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT m.id, m.code, m.milliseconds FROM measurement m
                JOIN device d ON d.id = m.device
                WHERE m.space = ? AND d.name = ? AND m.role = 'current'
                """, arguments: [space, device])
        let differing = try rows.filter { row in
            let code: Int = try row.value(1)
            return try !values.indices.contains(code) || values[code] != row.value(2) as Double
        }
        for row in differing {
            try db.execute(
                sql: "UPDATE measurement SET role = 'repeated' WHERE id = ?",
                arguments: [try row.value(0) as Int64])
        }
        return differing.count
    }

    func beginMeasuring(
        on device: Device, _ settings: MeasuringSettings, now: Double, _ db: Database
    ) throws -> Int64 {
        if let earlier = try measuringSessions(of: device.name, db).last {
            let differences = MeasuringSettings.differences(
                earlier.settings.identity, settings.identity)
            guard differences.isEmpty else {
                throw StoreError.otherMachine(device: device.name, differences: differences)
            }
        }
        let table = try storedTable(.latency(device: device.name), db)
        if let table, table.origin != Origin.measured.rawValue {
            throw StoreError.originMismatch(
                quantity: Quantity.latency(device: device.name).label, stored: table.origin,
                imported: Origin.measured.rawValue, file: "measuring")
        }
        let id = try save(device, origin: .measured, db)
        let encoder = JSONEncoder.compact
        try db.execute(
            sql: """
                INSERT INTO measuringSession (device, startedAt, identity, machine, protocol,
                    software) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, now,
                String(decoding: try encoder.encode(settings.identity), as: UTF8.self),
                settings.machineJSON, settings.protocolJSON, settings.software,
            ])
        return db.lastInsertedRowID
    }

    func measuringSessions(of device: String, _ db: Database) throws -> [MeasuringSession] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT s.id, s.identity, s.machine, s.protocol, s.software, s.startedAt,
                    (SELECT count(*) FROM measurement m
                     WHERE m.session = s.id AND m.role = 'current')
                FROM measuringSession s JOIN device d ON d.id = s.device
                WHERE d.name = ? ORDER BY s.id
                """, arguments: [device]
        ).map { row in
            let identity: String = try row.value(1)
            guard
                let parsed = try? JSONDecoder().decode(
                    [String: String].self, from: Data(identity.utf8))
            else {
                throw StoreError.damaged(path: path, reason: "a measuring session of \(device)")
            }
            return try MeasuringSession(
                id: row.value(0), device: device,
                settings: MeasuringSettings(
                    identity: parsed, machineJSON: row.value(2), protocolJSON: row.value(3),
                    software: row.value(4)),
                startedAt: row.value(5), networks: row.value(6))
        }
    }
}
