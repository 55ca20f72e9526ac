import Foundation
import TestSupport
import Testing

/// What is recorded as the command of a search finds the same front again, whatever was asked for.
@Suite struct RecordedCommandTests {
    let tool: CommandLineTool
    let tables: SyntheticTables

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
    }

    /// Options that change what is found, each with values under which it does, besides ``base``.
    private static let deciding: [[String]] = [
        ["--device", "beta"], ["--budget", "90"], ["--algorithm", "random"],
        ["--objective", "accuracy,energy,latency"], ["--max-latency", "4.25"],
        ["--min-accuracy", "40"], ["--max-params", "0.6"], ["--max-flops", "60.5"],
        ["--max-energy", "25"], ["--verify", "9"], ["--dataset", "cifar10"], ["--split", "test"],
        ["--epochs", "12"], ["--accuracy", "surrogate"], ["--latency", "flops"],
        ["--samples", "3"], ["--sampled", "11,284,9930,1462"],
        ["--sampling", "random", "--latency", "op-count"],
        ["--pool", "beta", "--latency", "transfer"],
        ["--seed", "18446744073709551615"],
    ]
    /// Options of devices of this machine: they are part of the device that is found by.
    private static let measuring = [
        "--runner", "--kernels", "--threads", "--statistic", "--graph", "--batch",
    ]
    /// Options that say where results go and what they look like.
    private static let showing = [
        "--resume", "--export", "--format", "--pick", "--force", "--report", "--plot",
        "--fold-batch-norm", "--no-fold-batch-norm", "--weights", "--weights-seed", "--json",
        "--quiet", "--version", "--help", "--store", "--space", "--timeout", "--output", "--opset",
        "--plan",
        "--plan-format",
    ]
    /// Options that say where a device is: connecting needs them in the call itself.
    private static let placing = ["--host", "--host-python", "--here"]
    private static let base = ["--device", "alpha", "--budget", "120", "--json"]

    /// What was found: indices, accuracies, latencies and their deviations.
    private func front(_ object: [String: Any]) -> [[Double?]] {
        (object["front"] as? [[String: Any]] ?? []).map { member in
            ["index", "accuracy", "latency_ms", "latency_std_ms", "energy_mj"].map {
                member[$0] as? Double
            }
        }
    }

    /// Runs a recorded command as it would be pasted into a shell.
    private func repeated(_ command: String) throws -> [String: Any] {
        let folder = tool.folder.appendingPathComponent("bin")
        if !FileManager.default.fileExists(atPath: folder.path) {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                at: folder.appendingPathComponent("nas-search"),
                withDestinationURL: CommandLineTool.binary)
        }
        let process = try tool.makeProcess(["-c", command + " --json"])
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.environment?["PATH"] = "\(folder.path):/usr/bin:/bin"
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, Comment(rawValue: command))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    private func searched(_ arguments: [String]) throws -> (front: [[Double?]], command: String) {
        let outcome = try tool.run(arguments)
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        return (front(object), try #require(object["command"] as? String))
    }

    @Test func everyOptionThatDecidesIsRecorded() throws {
        try tool.importTables(tables)
        try tool.importEnergies(tables)
        let text = try String(
            contentsOf: tool.folder.appendingPathComponent("accuracy.csv"), encoding: .utf8)
        let heading = "index,cifar10_valid_200,cifar100_valid_12\n"
        let rows = text.split(separator: "\n").dropFirst().map { row -> String in
            let cells = row.split(separator: ",")
            let value = Double(cells[1]) ?? 0
            return "\(cells[0]),\(100 - value),\(value * value / 100)"
        }
        try tool.write(heading + rows.joined(separator: "\n") + "\n", to: "more.csv")
        #expect(try tool.run("data", "import", "more.csv").status == 0)
        let usual = try searched(Self.base)
        #expect(try front(repeated(usual.command)) == usual.front)
        for options in Self.deciding {
            let kept = Self.base.indices.filter { position in
                let name = Self.base[position - position % 2]
                return !options.contains(name)
            }.map { Self.base[$0] }
            let found = try searched(kept.filter { $0 != "--json" } + options + ["--json"])
            #expect(found.front != usual.front, "\(options) decides nothing here")
            #expect(found.command.contains(options[0]), Comment(rawValue: found.command))
            let again = try repeated(found.command)
            #expect(front(again) == found.front, Comment(rawValue: found.command))
            #expect(again["command"] as? String == found.command)
        }
        // Runs, exports and pages say the same.
        let all = [
            "--device", "alpha", "--budget", "120", "--objective", "accuracy,energy",
            "--max-latency", "4.5", "--min-accuracy", "20",
        ]
        let outcome = try tool.run(
            all + ["--json", "--export", "out", "--pick", "most-accurate", "--report", "page.html"])
        let command = try #require(try outcome.object()["command"] as? String)
        let runs = try tool.run("runs", "--json").object()["runs"] as? [[String: Any]] ?? []
        #expect(runs.last?["command"] as? String == command)
        let run = try #require(runs.last?["run"] as? Int)
        #expect(try tool.run("runs", "show", "\(run)").errors.contains(command))
        let page = try String(
            contentsOf: tool.folder.appendingPathComponent("page.html"), encoding: .utf8)
        #expect(page.contains("\"command\":\"\(command)\""))
        let folder = tool.folder.appendingPathComponent("out")
        let file = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
        let exported = try JSONSerialization.jsonObject(
            with: Data(contentsOf: folder.appendingPathComponent(file)))
        #expect((exported as? [String: Any])?["command"] as? String == command)
    }

    @Test func noOptionOfSearchIsForgotten() throws {
        let help = try tool.run("search", "--help").output
        let names = Set(help.matches(of: /--[a-z][a-z-]*/).map { String($0.output) })
        let offered = Set(
            help.split(separator: "\n").filter { $0.hasPrefix("  -") }.flatMap {
                $0.matches(of: /--[a-z][a-z-]*/).map { String($0.output) }.prefix(2)
            })
        #expect(offered.isSubset(of: names) && offered.contains("--max-energy"))
        let known = Set(Self.deciding.flatMap(\.self).filter { $0.hasPrefix("--") })
            .union(Self.measuring).union(Self.showing).union(Self.placing)
            .union(["--latency-command"])  // OtherProgramsTests
        #expect(offered.subtracting(known).sorted() == [])
    }

    @Test func aMachineOfOnesOwnIsFoundAgain() throws {
        let runner = try tool.scriptedRunner()
        let spaced = try tool.write(ScriptedRunner.script, to: "it's a runner.sh").path
        let quoted = "/bin/sh '\(spaced.replacingOccurrences(of: "'", with: "'\\''"))'"
        for options in [
            runner + ["--samples", "3"],
            ["--runner", quoted, "--graph", "pruned", "--batch", "2", "--verify", "2"]
                + ["--statistic", "interquartile-mean", "--samples", "4"],
            runner + ["--latency", "op-count", "--verify", "3", "--threads", "1"],
            runner + ["--latency", "transfer", "--samples", "0", "--verify", "3"],
        ] {
            let found = try searched(
                ["--device", "this-machine", "--budget", "60", "--json"] + options)
            #expect(
                try front(repeated(found.command)) == found.front, Comment(rawValue: found.command))
        }
    }

    @Test func aNamedStoreIsRecorded() throws {
        try tool.importTables(tables)
        let elsewhere = tool.folder.appendingPathComponent("a store; of $HOME.sqlite")
        try FileManager.default.moveItem(at: tool.store, to: elsewhere)
        let found = try searched(Self.base + ["--store", elsewhere.path])
        #expect(found.command.contains("--latency") && !found.command.contains("bundled"))
        #expect(try front(repeated(found.command)) == found.front)
    }
}
