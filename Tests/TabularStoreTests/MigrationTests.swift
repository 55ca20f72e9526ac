import Architectures
import Foundation
import GRDB
import Testing

@testable import TabularStore

@Suite struct MigrationTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    /// The current schema and one more version, to see a store of this version grow older.
    private let next = Schema(
        steps: Schema.current.steps + [
            { db in
                try db.execute(
                    sql: """
                        ALTER TABLE device ADD COLUMN colour TEXT;
                        UPDATE device SET colour = 'red';
                        """)
            }
        ])

    @Test func aStoreOfVersion1AsItWasWritten() throws {
        try Version1Fixture.write(to: fixture.path())
        for access in [Store.Access.readOnly, .readWrite] {
            let store = try fixture.open(access: access)
            #expect(try store.verify() == [])
            #expect(
                try store.table(.latency(device: "old"))
                    .map { [$0.values[1], $0.values[26]] } == [2.5, 4])
            #expect(try store.device(named: "alias")?.device.title == "An old device")
            #expect(try store.imports().map(\.path) == ["old.csv"])
            #expect(
                try store.evaluations(of: 3)
                    == [StoredEvaluation(architecture: Architecture(code: 5), objectives: [1.5])])
            try store.close()
        }
    }

    @Test func olderStoresAreBroughtUpToDate() throws {
        try Version1Fixture.write(to: fixture.path())
        let store = try fixture.open(schema: next)
        #expect(try colours(store) == ["red"])
        #expect(try store.table(.latency(device: "old"))?.values[1] == 2.5)
        try store.close()
        let before = try fixture.contents()
        #expect(before["store.sqlite"]?[63] == 7)
        #expect(try fixture.refusal(access: .readWrite)?.kind == "newer")
        #expect(try fixture.contents() == before)
    }

    @Test func aStoreOfTheVersionBeforeIsReadAsItIs() throws {
        let old = Schema(steps: Array(Schema.current.steps.prefix(2)))
        let store = try fixture.open(schema: old)
        _ = try store.importBatch([fixture.file("a", [fixture.latency("x", [0: 1, 5: 2])])])
        // As version 2 wrote every table.
        let whole = TableBlob.data(fixture.values([0: 1, 5: 2]))
        try store.write {
            try $0.execute(sql: "UPDATE objectiveTable SET content = ?", arguments: [whole])
        }
        try store.close()
        let before = try fixture.contents()["store.sqlite"]
        for access in [Store.Access.readOnly, .readWrite] {
            let store = try fixture.open(access: access)
            #expect(try store.table(.latency(device: "x"))?[Architecture(code: 5)] == 2)
            #expect(try store.verify() == [])
            try store.close()
            if access == .readOnly { #expect(try fixture.contents()["store.sqlite"] == before) }
        }
        #expect(try fixture.contents()["store.sqlite"]?[63] == 6)
        #expect(try fixture.refusal(access: .readWrite, schema: old)?.kind == "newer")
    }

    @Test func readersSeeOlderStoresAsNewOnes() throws {
        try Version1Fixture.write(to: fixture.path())
        let before = try fixture.contents()["store.sqlite"]
        let store = try fixture.open(access: .readOnly, schema: next)
        #expect(try colours(store) == ["red"])
        try store.close()
        #expect(try fixture.contents()["store.sqlite"] == before)
    }

    @Test func aMigrationThatFailsLeavesTheVersionBefore() throws {
        try Version1Fixture.write(to: fixture.path())
        let broken = Schema(
            steps: Schema.current.steps + [
                { db in
                    try db.execute(sql: "DELETE FROM evaluation")
                    try db.execute(sql: "INSERT INTO nothing VALUES (1)")
                }
            ])
        #expect(try fixture.refusal(access: .readWrite, schema: broken)?.kind == "unexpected")
        let store = try fixture.open()
        #expect(try store.evaluations(of: 3).count == 1)
    }

    private func colours(_ store: Store) throws -> [String] {
        try store.read { try String.fetchAll($0, sql: "SELECT colour FROM device") }
    }
}
