import Architectures
import Foundation
import GRDB

/// Something in the store that is not as it should be.
package struct StoreProblem: Sendable, Hashable, CustomStringConvertible {
    /// What is concerned.
    package let subject: String
    /// What is wrong.
    package let reason: String
    /// Whether ``Store/mend()`` mends it.
    package var isMendable = false

    /// Names something.
    package init(subject: String, reason: String, isMendable: Bool = false) {
        self.subject = subject
        self.reason = reason
        self.isMendable = isMendable
    }

    /// One line for the user.
    package var description: String { "\(subject): \(reason)" }
}

extension Store {
    /// Reads the whole file and checks it: SQLite's own structures, references, and of every table
    /// of this space its size, fingerprint, count, unit and range.
    /// - Returns: What is wrong, nothing for a sound store.
    /// - Throws: ``StoreError`` where the file can't be read at all.
    package func verify() throws -> [StoreProblem] {
        do {
            return try read(problems)
        } catch StoreError.damaged(_, let reason) {
            return [StoreProblem(subject: "file", reason: reason)]
        }
    }

    private func problems(_ db: Database) throws -> [StoreProblem] {
        let structure = try String.fetchAll(db, sql: "PRAGMA integrity_check")
        if structure != ["ok"] {
            return structure.map { StoreProblem(subject: "file", reason: $0) }
        }
        var problems = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
            try StoreProblem(
                subject: "table \(row.value(0) as String)",
                reason:
                    "row \(row.value(1) as Int64? ?? 0) refers to a missing \(row.value(2) as String)"
            )
        }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT t.content, t.quantity, d.name, t.dataset, t.split, t.epochs, t.seed,
                    t.contentHash, t.valueCount, t.unit, t.origin
                FROM objectiveTable t LEFT JOIN device d ON d.id = t.device
                WHERE t.space = (SELECT id FROM space WHERE name = ?)
                """,
            arguments: [space.name])
        while let row = try rows.next() { problems += try self.problems(of: row) }
        return try problems + measurementProblems(db)
    }

    /// Measurements that count but are not what the device's table says.
    private func measurementProblems(_ db: Database) throws -> [StoreProblem] {
        let devices = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT d.name FROM measurement m JOIN device d ON d.id = m.device
                WHERE m.space = (SELECT id FROM space WHERE name = ?) ORDER BY d.name
                """, arguments: [space.name])
        return try devices.flatMap { device -> [StoreProblem] in
            let measured: [NetworkMeasurement]
            let quantity = Quantity.latency(device: device)
            do {
                measured = try measurements(of: device, role: .current, db)
            } catch StoreError.damaged(_, let reason) {
                return [StoreProblem(subject: quantity.label, reason: reason)]
            }
            guard !measured.isEmpty, let table = try? storedTable(quantity, db)?.table else {
                return []
            }
            let other = measured.count { table[$0.architecture] != $0.milliseconds }
            var problems: [StoreProblem] = []
            if other > 0 {
                problems.append(
                    StoreProblem(
                        subject: quantity.label,
                        reason: "\(other) values are not those that were measured",
                        isMendable: true))
            }
            let unscaled = try unscaledCount(device, db)
            if unscaled > 0 {
                problems.append(
                    StoreProblem(
                        subject: quantity.label,
                        reason: "\(unscaled) measurements are not in the device's scale"))
            }
            return problems
        }
    }

    /// Measurements whose latency is not their ratio times the device's scale, or whose runs lack
    /// those of the references.
    private func unscaledCount(_ device: String, _ db: Database) throws -> Int {
        let scale = try latencyScales(of: device, db).last?.milliseconds ?? .nan
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT m.milliseconds, m.logRatio, length(m.samples) / 4,
                    (SELECT ifnull(sum(turns), 0) FROM referenceLook WHERE measurement = m.id)
                FROM measurement m JOIN device d ON d.id = m.device
                WHERE m.space = (SELECT id FROM space WHERE name = ?) AND d.name = ?
                    AND m.logRatio IS NOT NULL
                """, arguments: [space.name, device])
        return try rows.count { row in
            let expected = try exp(row.value(1) as Double) * scale
            let isScaled = try abs((row.value(0) as Double) - expected) <= 1e-9 * expected
            return try !isScaled || (row.value(2) as Int) != (row.value(3) as Int)
        }
    }

    /// Mends what an import of earlier versions left: where a device's table has other latencies than
    /// the runs that count for it, the table stays, and the runs are kept without counting.
    /// - Returns: How many networks' runs were set aside.
    package func mend() throws -> Int {
        try write { db in
            let space = try spaceID(db)
            let devices = try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT d.name FROM measurement m JOIN device d ON d.id = m.device
                    WHERE m.space = ? ORDER BY d.name
                    """, arguments: [space])
            return try devices.reduce(0) { count, device in
                guard let table = try storedTable(.latency(device: device), db)?.table else {
                    return count
                }
                return try count
                    + setRunsAside(of: device, unlessTheyAre: table.values, space: space, db)
            }
        }
    }

    private func problems(of row: Row) throws -> [StoreProblem] {
        let columns = try Self.columns(row, from: 1)
        guard let quantity = columns.quantity else {
            return [StoreProblem(subject: columns.kind, reason: "a table of an unknown kind")]
        }
        func problem(_ reason: String) -> StoreProblem {
            StoreProblem(subject: quantity.label, reason: reason)
        }
        let values = try row.withUnsafeData(atIndex: 0) { data in
            data?.withUnsafeBytes { TableBlob.table($0, count: space.count) } ?? nil
        }
        guard let values else {
            return [problem("neither \(space.count) numbers nor a list of them")]
        }
        var problems: [StoreProblem] = []
        if try TableBlob.hash(values) != UInt64(bitPattern: row.value(7)) {
            problems.append(problem("its numbers are not what was written"))
        }
        let present = values.count { !$0.isNaN }
        if try present != row.value(8) as Int {
            try problems.append(problem("\(present) values, noted \(row.value(8) as Int)"))
        }
        let outside = values.count { !$0.isNaN && !quantity.allows($0) }
        if outside > 0 {
            problems.append(problem("\(outside) values are not \(quantity.allowedValues)"))
        }
        if try row.value(9) as String != quantity.unit {
            try problems.append(problem("in \(row.value(9) as String) instead of \(quantity.unit)"))
        }
        if try Origin(rawValue: row.value(10)) == nil {
            try problems.append(problem("of an unknown origin '\(row.value(10) as String)'"))
        }
        return problems
    }
}
