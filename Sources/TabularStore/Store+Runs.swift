import Architectures
import Foundation
import GRDB

extension Store {
    /// Notes that a run begins.
    /// - Returns: Its number, larger than that of every run before.
    package func createRun(
        _ settings: RunSettings, now: Double = Date().timeIntervalSince1970
    ) throws -> Int64 {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO run (space, device, dataset, seed, settings, inputs, software,
                        status, createdAt, updatedAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    try spaceID(db), settings.device, settings.dataset,
                    Int64(bitPattern: settings.seed), settings.settingsJSON, settings.inputs,
                    settings.software, RunStatus.running.rawValue, now, now,
                ])
            return db.lastInsertedRowID
        }
    }

    /// Adds evaluations to a run, all of them or none.
    /// - Parameters:
    ///   - evaluations: In the order in which they were made.
    ///   - run: The run's number.
    ///   - position: How many evaluations the caller knows to be stored, so that two processes
    ///     that continue one run can't interleave.
    /// - Throws: ``StoreError/runMovedOn(id:stored:expected:)`` where another number is stored.
    package func appendEvaluations(
        _ evaluations: [StoredEvaluation], to run: Int64, at position: Int,
        now: Double = Date().timeIntervalSince1970
    ) throws {
        if evaluations.isEmpty { return }
        try write { db in
            try touch(run, now: now, db)
            let stored = try evaluationCount(run, db)
            guard stored == position else {
                throw StoreError.runMovedOn(id: run, stored: stored, expected: position)
            }
            let statement = try db.cachedStatement(
                sql: "INSERT INTO evaluation (run, ordinal, code, objectives) VALUES (?, ?, ?, ?)")
            for (offset, evaluation) in evaluations.enumerated() {
                statement.setUncheckedArguments([
                    run, position + offset, evaluation.architecture.code,
                    TableBlob.data(evaluation.objectives),
                ])
                try statement.execute()
            }
        }
    }

    /// Notes how a run ended, or that it goes on.
    package func setStatus(
        _ status: RunStatus, of run: Int64, resultJSON: String? = nil,
        now: Double = Date().timeIntervalSince1970
    ) throws {
        try write { db in
            try touch(run, now: now, db)
            try db.execute(
                sql: "UPDATE run SET status = ?, result = ? WHERE id = ?",
                arguments: [status.rawValue, resultJSON, run])
        }
    }

    /// Every run, oldest first.
    package func runs() throws -> [RunRecord] {
        try read { db in try runs(db, where: "1", arguments: []) }
    }

    /// The run of that number, or nil.
    package func run(id: Int64) throws -> RunRecord? {
        try read { db in try runs(db, where: "run.id = ?", arguments: [id]).first }
    }

    /// The evaluations of a run, in order.
    package func evaluations(of run: Int64) throws -> [StoredEvaluation] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT code, objectives FROM evaluation WHERE run = ? ORDER BY ordinal",
                arguments: [run])
            var evaluations: [StoredEvaluation] = []
            while let row = try rows.next() {
                let objectives = try row.withUnsafeData(atIndex: 1) { data in
                    data?.withUnsafeBytes { TableBlob.values($0, count: $0.count / 8) } ?? nil
                }
                guard let objectives else {
                    throw StoreError.damaged(path: path, reason: "an evaluation of run \(run)")
                }
                evaluations.append(
                    StoredEvaluation(
                        architecture: try architecture(row.value(0)), objectives: objectives))
            }
            return evaluations
        }
    }

    private func touch(_ run: Int64, now: Double, _ db: Database) throws {
        try db.execute(
            sql: "UPDATE run SET updatedAt = ? WHERE id = ?", arguments: [now, run])
        if db.changesCount == 0 { throw StoreError.unknownRun(id: run, path: path) }
    }

    private func evaluationCount(_ run: Int64, _ db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT ifnull(max(ordinal) + 1, 0) FROM evaluation WHERE run = ?",
            arguments: [run]) ?? 0
    }

    private func runs(
        _ db: Database, where condition: String, arguments: StatementArguments
    ) throws -> [RunRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT run.id, space.name, device, dataset, seed, settings, inputs, software,
                    status, createdAt, updatedAt, result
                FROM run JOIN space ON space.id = run.space WHERE \(condition) ORDER BY run.id
                """,
            arguments: arguments
        ).map { row in
            guard let status = try RunStatus(rawValue: row.value(8)) else {
                throw StoreError.damaged(path: path, reason: "a run of an unknown status")
            }
            return try RunRecord(
                id: row.value(0), space: row.value(1),
                settings: RunSettings(
                    device: row.value(2), dataset: row.value(3),
                    seed: UInt64(bitPattern: row.value(4)),
                    settingsJSON: row.value(5), inputs: row.value(6), software: row.value(7)),
                status: status, createdAt: row.value(9), updatedAt: row.value(10),
                evaluationCount: evaluationCount(row.value(0), db), resultJSON: row.value(11))
        }
    }
}
