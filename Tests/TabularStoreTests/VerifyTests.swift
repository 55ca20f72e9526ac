import Architectures
import Foundation
import GRDB
import Testing

@testable import TabularStore

@Suite struct VerifyTests {
    let fixture: Fixture
    let store: Store
    let titan = Quantity.latency(device: "titan")

    init() throws {
        fixture = try Fixture()
        store = try fixture.open()
        _ = try store.importBatch([fixture.file("a", [fixture.latency("titan", [0: 1, 5: 2])])])
    }

    @Test(arguments: [
        (
            "content = zeroblob(27 * 8)",
            [
                "latency on titan: its numbers are not what was written",
                "latency on titan: 27 values, noted 2",
                "latency on titan: 27 values are not a positive number",
            ]
        ),
        ("content = zeroblob(80)", ["latency on titan: neither 27 numbers nor a list of them"]),
        ("valueCount = 3", ["latency on titan: 2 values, noted 3"]),
        ("unit = 's'", ["latency on titan: in s instead of ms"]),
        ("origin = 'hearsay'", ["latency on titan: of an unknown origin 'hearsay'"]),
        (
            "space = space, quantity = 'latency', device = 9",
            [
                "table objectiveTable: row 1 refers to a missing device",
                "latency: a table of an unknown kind",
            ]
        ),
    ])
    func problemsAreNamed(change: String, problems: [String]) throws {
        #expect(try store.verify() == [])
        try store.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.execute(sql: "UPDATE objectiveTable SET \(change)")
        }
        #expect(try store.verify().map(\.description) == problems)
    }

    @Test(arguments: [
        ("zeroblob(27 * 8)", "its numbers are not what was written"), ("x''", "wrong size"),
    ])
    func damagedNumbersAreNeverReturned(content: String, reason: String) throws {
        try store.write { try $0.execute(sql: "UPDATE objectiveTable SET content = \(content)") }
        let error = try storeError { _ = try store.table(titan) }
        #expect(
            error?.description
                == "store \(store.path) is damaged: latency on titan: \(reason); keep a copy of the "
                + "file, then import the tables into a new store")
    }

    @Test func damagedPagesAreFound() throws {
        // Evaluations are read by no opening, and written last they lie at the end of the file.
        let run = try store.createRun(
            RunSettings(
                device: "titan", dataset: "toy", seed: 0, settingsJSON: "{}", inputs: "",
                software: ""))
        let evaluation = StoredEvaluation(
            architecture: Architecture(code: 0), objectives: [1, 2, 3, 4])
        try store.appendEvaluations(
            Array(repeating: evaluation, count: 2000), to: run, at: 0)
        try store.close()
        var bytes = try #require(FileManager.default.contents(atPath: store.path))
        let last = bytes.count - 3 * 4096
        bytes.replaceSubrange(last..<bytes.count, with: Data(repeating: 0xA5, count: 3 * 4096))
        try bytes.write(to: URL(fileURLWithPath: store.path))
        let reopened = try fixture.open()
        #expect(try !reopened.verify().isEmpty)
    }
}
