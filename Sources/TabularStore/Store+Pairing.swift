import Architectures
import Foundation
import GRDB

extension Store {
    /// The scales that a device has had, oldest first; the last one counts.
    package func latencyScales(of device: String) throws -> [LatencyScale] {
        try read { db in try latencyScales(of: device, db) }
    }

    func latencyScales(of device: String, _ db: Database) throws -> [LatencyScale] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT c.version, c.milliseconds, c.relativeError, c.blocks, c.setAt
                FROM latencyScale c JOIN device d ON d.id = c.device
                WHERE c.space = (SELECT id FROM space WHERE name = ?) AND d.name = ?
                ORDER BY c.version
                """, arguments: [space.name, device]
        ).map {
            try LatencyScale(
                version: $0.value(0), milliseconds: $0.value(1), relativeError: $0.value(2),
                blocks: $0.value(3), setAt: $0.value(4))
        }
    }

    /// Gives a device a new scale: every latency that follows from a ratio, and the table, are those
    /// of the new scale within the same transaction.
    /// - Parameters:
    ///   - milliseconds: Of the references at full speed.
    ///   - version: The version that it replaces; 0 for none.
    /// - Returns: The scale that counts now: another one where another process was faster.
    /// - Throws: ``StoreError``.
    @discardableResult
    package func setLatencyScale(
        milliseconds: Double, relativeError: Double, blocks: Int, of device: String,
        replacing version: Int, now: Double = Date().timeIntervalSince1970
    ) throws -> LatencyScale {
        try write { db in
            if let last = try latencyScales(of: device, db).last, last.version != version {
                return last
            }
            let scale = LatencyScale(
                version: version + 1, milliseconds: milliseconds, relativeError: relativeError,
                blocks: blocks, setAt: now)
            try put(scale, of: device, db)
            return scale
        }
    }

    func put(_ scale: LatencyScale, of device: String, _ db: Database) throws {
        guard scale.milliseconds > 0, scale.milliseconds.isFinite else {
            throw StoreError.damaged(path: path, reason: "a scale of \(scale.milliseconds) ms")
        }
        guard
            let id = try Int64.fetchOne(
                db, sql: "SELECT id FROM device WHERE name = ?", arguments: [device])
        else { throw StoreError.damaged(path: path, reason: "no device \(device)") }
        try db.execute(
            sql: """
                INSERT INTO latencyScale (space, device, version, milliseconds, relativeError,
                    blocks, setAt) VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                spaceID(db), id, scale.version, scale.milliseconds,
                // SQLite keeps no infinity: as uncertain as can be.
                scale.relativeError.isFinite ? scale.relativeError : 1, scale.blocks, scale.setAt,
            ])
        try rescale(device: device, id: id, to: scale.milliseconds, db)
    }

    /// Writes latencies that follow from ratios anew, and the table.
    func rescale(
        device: String, id: Int64, to milliseconds: Double, _ db: Database
    ) throws {
        let space = try spaceID(db)
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id, logRatio FROM measurement
                WHERE space = ? AND device = ? AND logRatio IS NOT NULL
                """, arguments: [space, id])
        for row in rows {
            try db.execute(
                sql: "UPDATE measurement SET milliseconds = ? WHERE id = ?",
                arguments: try [exp(row.value(1) as Double) * milliseconds, row.value(0) as Int64])
        }
        let quantity = Quantity.latency(device: device)
        guard !rows.isEmpty, let stored = try storedTable(quantity, db) else { return }
        let measured = try measurements(of: device, role: .current, db)
        let own = Set(measured.map(\.architecture))
        var values = stored.table.values
        for measurement in measured {
            for twin in self.space.labellings(of: measurement.architecture)
            where twin == measurement.architecture || !own.contains(twin) {
                values[twin.code] = measurement.milliseconds
            }
        }
        _ = try writeTable(
            quantity, origin: .measured, values: values, id: stored.id, space: space, db)
    }

    /// Every trial of a device's references, in order of time.
    package func referenceTrials(of device: String) throws -> [ReferenceTrial] {
        try read { db in try referenceTrials(of: device, db) }
    }

    func referenceTrials(of device: String, _ db: Database) throws -> [ReferenceTrial] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT \(Self.trialColumns)
                FROM referenceLook l JOIN device d ON d.id = l.device
                WHERE l.space = (SELECT id FROM space WHERE name = ?) AND d.name = ?
                ORDER BY l.measuredAt, l.id
                """, arguments: [space.name, device]
        ).map { try trial($0, of: device) }
    }

    /// What ``trial(_:of:isWhole:)`` reads of a `referenceLook` l, in its order.
    static let trialColumns = "l.measuredAt, l.turns, l.runs"
    /// The same with every run, where `lookRuns` r is joined from the left.
    static let wholeTrialColumns = trialColumns + ", r.content"

    func trial(_ row: Row, of device: String, isWhole: Bool = false) throws -> ReferenceTrial {
        func damage() -> StoreError {
            StoreError.damaged(path: path, reason: "runs of \(device)'s references")
        }
        guard let runs = try SampleBlob.samples(row.value(2)) else { throw damage() }
        var trial = try ReferenceTrial(measuredAt: row.value(0), turns: row.value(1), runs: runs)
        if isWhole, let content: Data = try row.value(3) {
            guard let every = TrialRunsBlob.runs(content) else { throw damage() }
            trial.every = every
        }
        return trial
    }

    /// Keeps a trial of a device's references that no network took part in.
    package func save(_ trial: ReferenceTrial, session: Int64) throws {
        try write { db in
            guard
                let device = try Int64.fetchOne(
                    db, sql: "SELECT device FROM measuringSession WHERE id = ?",
                    arguments: [session])
            else { throw StoreError.damaged(path: path, reason: "no measuring session \(session)") }
            try insert(trial, device: device, measurement: nil, db)
        }
    }

    func insert(
        _ trial: ReferenceTrial, device: Int64, measurement: Int64?, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO referenceLook (space, device, measurement, measuredAt, turns, runs)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                spaceID(db), device, measurement, trial.measuredAt, trial.turns,
                SampleBlob.data(trial.runs),
            ])
        guard let every = trial.every else { return }
        guard let content = TrialRunsBlob.data(every) else {
            throw StoreError.damaged(path: path, reason: "runs that are none")
        }
        try db.execute(
            sql: "INSERT INTO lookRuns (look, content) VALUES (?, ?)",
            arguments: [db.lastInsertedRowID, content])
    }

    /// The trials of the network whose measurement counts, in order of time: its runs, and those of
    /// the references beside them; empty where it was not measured in turns.
    package func pairedTrials(
        at architecture: Architecture, on device: String
    ) throws -> [(network: [Float], references: [Float])] {
        try read { db in try pairedTrials(at: architecture, on: device, db) }
    }

    func pairedTrials(
        at architecture: Architecture, on device: String, _ db: Database
    ) throws -> [(network: [Float], references: [Float])] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT m.samples, l.turns, l.runs
                FROM measurement m JOIN referenceLook l ON l.measurement = m.id
                    JOIN device d ON d.id = m.device
                WHERE m.space = (SELECT id FROM space WHERE name = ?) AND d.name = ?
                    AND m.code = ? AND m.role = 'current' ORDER BY l.id
                """, arguments: [space.name, device, architecture.code])
        var start = 0
        return try rows.map { row in
            let turns: Int = try row.value(1)
            guard let samples = try SampleBlob.samples(row.value(0)),
                let runs = try SampleBlob.samples(row.value(2)),
                turns > 0, start + turns <= samples.count
            else { throw StoreError.damaged(path: path, reason: "a measurement of \(device)") }
            defer { start += turns }
            return (Array(samples[start..<(start + turns)]), runs)
        }
    }

    /// Adds another trial to the measurement of a network that counts.
    /// - Parameters:
    ///   - trial: The network's runs and those of the references beside them; what all trials tell
    ///     together is in its pairing.
    ///   - count: How many trials there were when that was found out.
    /// - Returns: Whether it was taken: not where there is another number of trials by now.
    /// - Throws: ``StoreError``.
    package func extend(_ trial: NetworkMeasurement, session: Int64, after count: Int) throws
        -> Bool
    {
        guard let pairing = trial.pairing else { preconditionFailure("trials are paired") }
        return try write { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT m.id, m.device, d.name, m.samples FROM measurement m
                            JOIN measuringSession s ON s.device = m.device
                            JOIN device d ON d.id = m.device
                        WHERE m.space = ? AND s.id = ? AND m.code = ? AND m.role = 'current'
                        """, arguments: [spaceID(db), session, trial.architecture.code])
            else { return false }
            let (id, device, name): (Int64, Int64, String) = try (
                row.value(0), row.value(1), row.value(2)
            )
            guard try pairedTrials(at: trial.architecture, on: name, db).count == count,
                let earlier = try SampleBlob.samples(row.value(3)),
                let scale = try latencyScales(of: name, db).last
            else { return false }
            try db.execute(
                sql: """
                    UPDATE measurement SET samples = ?, logRatio = ?, relativeError = ?,
                        milliseconds = ?, measuredAt = ? WHERE id = ?
                    """,
                arguments: [
                    SampleBlob.data(earlier + trial.samples), pairing.logRatio,
                    pairing.relativeError.finiteOrNil, exp(pairing.logRatio) * scale.milliseconds,
                    trial.measuredAt, id,
                ])
            try insert(
                ReferenceTrial(
                    measuredAt: trial.measuredAt, turns: trial.samples.count,
                    runs: pairing.references, every: pairing.every), device: device,
                measurement: id, db)
            try put(
                exp(pairing.logRatio) * scale.milliseconds, for: trial.architecture, of: name,
                deviceID: device, db)
            return true
        }
    }

    /// Writes a measured latency into the device's table, for networks of the same graph as well where
    /// they have none of their own.
    private func put(
        _ milliseconds: Double, for architecture: Architecture, of device: String,
        deviceID: Int64, _ db: Database
    ) throws {
        let quantity = Quantity.latency(device: device)
        guard let stored = try storedTable(quantity, db) else { return }
        var values = stored.table.values
        for twin in space.labellings(of: architecture) {
            let isMeasured =
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT 1 FROM measurement
                        WHERE space = ? AND device = ? AND code = ? AND role = 'current'
                        """, arguments: [spaceID(db), deviceID, twin.code]) != nil
            if twin == architecture || !isMeasured { values[twin.code] = milliseconds }
        }
        _ = try writeTable(
            quantity, origin: .measured, values: values, id: stored.id, space: spaceID(db), db)
    }

    /// How often each network of a device was looked at whose measurement counts.
    package func trialCounts(of device: String) throws -> [Architecture: Int] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT m.code, count(*) FROM measurement m
                        JOIN referenceLook l ON l.measurement = m.id
                    WHERE m.space = (SELECT id FROM space WHERE name = ?)
                        AND m.device = (SELECT id FROM device WHERE name = ?)
                        AND m.role = 'current' GROUP BY m.code
                    """, arguments: [space.name, device])
            var counts: [Architecture: Int] = [:]
            while let row = try rows.next() {
                try counts[architecture(row.value(0))] = row.value(1)
            }
            return counts
        }
    }

    /// The relative standard errors of a device's latencies that are ratios.
    package func relativeErrors(of device: String) throws -> [Architecture: Double] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT code, relativeError FROM measurement
                    WHERE space = (SELECT id FROM space WHERE name = ?)
                        AND device = (SELECT id FROM device WHERE name = ?)
                        AND role = 'current' AND logRatio IS NOT NULL
                        AND relativeError IS NOT NULL
                    """, arguments: [space.name, device])
            var errors: [Architecture: Double] = [:]
            while let row = try rows.next() {
                try errors[architecture(row.value(0))] = row.value(1)
            }
            return errors
        }
    }
}

extension Double {
    /// Itself where it is a number that SQLite keeps.
    var finiteOrNil: Double? { isFinite ? self : nil }
}
