import Architectures
import Foundation
import TabularStore
import TestSupport
import Testing

/// `search`, `adapt` and `predict` on a device that is measured as they go.
@Suite struct OwnDeviceSearchTests {
    let tool: CommandLineTool
    let tables: SyntheticTables
    let runner: [String]

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
        runner = try tool.scriptedRunner()
    }

    private func latency(_ index: Int) throws -> Double {
        ScriptedRunner.latency(
            of: try #require(tables.space.architecture(publishedIndex: index)), in: tables.space)
    }

    @Test func oneCommandOnABareStoreDoesEverything() throws {
        let arguments =
            [
                "--device", "this-machine", "--budget", "150", "--samples", "10", "--verify", "6",
                "--json",
            ] + runner
        let outcome = try tool.run(arguments)
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        #expect(object["device"] as? String == "fake-fake-1t")
        #expect(object["samples"] as? Int == 10)
        let front = try #require(object["front"] as? [[String: Any]])
        #expect(!front.isEmpty)
        for member in front where member["latency_origin"] as? String == "measured" {
            let index = try #require(member["index"] as? Int)
            #expect(abs((member["latency_ms"] as? Double ?? 0) - (try latency(index))) < 1e-4)
        }
        let origins = Set(front.compactMap { $0["latency_origin"] as? String })
        #expect(origins.isSubset(of: ["measured", "predicted"]) && origins.contains("measured"))
        #expect(outcome.errors.contains("profile") && outcome.errors.contains("10 samples"))

        let store = try Store.open(tool.store.path, space: tables.space, access: .readOnly)
        let measured = try store.measuredArchitectures(of: "fake-fake-1t").count
        #expect((11...16).contains(measured))

        // The same again measures nothing: everything is in the store.
        let again = try tool.run(arguments)
        #expect(again.status == 0)
        #expect(try store.measuredArchitectures(of: "fake-fake-1t").count == measured)
        #expect(!again.errors.contains("samples"))
        func found(_ object: [String: Any]) -> [[Double]] {
            (object["front"] as? [[String: Any]] ?? []).map {
                [$0["index"] as? Double ?? -1, $0["latency_ms"] as? Double ?? -1]
            }
        }
        #expect(try found(again.object()) == found(object))
    }

    /// The machine's speed changes between answers; networks and operators take turns.
    @Test func latenciesThatTakeTurnsHaveADeviation() throws {
        let environment = ["FAKE_TURNS": "1", "FAKE_WAVE": "1"]
        let outcome = try tool.run(
            [
                "--device", "this-machine", "--budget", "100", "--samples", "6", "--verify", "4",
                "--json",
            ] + runner, environment: environment)
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let front = try #require(try outcome.object()["front"] as? [[String: Any]])
        let measured = front.filter { $0["latency_origin"] as? String == "measured" }
        #expect(!measured.isEmpty)
        for member in measured {
            let index = try #require(member["index"] as? Int)
            let milliseconds = try #require(member["latency_ms"] as? Double)
            #expect(abs(milliseconds / (try latency(index)) - 1) < 1e-3)
            // What lies between two looks at one network is 1 %.
            let deviation = try #require(member["latency_std_ms"] as? Double)
            #expect(abs(deviation / milliseconds - 0.01) < 1e-3)
        }
        let store = try Store.open(tool.store.path, space: tables.space, access: .readOnly)
        #expect(try store.latencyScales(of: "fake-fake-1t").count >= 1)
        #expect(try store.verify() == [])
        let page = tool.folder.appendingPathComponent("device.html").path
        let show = try tool.run("devices", "show", "fake-fake-1t", "--report", page)
        #expect(show.status == 0, Comment(rawValue: show.errors))
        #expect(show.output.contains("scale "), Comment(rawValue: show.output))
        let html = try String(contentsOfFile: page, encoding: .utf8)
        let trials = try store.referenceTrials(of: "fake-fake-1t").count
        #expect(html.contains("data-kind=\"device\"") && html.contains("\"looks\":\(trials)"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: CommandLineTool.taskset)))
    func aMachineOfOneCoreDoesTheSame() throws {
        let search = try tool.run(
            [
                "--device", "this-machine", "--budget", "100", "--samples", "5", "--verify", "3",
                "--json",
            ] + runner, isOnOneCore: true)
        #expect(search.status == 0, Comment(rawValue: search.errors))
        #expect(try search.object()["samples"] as? Int == 5)
        // The program's own engine, which chooses among cores.
        let measure = ["measure", "--device", "this-machine", "--kernels", "direct-sse", "11"]
        let measured = try tool.run(
            measure + ["--runs", "3", "--json"], isOnOneCore: true)
        #expect(measured.status == 0, Comment(rawValue: measured.errors))
        #expect((try measured.object()["measured"] as? [Any])?.count == 1)
        let refused = try tool.run(measure + ["--threads", "2"], isOnOneCore: true)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("1 processor"), Comment(rawValue: refused.errors))
    }

    @Test func predictionsAndAdaptationsMeasureWhatTheyNeed() throws {
        let adapted = try tool.run(
            ["adapt", "--device", "mine", "--samples", "5", "--latency", "op-count"] + runner)
        #expect(adapted.status == 2, "a new name is for measure and profile")
        let adapt = try tool.run(
            [
                "adapt", "--device", "this-machine", "--samples", "5", "--latency", "op-count",
                "--json",
            ] + runner)
        #expect(adapt.status == 0, Comment(rawValue: adapt.errors))
        // Where samples are measured one after the other, they follow what was seen.
        #expect(try adapt.object()["sampling"] as? String == "adaptive")
        let samples = try #require(try adapt.object()["samples"] as? [[String: Any]])
        #expect(samples.count == 5)
        for sample in samples {
            let index = try #require(sample["index"] as? Int)
            #expect(abs((sample["latency_ms"] as? Double ?? 0) - (try latency(index))) < 1e-4)
            #expect(sample["latency_origin"] as? String == "measured")
        }
        // What adapt left is used, without measuring and without naming the runner again.
        let predict = try tool.run("predict", "--device", "fake-fake-1t", "9930", "--json")
        #expect(predict.status == 0, Comment(rawValue: predict.errors))
        #expect(try predict.object()["latency_source"] as? String == "op-count")
        let prediction = try #require(
            (try predict.object()["predictions"] as? [[String: Any]])?.first)
        #expect(prediction["latency_origin"] as? String == "predicted")
        let store = try Store.open(tool.store.path, space: tables.space, access: .readOnly)
        #expect(try store.measuredArchitectures(of: "fake-fake-1t").count == 5)
    }

    @Test func whatTheProfileWasWorthIsSaid() throws {
        let adapt =
            ["adapt", "--device", "this-machine", "--samples", "4", "--latency", "transfer"]
            + runner
        let first = try tool.run(adapt + ["--json"])
        #expect(first.status == 0, Comment(rawValue: first.errors))
        let profile = try #require(try first.object()["profile"] as? [String: Any])
        let without = try #require(profile["expected_error_without"] as? Double)
        #expect(without > 0)
        let steps = try #require(try first.object()["samples"] as? [[String: Any]])
        let reached = steps.firstIndex { ($0["expected_error"] as? Double ?? 1) <= without }
        #expect(profile["sufficient_samples"] as? Int == reached.map { $0 + 1 })
        let lines = try tool.run(adapt)
        #expect(lines.output.contains("% expected without"), Comment(rawValue: lines.output))
    }

    @Test func settingsAreForOwnDevicesOnly() throws {
        try tool.importTables(tables)
        let outcome = try tool.run("--device", "alpha", "--budget", "50", "--threads", "2")
        #expect(outcome.status == 2 && outcome.errors.contains("--threads"))
    }

    @Test func anInterruptedSearchKeepsItsSamples() throws {
        let arguments =
            [
                "--device", "this-machine", "--budget", "100", "--verify", "3", "--latency",
                "op-count",
            ] + runner
        let process = try tool.makeProcess(arguments, environment: ["FAKE_DELAY": "0.05"])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        var kept = 0
        while process.isRunning {
            let store = try? Store.open(tool.store.path, space: tables.space, access: .readOnly)
            kept = (try? store?.measuredArchitectures(of: "fake-fake-1t").count) ?? 0
            if kept > 2 { break }
            usleep(10_000)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let log = tool.folder.appendingPathComponent("log").path
        let outcome = try tool.run(arguments, environment: ["FAKE_LOG": log])
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        // What was measured is not loaded again: the other samples, the reference and the
        // verifications at most, each as often as it takes until two measurements agree.
        let loads = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        let loaded = Set(loads).count
        #expect(loaded <= 10 - kept + 1 + 3, "\(loaded) loaded, \(kept) were kept")
    }

    @Test func descriptorsAreShownAndCompared() throws {
        for graph in ["as-written", "pruned"] {
            let outcome = try tool.run(
                [
                    "profile", "--device", "this-machine", "--counters", "none", "--graph", graph,
                ] + runner)
            #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
            #expect(outcome.output.contains("nor_conv_3x3") && outcome.output.contains("100.00"))
        }
        // Named, since devices that ship have descriptors, too.
        let both = ["devices", "distance", "fake-fake-1t", "fake-fake-1t-pruned"]
        let distance = try tool.run(both + ["--json"])
        #expect(distance.status == 0, Comment(rawValue: distance.errors))
        let object = try distance.object()
        #expect(object["devices"] as? [String] == ["fake-fake-1t", "fake-fake-1t-pruned"])
        // Both have the same 15 latencies.
        #expect(object["raw"] as? [[Double]] == [[0, 0], [0, 0]])
        #expect(object["shared"] as? [[Int]] == [[15, 15], [15, 15]])
        let text = try tool.run(both)
        #expect(text.output.contains("standardised"))
        let page = try tool.run(
            both + ["--report", "map.html", "--plot", "map.svg", "--quiet"])
        #expect(page.status == 0, Comment(rawValue: page.errors))
        let html = try String(
            contentsOf: tool.folder.appendingPathComponent("map.html"), encoding: .utf8)
        #expect(html.contains("fake-fake-1t-pruned") && html.contains("\"distance\""))
        let again = try tool.run(both + ["--report", "map.html"])
        #expect(again.status == 2 && again.errors.contains("--force"))
        let missing = try tool.run("devices", "distance", "gold_6226")
        #expect(missing.status == 2 && missing.errors.contains("nas-search profile"))
    }
}
