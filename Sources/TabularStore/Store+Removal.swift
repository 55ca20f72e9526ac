import Architectures
import Foundation
import GRDB

/// What is taken out of a store, or would be.
package struct StoreRemoval: Sendable, Hashable, Encodable {
    /// Devices with all that is known of them.
    package var devices = 0
    /// Tables.
    package var tables = 0
    /// Values of these tables.
    package var values = 0
    /// Networks that were timed, every run of them.
    package var measurements = 0
    /// Predictors, descriptors and plans.
    package var artefacts = 0
    /// Searches.
    package var runs = 0
    /// Evaluations of these.
    package var evaluations = 0

    /// Whether nothing is.
    package var isEmpty: Bool { self == StoreRemoval() }
}

extension Store {
    /// Takes a device out, with its tables, measurements, predictors and descriptor. Runs on it stay.
    /// - Parameter isTrial: Whether it is only said what would go.
    package func removeDevice(named name: String, isTrial: Bool = false) throws -> StoreRemoval {
        try trying(isTrial) { db in
            guard
                let id = try Int64.fetchOne(
                    db, sql: "SELECT id FROM device WHERE name = ?", arguments: [name])
            else { return StoreRemoval() }
            var removal = try removeTables(where: "device = ?", [id], db)
            removal.measurements = try count(db, "measurement WHERE device = ?", [id])
            removal.artefacts = try count(db, "artefact WHERE device = ?", [name])
            removal.devices = 1
            try db.execute(sql: "DELETE FROM artefact WHERE device = ?", arguments: [name])
            try db.execute(sql: "DELETE FROM device WHERE id = ?", arguments: [id])
            return removal
        }
    }

    /// Takes a table out; that of a device's latencies together with the measurements behind it.
    /// - Parameter isTrial: Whether it is only said what would go.
    package func removeTable(
        _ quantity: Quantity, isTrial: Bool = false
    ) throws -> StoreRemoval {
        try trying(isTrial) { db in
            guard let table = try storedTable(quantity, db) else { return StoreRemoval() }
            var removal = try removeTables(where: "id = ?", [table.id], db)
            guard case .latency(let name) = quantity else { return removal }
            let device = "(SELECT id FROM device WHERE name = ?)"
            removal.measurements = try count(db, "measurement WHERE device = \(device)", [name])
            // A session's measurements, and their trials of references, go along.
            for table in ["referenceLook", "latencyScale", "measuringSession"] {
                try db.execute(
                    sql: "DELETE FROM \(table) WHERE device = \(device)", arguments: [name])
            }
            return removal
        }
    }

    /// Takes runs out with their evaluations.
    /// - Parameter isTrial: Whether it is only said what would go.
    package func removeRuns(_ numbers: [Int64], isTrial: Bool = false) throws -> StoreRemoval {
        try trying(isTrial) { db in
            var removal = StoreRemoval()
            for number in Set(numbers) {
                removal.evaluations += try count(db, "evaluation WHERE run = ?", [number])
                try db.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [number])
                removal.runs += db.changesCount
            }
            return removal
        }
    }

    /// Gives a device another name; the old one stays an alias, so that runs and commands that name
    /// it go on.
    package func renameDevice(_ old: String, to new: String) throws {
        try write { db in
            try db.execute(
                sql: "DELETE FROM deviceAlias WHERE alias = ? AND device = (SELECT id FROM device "
                    + "WHERE name = ?)", arguments: [new, old])
            try db.execute(
                sql: "UPDATE device SET name = ? WHERE name = ?", arguments: [new, old])
            try db.execute(
                sql: "UPDATE artefact SET device = ? WHERE device = ?", arguments: [new, old])
            try db.execute(
                sql: """
                    INSERT INTO deviceAlias (alias, device)
                    SELECT ?, id FROM device WHERE name = ?
                    ON CONFLICT (alias) DO UPDATE SET device = excluded.device
                    """, arguments: [old, new])
        }
    }

    /// Gives the room of what was removed back to the system.
    /// - Returns: By how many bytes the file is smaller.
    package func shrink() throws -> Int {
        func size() -> Int {
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return (attributes?[.size] as? Int) ?? 0
        }
        _ = try writeWithoutTransaction { db in try db.checkpoint(.truncate) }
        let before = size()
        try writeWithoutTransaction { db in
            try db.execute(sql: "VACUUM")
            _ = try db.checkpoint(.truncate)
        }
        return max(0, before - size())
    }

    private func trying(
        _ isTrial: Bool, _ body: (Database) throws -> StoreRemoval
    ) throws -> StoreRemoval {
        try write { db in
            var removal = StoreRemoval()
            try db.inSavepoint {
                removal = try body(db)
                return isTrial ? .rollback : .commit
            }
            return removal
        }
    }

    /// Takes tables out, with the files that brought nothing else.
    private func removeTables(
        where condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> StoreRemoval {
        var removal = StoreRemoval()
        let files = try Int64.fetchAll(
            db,
            sql: """
                SELECT DISTINCT file FROM importedTable WHERE objectiveTable IN
                (SELECT id FROM objectiveTable WHERE \(condition))
                """, arguments: arguments)
        removal.tables = try count(db, "objectiveTable WHERE \(condition)", arguments)
        removal.values =
            try Int.fetchOne(
                db, sql: "SELECT sum(valueCount) FROM objectiveTable WHERE \(condition)",
                arguments: arguments) ?? 0
        try db.execute(
            sql: "DELETE FROM objectiveTable WHERE \(condition)", arguments: arguments)
        for file in files {
            try db.execute(
                sql: """
                    DELETE FROM importedFile WHERE id = ?
                    AND NOT EXISTS (SELECT 1 FROM importedTable WHERE file = ?)
                    """, arguments: [file, file])
        }
        return removal
    }

    private func count(
        _ db: Database, _ rows: String, _ arguments: StatementArguments
    ) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(rows)", arguments: arguments) ?? 0
    }
}
