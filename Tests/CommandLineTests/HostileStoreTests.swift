import Architectures
import Foundation
import GRDB
import TabularStore
import Testing

/// A store is data: whoever wrote it, nothing that it holds is run.
@Suite struct HostileStoreTests {
    let tool: CommandLineTool
    private let device = "phone"
    /// A command that leaves this file wherever it runs.
    private var trace: URL { tool.folder.appendingPathComponent("PWNED") }
    private var command: String { "sh -c 'touch \(trace.path); exec cat'" }

    init() throws {
        tool = try CommandLineTool()
        let measured = try Self.measured.get()
        try measured.store.write(to: tool.store)
        // The runner's path is part of the device, and the folder has a name of its own.
        _ = try tool.scriptedRunner()
        let queue = try DatabaseQueue(path: tool.store.path)
        try queue.write { db in
            for column in ["identity", "protocol"] {
                try db.execute(
                    sql: "UPDATE measuringSession SET \(column) = replace(\(column), ?, ?)",
                    arguments: [measured.folder, tool.folder.lastPathComponent])
            }
        }
        try queue.close()
    }

    /// A store with three networks measured by the scripted runner, made once, and the name of the
    /// folder in which that was.
    private static let measured = Result {
        let tool = try CommandLineTool()
        let outcome = try tool.run(
            ["measure", "--device", "phone", "11", "12", "13", "--runs", "5"]
                + tool.scriptedRunner())
        try #require(outcome.status == 0, Comment(rawValue: outcome.errors))
        return (store: try Data(contentsOf: tool.store), folder: tool.folder.lastPathComponent)
    }

    /// Writes other settings into the sessions of the store.
    /// - Parameters:
    ///   - setup: What takes the place of the recorded settings.
    ///   - identity: What takes the place of what the machine was.
    private func forge(
        setup: [String: Any], identity: [String: String] = [:]
    ) throws {
        let store = try DatabaseQueue(path: tool.store.path)
        try store.write { db in
            let row = try #require(
                try Row.fetchOne(db, sql: "SELECT identity, protocol FROM measuringSession"))
            var record = try object(row["protocol"])
            let recorded = try #require(record["setup"] as? [String: Any])
            record["setup"] = recorded.merging(setup) { $1 }
            let forged = try object(row["identity"]).merging(identity) { $1 }
            try db.execute(
                sql: "UPDATE measuringSession SET identity = ?, protocol = ?",
                arguments: [try text(forged), try text(record)])
        }
        try store.close()
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func text(_ object: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    private static let commands: [[String]] = [
        ["predict", "--device", "phone", "5"],
        ["predict", "--device", "phone", "5", "--samples", "12"],
        ["search", "--device", "phone", "--budget", "20", "--verify", "3"],
        ["--device", "phone", "--budget", "20"],
        ["adapt", "--device", "phone", "--samples", "5"],
        ["measure", "--device", "phone", "5"],
        ["measure", "--device", "phone", "11", "--again"],
        ["measure", "--device", "phone", "5", "--threads", "1"],
        ["profile", "--device", "phone"],
        ["compare", "--device", "phone"],
        ["devices"], ["devices", "show", "phone"], ["doctor"], ["data", "verify"],
        ["data", "list"],
    ]

    @Test(arguments: commands)
    func aCommandThatTheStoreRemembersIsNeverRun(_ arguments: [String]) throws {
        try forge(setup: ["runner": command], identity: ["runner": command])
        let outcome = try tool.run(arguments)
        #expect(!FileManager.default.fileExists(atPath: trace.path))
        if ["devices", "doctor", "data"].contains(arguments[0]) {
            #expect(outcome.status <= 1)
        } else {
            #expect(outcome.status == 2, Comment(rawValue: outcome.errors))
        }
        if ["predict", "adapt", "measure", "profile"].contains(arguments[0]) {
            #expect(outcome.errors.contains("add --runner "), Comment(rawValue: outcome.errors))
        }
    }

    @Test func aCommandOfThisCallRunsAndTheStoresDoesNot() throws {
        let runner = try tool.scriptedRunner()
        let without = try tool.run("measure", "--device", device, "5")
        #expect(without.status == 2)
        #expect(without.errors.contains("--runner '/bin/sh "), Comment(rawValue: without.errors))
        let with = try tool.run(["measure", "--device", device, "5", "--runs", "5"] + runner)
        #expect(with.status == 0, Comment(rawValue: with.errors))
        try forge(setup: ["runner": command], identity: ["runner": command])
        let other = try tool.run(["measure", "--device", device, "6", "--runs", "5"] + runner)
        #expect(other.status == 2 && other.errors.contains("part of the device"))
        #expect(!FileManager.default.fileExists(atPath: trace.path))
    }

    @Test func anotherMachineIsSeenBeforeAnythingStarts() throws {
        try forge(setup: [:], identity: ["processor": "Another CPU"])
        let file = try tool.write("#!/bin/sh\ntouch \(trace.path)\n", to: "runner.sh")
        let outcome = try tool.run(
            "measure", "--device", device, "5", "--runner", "/bin/sh \(file.path)")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("processor Another CPU then"))
        #expect(!FileManager.default.fileExists(atPath: trace.path))
    }

    @Test(
        arguments: [
            ["kernels": "--help"], ["threads": -3],
            ["threads": 1 << 40], ["batch": 1 << 50], ["dataset": "$(touch PWNED)"],
        ] as [[String: any Sendable]])
    func settingsOfAStoreAreCheckedLikeThoseOfACall(_ setup: [String: any Sendable]) throws {
        var forged: [String: Any] = setup
        forged["runner"] = "builtin"
        try forge(
            setup: forged,
            identity: setup.mapValues { "\($0)" }.merging(["runner": "builtin"]) { $1 })
        let outcome = try tool.run("measure", "--device", device, "5")
        #expect(outcome.status == 2, Comment(rawValue: outcome.errors))
        #expect(outcome.errors.hasPrefix("error: "), Comment(rawValue: outcome.errors))
    }

    @Test func aRunThatIsResumedRunsNoCommandOfTheStore() throws {
        let runner = try tool.scriptedRunner()
        let search = try tool.run(
            ["search", "--device", device, "--budget", "10", "--verify", "2", "--json"] + runner)
        try #require(search.status == 0, Comment(rawValue: search.errors))
        let run = try #require(try search.object()["run"] as? Int)
        let space = try SearchSpace.nasBench201()
        let store = try Store.open(tool.store.path, space: space)
        try store.setStatus(.interrupted, of: Int64(run))
        try store.close()
        try forge(setup: ["runner": command], identity: ["runner": command])
        let resumed = try tool.run("search", "--resume", "\(run)")
        #expect(resumed.status == 2 && resumed.errors.contains("add --runner "))
        #expect(!FileManager.default.fileExists(atPath: trace.path))
    }

    @Test func aModuleInTheWorkingFolderIsNotImported() throws {
        for module in ["csv", "email", "json", "zipfile", "pathlib", "functools"] {
            try tool.write("open('\(trace.path)', 'w')\n", to: "\(module).py")
        }
        #expect(try tool.run("doctor").status <= 1)
        #expect(!FileManager.default.fileExists(atPath: trace.path))
    }

    @Test(arguments: [
        "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM measurement; END",
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n",
    ])
    func aStoreThatActsByItselfIsRefused(_ statement: String) throws {
        let store = try DatabaseQueue(path: tool.store.path)
        try store.write { db in try db.execute(sql: statement) }
        try store.close()
        for arguments in [["devices"], ["measure", "--device", device, "5"]] {
            let outcome = try tool.run(arguments)
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("no store of this program has any"))
        }
    }
}
