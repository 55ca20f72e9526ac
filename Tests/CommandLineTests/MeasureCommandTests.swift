import Architectures
import Foundation
import TabularStore
import Testing

/// `measure` with a runner whose latencies are known.
@Suite struct MeasureCommandTests {
    let tool: CommandLineTool
    let space: SearchSpace
    let runner: [String]

    init() throws {
        tool = try CommandLineTool()
        space = try SearchSpace.nasBench201()
        runner = try tool.scriptedRunner()
    }

    func measure(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> CommandLineTool.Outcome {
        try tool.run(["measure"] + arguments + runner, environment: environment)
    }

    private func latency(_ index: Int) throws -> Double {
        ScriptedRunner.latency(
            of: try #require(space.architecture(publishedIndex: index)), in: space)
    }

    private func table(_ device: String) throws -> ObjectiveTable? {
        try Store.open(tool.store.path, space: space, access: .readOnly)
            .table(.latency(device: device))
    }

    @Test func whatIsMeasuredIsInTheStore() throws {
        let outcome = try measure([
            "--device", "this-machine", "9930", "11", "--runs", "20", "--json",
        ])
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        #expect(object["device"] as? String == "fake-fake-1t")
        let measured = try #require(object["measured"] as? [[String: Any]])
        #expect(measured.map { $0["index"] as? Int } == [9930, 11])
        for network in measured {
            let index = try #require(network["index"] as? Int)
            #expect(abs((network["latency_ms"] as? Double ?? 0) - (try latency(index))) < 1e-4)
            #expect(network["latency_origin"] as? String == "measured")
            #expect(network["runs"] as? Int == 20)
        }
        let stored = try #require(try table("fake-fake-1t"))
        let one = try #require(space.architecture(publishedIndex: 11))
        #expect(abs((stored[one] ?? 0) - (try latency(11))) < 1e-4)
        let show = try tool.run("devices", "show", "fake-fake-1t").output
        #expect(
            show.contains("2 networks") && show.contains("measured") && show.contains("20 runs"))
        #expect(try tool.run("data", "verify").status == 0)
    }

    @Test func theSameCommandMeasuresNothingTwice() throws {
        let log = tool.folder.appendingPathComponent("log").path
        let arguments =
            ["--device", "mine", "--architectures", "8", "--runs", "5", "--json"]
        let first = try measure(arguments, environment: ["FAKE_LOG": log]).object()
        #expect((first["measured"] as? [Any])?.count == 8)
        let second = try measure(arguments, environment: ["FAKE_LOG": log]).object()
        #expect((second["measured"] as? [Any])?.isEmpty == true)
        #expect(second["already_measured"] as? Int == 8)
        #expect((second["known"] as? [[String: Any]])?.count == 8)
        // Eight networks, and the reference, which is measured twice to see whether it agrees.
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 10)
        // Ten contain the eight.
        let ten = try measure(
            ["--device", "mine", "--architectures", "10", "--runs", "5", "--json"]
        ).object()
        #expect(ten["already_measured"] as? Int == 8)
        let again = try measure(arguments + ["--again"]).object()
        #expect((again["measured"] as? [Any])?.count == 8)
        #expect(again["repeat_error"] as? Double == 0)
    }

    @Test func roundsEndWhereTwoLatenciesAgreeAndTheFastestCounts() throws {
        let log = tool.folder.appendingPathComponent("log").path
        let arguments = ["--device", "mine", "--architectures", "6", "--runs", "5", "--json"]
        func measured(_ rounds: [String], slowness: String) throws -> [[String: Any]] {
            try tool.write("", to: "log")
            let object = try measure(
                arguments + rounds, environment: ["FAKE_LOG": log, "FAKE_SLOWNESS": slowness]
            ).object()
            #expect(object["left"] as? Int == 0)
            return try #require(object["measured"] as? [[String: Any]])
        }
        func areAsFastAsTheFormula(_ networks: [[String: Any]]) throws -> Bool {
            try networks.allSatisfy {
                let index = try #require($0["index"] as? Int)
                let table = try #require(try table("mine"))
                let cell = try #require(space.architecture(publishedIndex: index))
                return abs((table[cell] ?? 0) - (try latency(index))) < 1e-4
            }
        }
        let slow = try measured([], slowness: "1.5")
        #expect(slow.count == 6)
        #expect(try !areAsFastAsTheFormula(slow))
        // The second round is as fast as the formula, and counts.
        let second = try measured(["--rounds", "2"], slowness: "1")
        #expect(second.count == 6)
        #expect(try areAsFastAsTheFormula(second))
        #expect(second.allSatisfy { ($0["earlier_latency_ms"] as? Double ?? 0) > 0 })
        // Two are there, though they differ: only a third round looks at them, and does not count.
        #expect(try measured(["--rounds", "2"], slowness: "1.5").isEmpty)
        #expect(try measured(["--rounds", "3"], slowness: "1.5").count == 6)
        #expect(try areAsFastAsTheFormula(second))
        // A fourth finds nothing to do once one was as fast again.
        #expect(try measured(["--rounds", "4"], slowness: "1").count == 6)
        #expect(try measured(["--rounds", "9"], slowness: "1").isEmpty)
        let kept = try Store.open(tool.store.path, space: space, access: .readOnly)
            .measuredLatencies(of: "mine")
        #expect(kept.count == 6 && kept.values.allSatisfy { $0.count == 4 && $0 == $0.sorted() })
        let both = try measure(arguments + ["--rounds", "2", "--again"])
        #expect(both.status == 2 && both.errors.contains("exclude each other"))
    }

    /// Every eighth run of the scripted runner is undisturbed.
    @Test func theStatisticIsPartOfTheDevice() throws {
        let disturbed = ["FAKE_DISTURBANCE": "1.5"]
        func first(_ arguments: [String]) throws -> Double {
            let outcome = try measure(
                arguments + ["--runs", "50", "--json"], environment: disturbed)
            #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
            let measured = try outcome.object()["measured"] as? [[String: Any]]
            return try #require(measured?.first?["latency_ms"] as? Double)
        }
        #expect(try abs(first(["--device", "mine", "11"]) - latency(11)) < 1e-4)
        let typical = ["--device", "typical", "--statistic", "interquartile-mean"]
        #expect(try abs(first(typical + ["11"]) - 1.5 * latency(11)) < 1e-4)
        // The device goes on as it began, also where nothing is said.
        #expect(try abs(first(["--device", "typical", "12"]) - 1.5 * latency(12)) < 1e-4)
        let other = try measure(["--device", "typical", "13", "--statistic", "fastest-tenth"])
        #expect(other.status == 2)
        #expect(other.errors.contains("was measured with --statistic interquartile-mean"))
        let own = ["measure", "--device", "this-machine"] + runner
        #expect(try tool.run(own + ["11"]).output.contains("fake-fake-1t:"))
        #expect(
            try tool.run(own + ["11", "--statistic", "interquartile-mean"]).output
                .contains("fake-fake-1t-interquartile-mean:"))
        let unknown = try measure(["--device", "mine", "11", "--statistic", "mean"])
        #expect(unknown.status == 2 && unknown.errors.contains("fastest-tenth"))
    }

    /// Versions before there was a choice kept this machine with the other statistic under the name
    /// that it has by default.
    @Test func earlierStoresGoOnWithTheirStatistic() throws {
        let earlier = ["--device", "fake-fake-1t", "--statistic", "interquartile-mean", "11"]
        #expect(try measure(earlier).status == 0)
        let next = try measure(["--device", "this-machine", "12", "--json"])
        #expect(next.status == 0, Comment(rawValue: next.errors))
        let object = try next.object()
        #expect(object["device"] as? String == "fake-fake-1t")
        #expect((object["protocol"] as? String)?.contains("interquartile mean") == true)
        let asked = try measure(
            ["--device", "this-machine", "12", "--statistic", "fastest-tenth"])
        #expect(asked.status == 2 && asked.errors.contains("a name of its own"))
    }

    /// The machine changes its speed between answers; the scripted runner's networks take turns.
    private func takeTurns(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> CommandLineTool.Outcome {
        try measure(
            arguments,
            environment: ["FAKE_TURNS": "1", "FAKE_WAVE": "1"].merging(environment) { $1 })
    }

    @Test func latenciesHoldOnAMachineThatChangesItsSpeed() throws {
        let outcome = try takeTurns(["--device", "this-machine", "9930", "11", "0", "--json"])
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        #expect(object["device"] as? String == "fake-fake-1t")
        #expect((object["drift"] as? Double ?? 0) > 0.2, "the references saw it")
        let measured = try #require(object["measured"] as? [[String: Any]])
        #expect(measured.count == 3)
        for network in measured {
            let index = try #require(network["index"] as? Int)
            let milliseconds = try #require(network["latency_ms"] as? Double)
            #expect(abs(milliseconds / (try latency(index)) - 1) < 1e-3, "\(network)")
            #expect((network["standard_error_ms"] as? Double ?? 1) < 1e-4)
            #expect(!(network["warnings"] as? [String] ?? ["?"]).contains("unpaired"))
        }
        #expect(try tool.run("data", "verify").status == 0)
        let store = try Store.open(tool.store.path, space: space, access: .readOnly)
        let identity = try store.measuringSessions(of: "fake-fake-1t").last?.settings.identity
        #expect(identity?["statistic"] == "paired" && identity?["references"] != nil)
        // Alone on the same machine, the fastest runs are what they are.
        let alone = try takeTurns(
            ["--device", "alone", "--statistic", "interquartile-mean", "9930", "11", "0", "--json"])
        let errors = try #require(try alone.object()["measured"] as? [[String: Any]]).map {
            abs(
                try #require($0["latency_ms"] as? Double)
                    / latency(try #require($0["index"] as? Int)) - 1)
        }
        #expect(errors.contains { $0 > 0.1 }, "\(errors)")
    }

    @Test func withoutTurnsAMeasurementIsMarked() throws {
        let object = try measure(["--device", "mine", "11", "--json"]).object()
        let measured = try #require(object["measured"] as? [[String: Any]])
        #expect((measured[0]["warnings"] as? [String])?.contains("unpaired") == true)
        #expect((object["protocol"] as? String)?.contains("fastest tenth") == true)
        let asked = try measure(["--device", "other", "11", "--statistic", "paired"])
        #expect(asked.status == 2 && asked.errors.contains("interleave"))
        // What a device is does not change when its runner learns to take turns.
        let later = try takeTurns(["--device", "mine", "12", "--json"])
        #expect(later.status == 0, Comment(rawValue: later.errors))
        #expect((try later.object()["protocol"] as? String)?.contains("fastest tenth") == true)
    }

    @Test func roundsOfTurnsCountTogether() throws {
        let arguments = ["--device", "mine", "9930", "11", "--runs", "10", "--json"]
        func trials() throws -> [Int] {
            try Store.open(tool.store.path, space: space, access: .readOnly)
                .trialCounts(of: "mine").values.sorted()
        }
        #expect(try takeTurns(arguments).status == 0)
        #expect(try trials() == [1, 1])
        let second = try takeTurns(arguments + ["--rounds", "2"])
        #expect(second.status == 0, Comment(rawValue: second.errors))
        #expect(try trials() == [2, 2])
        let measured = try #require(try second.object()["measured"] as? [[String: Any]])
        #expect(measured.count == 2)
        for network in measured {
            let index = try #require(network["index"] as? Int)
            let milliseconds = try #require(network["latency_ms"] as? Double)
            #expect(abs(milliseconds / (try latency(index)) - 1) < 1e-3)
        }
        // Two looks that agree are enough.
        #expect(try takeTurns(arguments + ["--rounds", "5"]).status == 0)
        #expect(try trials() == [2, 2])
        #expect(try tool.run("data", "verify").status == 0)
    }

    @Test func networksThatAreOneGraphAreMeasuredOnce() throws {
        let pair = [
            "|skip_connect~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|none~2|",
            "|none~0|+|skip_connect~0|none~1|+|none~0|none~1|nor_conv_3x3~2|",
        ]
        let once = try measure(["--device", "mine", "--runs", "5", "--json"] + pair).object()
        #expect((once["measured"] as? [Any])?.count == 1)
        let stored = try #require(try table("mine"))
        #expect(stored.covered.count == 2)
        let both = try measure(
            ["--device", "mine", "--runs", "5", "--json", "--every"] + pair
        ).object()
        #expect((both["measured"] as? [Any])?.count == 1)
        #expect(both["already_measured"] as? Int == 1)
    }

    @Test func shardsTogetherAreTheWhole() throws {
        for shard in ["1/3", "2/3", "3/3"] {
            #expect(
                try measure([
                    "--device", "mine", "--architectures", "10", "--runs", "5", "--shard", shard,
                ]).status == 0)
        }
        let whole = try measure([
            "--device", "mine", "--architectures", "10", "--runs", "5", "--json",
        ]).object()
        #expect(whole["already_measured"] as? Int == 10)
    }

    @Test func aKillLosesTheNetworkInFlightAtMost() throws {
        let log = tool.folder.appendingPathComponent("log").path
        let arguments =
            ["measure", "--device", "mine", "--architectures", "60", "--runs", "5"] + runner

        var seen = 0
        for round in 1...3 {
            let process = try tool.makeProcess(
                arguments, environment: ["FAKE_LOG": log, "FAKE_DELAY": "0.02"])
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            // Wait for some more networks to have been loaded, then kill at once.
            while process.isRunning {
                let lines =
                    (try? String(contentsOfFile: log, encoding: .utf8))?
                    .split(separator: "\n").count ?? 0
                if lines >= seen + 6 { break }
                usleep(5_000)
            }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            seen = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").count
            let store = try Store.open(tool.store.path, space: space, access: .readOnly)
            let kept = try store.measuredArchitectures(of: "mine").count
            // Every round began with the reference, twice, and may have lost the one in flight.
            #expect(
                kept >= seen - 3 * round && kept <= seen - 2 * round, "\(kept) of \(seen)")
            #expect(try store.verify() == [])
        }
        let rest = try tool.run(arguments + ["--json"]).object()
        let left = (rest["measured"] as? [Any])?.count ?? 0
        #expect(left + (rest["already_measured"] as? Int ?? 0) == 60)
        #expect(left < 60)
    }

    @Test func twoAtOnceShareTheWork() throws {
        let log = tool.folder.appendingPathComponent("log").path
        let arguments =
            ["measure", "--device", "mine", "--architectures", "40", "--runs", "5"] + runner
        let environment = ["FAKE_LOG": log, "FAKE_DELAY": "0.02"]
        let processes = try (0..<2).map { _ in
            let process = try tool.makeProcess(arguments, environment: environment)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            return process
        }
        for process in processes { try process.run() }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        let store = try Store.open(tool.store.path, space: space, access: .readOnly)
        #expect(try store.measuredArchitectures(of: "mine").count == 40)
        #expect(try store.verify() == [])
        let loaded = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").count
        #expect(loaded < 80, "\(loaded) networks were loaded for 40")
    }

    @Test(arguments: [
        ("hang", "no answer"), ("die", "status 3"), ("lie", "no reply of the protocol"),
        ("rubbish", "no reply of the protocol"), ("refuse", "out of memory"),
    ])
    func aNetworkThatFailsCostsOnlyItself(how: String, mention: String) throws {
        let bad = try #require(space.architecture(publishedIndex: 9930))
        let environment = ["FAKE_BAD": space.string(of: bad), "FAKE_HOW": how]
        let outcome = try measure(
            ["--device", "mine", "0", "9930", "1", "--runs", "5", "--json"]
                + (how == "hang" ? ["--timeout", "6"] : []),
            environment: environment)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains(mention), Comment(rawValue: outcome.errors))
        #expect(outcome.errors.contains("index 9930"))
        #expect(outcome.errors.contains("1 network could not be measured"))
        let object = try outcome.object()
        #expect((object["measured"] as? [[String: Any]])?.map { $0["index"] as? Int } == [0, 1])
        #expect((object["failed"] as? [[String: Any]])?.map { $0["index"] as? Int } == [9930])
        let retry = try measure(["--device", "mine", "0", "9930", "1", "--runs", "5", "--json"])
        #expect(retry.status == 0)
        #expect((try retry.object()["measured"] as? [Any])?.count == 1)
    }

    @Test func aRunnerThatNeverStartsIsRefused() throws {
        for command in ["/nonexistent/runner", "true", "echo hello"] {
            let outcome = try tool.run(
                "measure", "--device", "mine", "0", "--runner", command)
            #expect(outcome.status == 2, "\(command)")
            #expect(outcome.errors.contains("runner"), Comment(rawValue: outcome.errors))
        }
        #expect(!FileManager.default.fileExists(atPath: tool.store.path + "-shm"))
    }
}
