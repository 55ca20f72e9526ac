import Architectures
import Foundation
import TabularStore
import Testing

/// Several stores' measurements of one device become one table.
@Suite struct FarmTests {
    let tool: CommandLineTool
    let space: SearchSpace
    let runner: [String]

    init() throws {
        tool = try CommandLineTool()
        space = try SearchSpace.nasBench201()
        runner = try tool.scriptedRunner()
    }

    private func measure(
        _ arguments: String..., store: String, turns: Bool = true,
        environment: [String: String] = [:]
    ) throws {
        var variables = environment
        if turns { variables["FAKE_TURNS"] = "1" }
        let outcome = try tool.run(
            ["measure", "--device", "node", "--here", "--runs", "5", "--store", store] + arguments
                + runner, environment: variables)
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
    }

    private func table(_ store: String) throws -> ObjectiveTable? {
        let path = tool.folder.appendingPathComponent(store).path
        return try Store.open(path, space: space, access: .readOnly)
            .table(.latency(device: "node"))
    }

    private func joined(_ files: [String], store: String) throws -> [[String: Any]] {
        let outcome = try tool.run(["data", "import"] + files + ["--store", store, "--json"])
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        return try #require(try outcome.object()["devices"] as? [[String: Any]])
    }

    private func same(_ one: ObjectiveTable?, _ other: ObjectiveTable?) throws -> Bool {
        let (one, other) = (try #require(one), try #require(other))
        return zip(one.values, other.values).allSatisfy {
            $0.isNaN ? $1.isNaN : abs($0 / $1 - 1) < 1e-9
        }
    }

    @Test(arguments: [true, false])
    func partsAreTheWhole(turns: Bool) throws {
        for part in 1...3 {
            try measure(
                "--architectures", "9", "--shard", "\(part)/3", store: "part-\(part).sqlite",
                turns: turns)
        }
        try measure("--architectures", "9", store: "whole.sqlite", turns: turns)
        let exported = try tool.run(
            "data", "export", "--device", "node", "part-3.jsonl", "--store", "part-3.sqlite")
        #expect(exported.status == 0, Comment(rawValue: exported.errors))
        #expect(exported.output.contains("3 networks of node"))

        let files = ["part-1.sqlite", "part-2.sqlite", "part-3.jsonl"]
        let first = try joined(files, store: "all.sqlite")
        #expect(first.map { $0["added"] as? Int } == [3, 3, 3])
        #expect(try same(table("all.sqlite"), table("whole.sqlite")))
        #expect(try tool.run("data", "verify", "--store", "all.sqlite").status == 0)

        // Twice is once, from whichever file.
        let before = try table("all.sqlite")
        for again in [files, ["part-3.sqlite"]] {
            let second = try joined(again, store: "all.sqlite")
            #expect(second.allSatisfy { $0["added"] as? Int == 0 && $0["combined"] as? Int == 0 })
        }
        #expect(
            try table("all.sqlite")?.values.count { !$0.isNaN }
                == before?.values.count { !$0.isNaN })
        // What was joined goes on here.
        try measure("--architectures", "9", store: "all.sqlite", turns: turns)
    }

    @Test func aPartIsWrittenAsAFileOfItsOwn() throws {
        // Both parts in one store: each file has its own networks alone.
        for part in 1...2 {
            try measure(
                "--architectures", "random:8", "--shard", "\(part)/2", "--output",
                "part-\(part).jsonl", store: "whole.sqlite")
        }
        let outcome = try joined(["part-1.jsonl", "part-2.jsonl"], store: "all.sqlite")
        #expect(outcome.map { $0["added"] as? Int } == [4, 4])
        #expect(try same(table("all.sqlite"), table("whole.sqlite")))
        #expect(try tool.run("data", "verify", "--store", "all.sqlite").status == 0)
        // The same command goes on, and replaces what it wrote; nothing else is replaced.
        try measure(
            "--architectures", "random:8", "--shard", "1/2", "--output", "part-1.jsonl",
            store: "whole.sqlite")
        try tool.write("precious\n", to: "diary.txt")
        let refused = try tool.run(
            [
                "measure", "--device", "node", "11", "--output", "diary.txt", "--store",
                "whole.sqlite",
            ]
                + runner, environment: ["FAKE_TURNS": "1"])
        #expect(refused.status == 2 && refused.errors.contains("--force replaces it"))
    }

    @Test func whatWasMeasuredTwiceCountsTogether() throws {
        try measure("11", store: "one.sqlite")
        try measure("11", "12", store: "two.sqlite")
        let outcome = try joined(["one.sqlite", "two.sqlite"], store: "all.sqlite")
        #expect(outcome.map { $0["added"] as? Int } == [1, 1])
        #expect(outcome.map { $0["combined"] as? Int } == [0, 1])
        let path = tool.folder.appendingPathComponent("all.sqlite").path
        let store = try Store.open(path, space: space, access: .readOnly)
        let network = try #require(space.architecture(publishedIndex: 11))
        #expect(try store.pairedTrials(at: network, on: "node").count == 2)
        #expect(try store.trialCounts(of: "node")[network] == 2)
    }

    @Test func aloneTheFasterCounts() throws {
        try measure(
            "11", store: "slow.sqlite", turns: false, environment: ["FAKE_SLOWNESS": "1.5"])
        try measure("11", store: "fast.sqlite", turns: false)
        for (order, name) in [
            (["slow.sqlite", "fast.sqlite"], "a.sqlite"),
            (["fast.sqlite", "slow.sqlite"], "b.sqlite"),
        ] {
            _ = try joined(order, store: name)
            #expect(try same(table(name), table("fast.sqlite")))
            #expect(try tool.run("data", "verify", "--store", name).status == 0)
        }
    }

    @Test func anotherMachineIsRefusedByName() throws {
        try measure("11", store: "one.sqlite")
        try measure("12", store: "two.sqlite", environment: ["FAKE_CPU": "Other CPU"])
        let outcome = try tool.run(
            "data", "import", "one.sqlite", "two.sqlite", "--store", "all.sqlite")
        #expect(outcome.status == 2)
        let text = outcome.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("hardware Fake CPU then, Other CPU now"), Comment(rawValue: text))
        #expect(text.contains("two.sqlite"))
        // All or nothing.
        #expect(try table("all.sqlite") == nil)
        let named = try tool.run(
            "data", "import", "two.sqlite", "--as", "node=other", "--store", "all.sqlite")
        #expect(named.status == 0 && named.output.contains("other"))
    }

    @Test func damagedExportsChangeNothing() throws {
        try measure("11", "12", store: "one.sqlite")
        #expect(
            try tool.run(
                "data", "export", "--device", "node", "node.jsonl", "--store", "one.sqlite"
            ).status == 0)
        let text = try String(
            contentsOf: tool.folder.appendingPathComponent("node.jsonl"), encoding: .utf8)
        let lines = text.split(separator: "\n").map(String.init)
        let network = try #require(lines.firstIndex { $0.contains("\"network\"") })
        var broken = lines
        broken[network] = broken[network].replacingOccurrences(
            of: "\"milliseconds\":[", with: "\"milliseconds\":[-1,")
        for (name, content) in [
            ("cut.jsonl", lines.dropLast().joined(separator: "\n")),
            ("torn.jsonl", String(text.prefix(text.count / 2))),
            ("negative.jsonl", broken.joined(separator: "\n")),
            (
                "newer.jsonl",
                text.replacingOccurrences(of: "\"device_export\":1", with: "\"device_export\":9")
            ),
        ] {
            try tool.write(content, to: name)
            let outcome = try tool.run("data", "import", name, "--store", "all.sqlite")
            #expect(outcome.status == 2, Comment(rawValue: "\(name): \(outcome.errors)"))
            #expect(outcome.errors.contains(name))
        }
        #expect(try table("all.sqlite") == nil)
        let exists = try tool.run(
            "data", "export", "--device", "node", "node.jsonl", "--store", "one.sqlite")
        #expect(exists.status == 2 && exists.errors.contains("--force"))
    }
}
