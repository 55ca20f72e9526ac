import Architectures
import Foundation
import GRDB
import Testing

@testable import TabularStore

/// A store that another program wrote, in which any column may hold anything.
@Suite struct ForeignValueTests {
    private let fixture: Fixture

    init() throws { fixture = try Fixture() }

    /// Every reading call.
    private let readers: [(Store) throws -> Void] = [
        { _ = try $0.devices() }, { _ = try $0.device(named: "own") }, { _ = try $0.tables() },
        { _ = try $0.table(.latency(device: "own")) }, { _ = try $0.verify() },
        { _ = try $0.imports() }, { _ = try $0.artefacts(kind: "kind") }, { _ = try $0.runs() },
        { _ = try $0.artefact(kind: "kind", name: "name", device: "own") },
        { _ = try $0.evaluations(of: 1) }, { _ = try $0.measurements(of: "own") },
        { _ = try $0.measuringSessions(of: "own") }, { _ = try $0.measuredLatencies(of: "own") },
        { _ = try $0.measuredArchitectures(of: "own") }, { _ = try $0.latencyScales(of: "own") },
        { _ = try $0.referenceTrials(of: "own") }, { _ = try $0.trialCounts(of: "own") },
        { _ = try $0.pairedTrials(at: Architecture(code: 3), on: "own") },
        { _ = try $0.relativeErrors(of: "own") },
        { _ = try $0.fingerprint(of: [.latency(device: "own")]) },
    ]

    /// A store with a row in every table, none of which keeps its columns' types.
    private func makeStore() throws -> Store {
        let store = try fixture.open()
        _ = try store.importBatch([fixture.file("a", [fixture.latency("titan", [0: 1, 5: 2])])])
        let session = try store.beginMeasuring(
            on: Device(name: "own", aliases: ["mine"]),
            MeasuringSettings(
                identity: ["cpu": "one"], machineJSON: "{}", protocolJSON: "{}", software: "0"))
        try store.setLatencyScale(
            milliseconds: 0.5, relativeError: 0.02, blocks: 10, of: "own", replacing: 0, now: 7)
        _ = try store.save(
            NetworkMeasurement(
                architecture: Architecture(code: 3), milliseconds: 99, samples: [2, 3],
                measuredAt: 5,
                pairing: NetworkPairing(logRatio: 1, relativeError: 0.1, references: [1, 1.5])),
            session: session)
        try store.saveArtefact(
            Artefact(
                kind: "kind", name: "name", device: "own", version: 1, inputs: "", createdAt: 1,
                content: [1]))
        let run = try store.createRun(
            RunSettings(
                device: "own", dataset: "toy", seed: 1, settingsJSON: "{}", inputs: "",
                software: "0"))
        try store.appendEvaluations(
            [StoredEvaluation(architecture: Architecture(code: 3), objectives: [1])], to: run, at: 0
        )
        try store.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA foreign_keys = OFF; PRAGMA writable_schema = ON;
                    UPDATE sqlite_master SET sql = replace(replace(replace(sql, ') STRICT, ', ') '),
                        ') STRICT', ')'), 'CHECK (', 'CHECK (1 OR ') WHERE type = 'table';
                    PRAGMA writable_schema = RESET
                    """)
        }
        return store
    }

    @Test(arguments: ["'text'", "x'ff00'", "9e18"])
    func whateverAColumnHoldsNothingTraps(value: String) throws {
        let store = try makeStore()
        let columns = try store.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
                    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'
                        AND m.name <> 'grdb_migrations'
                    """
            ).map { (table: $0[0] as String, column: $0[1] as String) }
        }
        #expect(columns.count > 60)
        var changed = 0
        var refused = 0
        for (table, column) in columns {
            try store.writeWithoutTransaction { db in
                try db.execute(sql: "CREATE TABLE saved AS SELECT * FROM \(table)")
                do {
                    try db.execute(sql: "UPDATE \(table) SET \"\(column)\" = \(value)")
                    changed += 1
                } catch is DatabaseError {}  // A key that has to be a number.
            }
            for reader in readers {
                do { try reader(store) } catch is StoreError { refused += 1 }
            }
            try store.writeWithoutTransaction { db in
                try db.execute(
                    sql: """
                        DELETE FROM \(table); INSERT INTO \(table) SELECT * FROM saved;
                        DROP TABLE saved
                        """)
            }
        }
        #expect(try store.devices().map(\.device.name).sorted() == ["own", "titan"])
        #expect(changed > 20)
        #expect(refused > 0)
    }
}
