import Foundation
import TestSupport
import Testing

@Suite struct SearchCommandTests {
    let tool: CommandLineTool
    let tables: SyntheticTables

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
    }

    private func front(_ object: [String: Any], _ key: String = "front") -> [[String: Any]] {
        object[key] as? [[String: Any]] ?? []
    }

    @Test func aBareCloneSearchesTheBundle() throws {
        let outcome = try tool.run("--device", "rtx6000", "--budget", "300", "--json")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        #expect(object["device"] as? String == "titan_rtx_1")
        #expect(object["requested_device"] as? String == "rtx6000")
        #expect(object["latency_source"] as? String == "bundled")
        #expect(object["accuracy_source"] as? String == "surrogate")
        #expect(object["metrics"] == nil)
        #expect(object["oracle_front"] == nil)
        #expect(object["evaluated"] as? Int == 300)
        let members = front(object)
        #expect(members.count > 5)
        #expect(members.allSatisfy { $0["latency_origin"] as? String == "predicted" })
        #expect(members.allSatisfy { $0["accuracy_origin"] as? String == "surrogate" })
        #expect(members.allSatisfy { ($0["latency_std_ms"] as? Double ?? 0) > 0 })
        let notes = (object["notes"] as? [String] ?? []).joined(separator: "\n")
        #expect(notes.contains("nas-search data import"))
    }

    @Test func predictionsAreComparedWithTheOracle() throws {
        try tool.importTables(tables)
        let outcome = try tool.run(
            "--device", "alpha", "--budget", "400", "--samples", "10", "--json")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        #expect(object["samples"] as? Int == 10)
        #expect(object["latency_source"] as? String != "oracle")
        let metrics = try #require(object["metrics"] as? [String: Any])
        let ratio = try #require(metrics["hypervolume_ratio"] as? Double)
        #expect(ratio > 0.95 && ratio <= 1 + 1e-12)
        for member in front(object) {
            let index = try #require(member["index"] as? Int)
            let cell = try #require(tables.space.architecture(publishedIndex: index))
            let oracle = try #require(member["oracle_latency_ms"] as? Double)
            #expect(abs(oracle - tables.latency(of: cell)) < 1e-9)
            #expect(abs((member["accuracy"] as? Double ?? 0) - tables.accuracy(of: cell)) < 1e-9)
        }
    }

    @Test func theWholeSpaceUnderTheOracleIsTheExactFront() throws {
        try tool.importTables(tables)
        let object = try tool.run(
            "--device", "alpha", "--latency", "oracle", "--algorithm", "exhaustive", "--budget",
            "15625", "--json"
        ).object()
        let metrics = try #require(object["metrics"] as? [String: Any])
        #expect(metrics["hypervolume_ratio"] as? Double == 1)
        #expect(metrics["recall"] as? Double == 1)
        #expect(metrics["precision"] as? Double == 1)
        #expect(metrics["latency_regret"] as? Double == 0)
        #expect(metrics["levels_missed"] as? Int == 0)
        let found = front(object).compactMap { $0["index"] as? Int }
        #expect(found == front(object, "oracle_front").compactMap { $0["index"] as? Int })
        #expect(front(object).allSatisfy { $0["latency_origin"] as? String == "measured" })
    }

    @Test func equalCommandsGiveEqualBytes() throws {
        try tool.importTables(tables)
        func bytes() throws -> String {
            try tool.run("--device", "alpha", "--budget", "250", "--seed", "7", "--json").output
                .split(separator: "\n")
                .filter { !$0.contains("\"run\" :") && !$0.contains("\"elapsed_s\"") }
                .joined(separator: "\n")
        }
        let first = try bytes()
        #expect(first == (try bytes()))
        #expect(first.contains("\"seed\" : 7"))
    }

    @Test func verificationBringsTheFrontCloser() throws {
        try tool.importTables(tables)
        func search(_ verify: String) throws -> [String: Any] {
            try tool.run("--device", "alpha", "--budget", "500", "--verify", verify, "--json")
                .object()
        }
        let plain = try search("0")
        #expect(plain["verification"] == nil)
        let verified = try search("100")
        let without = try #require(plain["metrics"] as? [String: Any])
        let with = try #require(verified["metrics"] as? [String: Any])
        let verification = try #require(verified["verification"] as? [String: Any])
        let order = try #require(verification["verified"] as? [Int])
        #expect(order.count == with["verified"] as? Int && Set(order).count == order.count)
        #expect(verification["settled"] as? Bool == (order.count < 100))
        #expect(verification["median_error"] is Double)
        let curve = try #require(verification["curve"] as? [[String: Any]])
        #expect(curve.first?["verified"] as? Int == 0)
        #expect(curve.last?["verified"] as? Int == order.count)
        #expect(curve.last?["recall"] as? Double == with["recall"] as? Double)
        for member in front(verified) {
            // Members whose latency is known are the table's; only predictions have an error.
            let looked = order.contains(member["index"] as? Int ?? -1)
            #expect(!looked || member["latency_std_ms"] == nil)
            #expect(
                !looked || member["latency_ms"] as? Double == member["oracle_latency_ms"] as? Double
            )
            #expect(member["separable"] is Bool)
        }
        #expect(without["verified"] as? Int == 0)
        #expect((1...100).contains(with["verified"] as? Int ?? 0))
        let before = try #require(without["recall"] as? Double)
        let after = try #require(with["recall"] as? Double)
        #expect(after >= before)
    }

    @Test func constraintsHold() throws {
        try tool.importTables(tables)
        let object = try tool.run(
            "--device", "alpha", "--latency", "oracle", "--budget", "400", "--max-latency", "4.5",
            "--min-accuracy", "25", "--max-params", "0.6", "--json"
        ).object()
        #expect(!front(object).isEmpty)
        for member in front(object) {
            #expect((member["latency_ms"] as? Double ?? 9) <= 4.5)
            #expect((member["accuracy"] as? Double ?? 0) >= 25)
            #expect((member["params"] as? Double ?? 9) <= 0.6)
        }
        #expect((object["metrics"] as? [String: Any])?["violations"] as? Int == 0)
    }

    @Test(arguments: [("3.5", "30"), ("3.5", "40"), ("3.5", "45")])
    func aFrontThatFailsInTruthIsStillReported(latency: String, accuracy: String) throws {
        try tool.importTables(tables)
        // FLOPs say little about these latencies, so that what they let pass breaks the limit.
        let outcome = try tool.run(
            "--device", "alpha", "--latency", "flops", "--max-latency", latency, "--min-accuracy",
            accuracy, "--budget", "60", "--json")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        if let metrics = object["metrics"] as? [String: Any] {
            #expect(metrics["violations"] as? Int == front(object).count)
            #expect(metrics["hypervolume_ratio"] as? Double == 0)
            #expect(metrics["igd_plus"] == nil)
        }
        let runs = try tool.run("runs", "--json").object()["runs"] as? [[String: Any]] ?? []
        #expect(runs.last?["status"] as? String == "done")
    }

    @Test func threeObjectives() throws {
        try tool.importTables(tables)
        let object = try tool.run(
            "--device", "alpha", "--latency", "oracle", "--budget", "600", "--objective",
            "accuracy,latency,params", "--json"
        ).object()
        let metrics = try #require(object["metrics"] as? [String: Any])
        let ratio = try #require(metrics["hypervolume_ratio"] as? Double)
        #expect(ratio > 0.8 && ratio <= 1 + 1e-12)
        #expect(front(object).count > 10)
    }

    @Test(arguments: [
        (["--device", "rtx6000", "--budget", "0"], "--budget 0"),
        (["--device", "rtx6000", "--budget", "15626"], "15625"),
        (["--device", "rtx6000", "--budget", "-5"], "--budget -5"),
        (["--device", "rtx600", "--budget", "5"], "rtx6000"),
        (["--device", "titan_rtx1"], "titan_rtx_1"),
        (["--device", "rtx6000", "--dataset", "cifar1000"], "cifar100"),
        (["--device", "rtx6000", "--epochs", "99"], "99 epochs"),
        (["--device", "rtx6000", "--latency", "oracle"], "data import"),
        (["--device", "rtx6000", "--latency", "orakel"], "oracle"),
        (["--device", "rtx6000", "--accuracy", "table"], "data import"),
        (["--device", "rtx6000", "--min-accuracy", "101"], "0 to 100"),
        (["--device", "rtx6000", "--max-latency", "-3"], "positive"),
        (["--device", "rtx6000", "--max-latency", "0.001"], "0.001 ms"),
        (
            ["--device", "rtx6000", "--max-latency", "3", "--min-accuracy", "72"],
            "the least that helps being --max-latency"
        ),
        (["--device", "rtx6000", "--objective", "latency"], "two or more"),
        (["--device", "rtx6000", "--objective", "accuracy,latncy"], "latency"),
        (["--device", "rtx6000", "--objective", "accuracy,energy"], "energy"),
        (["--device", "rtx6000", "--verify", "5"], "data import"),
        (["--device", "rtx6000", "--pick", "knee"], "--export"),
        (["--device", "rtx6000", "--export", "x", "--format", "onxn"], "json"),
        (["--budget", "10"], "--device"),
        (["--resume", "12"], "run 12"),
        (["--resume", "12", "--device", "rtx6000"], "leave --device out"),
        (["serach", "--device", "rtx6000"], "search"),
        (["--device", "rtx6000", "--accuracy", "surrogate", "--epochs", "12"], "200 epochs only"),
        (["--device", "rtx6000", "--latency", "op-count", "--samples", "3"], "data import"),
        (["data", "fetch", "nats-bench"], "browser"),
        (["data", "template", "--device", "a,b"], "commas"),
        (["--devise", "rtx6000"], "--device"),
        (["predict", "--device", "rtx6000", "15625"], "0 to 15624"),
        (["predict", "--device", "rtx6000", "|none~0|+|"], "character"),
        (["data", "import", "/nowhere/at/all"], "/nowhere/at/all"),
        (["compare", "--device", "rtx6000"], "data import"),
    ])
    func refusalsAreClearAndExitWithTwo(arguments: [String], mention: String) throws {
        let outcome = try tool.run(arguments)
        #expect(outcome.status == 2, Comment(rawValue: outcome.errors))
        #expect(outcome.errors.contains(mention), Comment(rawValue: outcome.errors))
        #expect(outcome.output.isEmpty)
    }

    @Test func frontsAreExportedAndNotOverwritten() throws {
        let arguments = [
            "--device", "rtx6000", "--budget", "200", "--export", "chosen", "--pick",
            "most-accurate", "--format", "json,dot",
        ]
        #expect(try tool.run(arguments).status == 0)
        let folder = tool.folder.appendingPathComponent("chosen")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(files.count == 2)
        #expect(files.map { ($0 as NSString).pathExtension } == ["dot", "json"])
        let again = try tool.run(arguments)
        #expect(again.status == 1)
        #expect(again.errors.contains("--force"))
        #expect(try tool.run(arguments + ["--force"]).status == 0)
    }
}
