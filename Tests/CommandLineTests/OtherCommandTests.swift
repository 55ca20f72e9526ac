import Foundation
import TestSupport
import Testing

@Suite struct OtherCommandTests {
    let tool: CommandLineTool
    let tables: SyntheticTables

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
    }

    @Test func aloneItExplainsItself() throws {
        let outcome = try tool.run()
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("nas-search --device rtx6000 --budget 500"))
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 12)
        #expect(lines.count { $0.hasPrefix("  nas-search ") } == 3)
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test func helpAndVersionGoToStandardOutput() throws {
        for arguments in [["--help"], ["search", "--help"], ["--version"], ["data", "--help"]] {
            let outcome = try tool.run(arguments)
            #expect(outcome.status == 0)
            #expect(!outcome.output.isEmpty)
            #expect(outcome.errors.isEmpty)
        }
    }

    @Test func predictNamesItsSource() throws {
        let object = try tool.run("predict", "--device", "rtx6000", "9930", "1835", "--json")
            .object()
        #expect(object["device"] as? String == "titan_rtx_1")
        #expect(object["latency_source"] as? String == "bundled")
        let predictions = try #require(object["predictions"] as? [[String: Any]])
        #expect(predictions.compactMap { $0["index"] as? Int } == [9930, 1835])
        #expect(predictions.allSatisfy { $0["latency_origin"] as? String == "predicted" })
        #expect(predictions.allSatisfy { ($0["latency_std_ms"] as? Double ?? 0) > 0 })
    }

    @Test func estimatorsAreComparedOnTheWholeSpace() throws {
        try tool.importTables(tables)
        let object = try tool.run(
            "compare", "--device", "alpha", "--latency", "oracle,op-count,flops", "--json"
        ).object()
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(
            rows.compactMap { $0["latency_source"] as? String } == ["oracle", "op-count", "flops"])
        #expect(rows[0]["hypervolume_ratio"] as? Double == 1)
        #expect(rows[0]["recall"] as? Double == 1)
        // The synthetic latencies are additive but for ±2 %.
        #expect((rows[1]["within10"] as? Double ?? 0) > 0.99)
        #expect((rows[2]["within10"] as? Double ?? 1) < (rows[1]["within10"] as? Double ?? 0))
        #expect(object["noise"] as? [String: Any] != nil)
    }

    @Test func aScaledDeviceHasTheSameFront() throws {
        try tool.importTables(tables)
        let object = try tool.run("compare", "--device", "alpha,beta", "--json").object()
        let transfers = try #require(object["transfers"] as? [[String: Any]])
        #expect(transfers.count == 2)
        #expect(transfers.allSatisfy { $0["recall"] as? Double == 1 })
        #expect(transfers.allSatisfy { abs(($0["hypervolume_ratio"] as? Double ?? 0) - 1) < 1e-12 })
    }

    @Test func importingTwiceIsOnceAndContradictionsAreRefused() throws {
        try tool.importTables(tables)
        let again = try tool.run("data", "import", "latency.csv")
        #expect(again.output.contains("nothing new"))
        try tool.write("index,alpha\n0,999\n", to: "other.csv")
        let conflict = try tool.run("data", "import", "other.csv")
        #expect(conflict.status == 1)
        #expect(conflict.errors.contains("999"))
        #expect(conflict.errors.contains("--overwrite"))
        #expect(try tool.run("data", "import", "other.csv", "--overwrite").status == 0)
        let verify = try tool.run("data", "verify")
        #expect(verify.status == 0)
        #expect(verify.output.contains("sound"))
    }

    @Test func smallTablesOfOthersAreNoPool() throws {
        try tool.importTables(tables)
        try tool.write("index,small\n0,1.5\n1,3\n2,2\n", to: "small.csv")
        #expect(try tool.run("data", "import", "small.csv").status == 0)
        // Of the 40 bundled models and two whole tables, beta is alpha's near duplicate.
        let notes = try tool.run("predict", "--device", "alpha", "--latency", "transfer", "0")
            .output
        #expect(notes.contains("learned from 40 devices"))
        #expect(notes.contains("40 are bundled models"))
    }

    @Test func oneDeviceMayBeRenamedAndSeveralNot() throws {
        try tool.write("index,alpha\n0,1.5\n", to: "one.csv")
        #expect(try tool.run("data", "import", "one.csv", "--as", "mine").status == 0)
        #expect(try tool.run("devices", "show", "mine").status == 0)
        try tool.write("index,alpha,beta\n0,1.5,2\n", to: "two.csv")
        let two = try tool.run("data", "import", "two.csv", "--as", "mine")
        #expect(two.status == 2)
        #expect(two.errors.contains("2 devices"))
        try tool.write("index,../evil\n0,1.5\n", to: "evil.csv")
        #expect(try tool.run("data", "import", "evil.csv").status == 2)
        try tool.write("index|alpha\n0|1.5\n", to: "bars.csv")
        #expect(try tool.run("data", "import", "bars.csv").errors.contains("commas"))
    }

    @Test func aDamagedFileIsNamedWithItsLine() throws {
        try tool.write("index,alpha\n0,1.5\n1,fast\n", to: "bad.csv")
        let outcome = try tool.run("data", "import", "bad.csv")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("bad.csv"))
        #expect(outcome.errors.contains("3"))
        #expect(outcome.errors.contains("fast"))
    }

    @Test func listsShowOrigins() throws {
        try tool.importTables(tables)
        let list = try tool.run("data", "list").output
        #expect(list.contains("latency.csv"))
        #expect(list.contains("published"))
        #expect(list.contains("accuracy surrogate"))
        let devices = try tool.run("devices", "--json").object()
        let names = (devices["devices"] as? [[String: Any]] ?? []).compactMap {
            ($0["device"] as? [String: Any])?["name"] as? String
        }
        #expect(names.contains("alpha") && names.contains("titan_rtx_1"))
        #expect(try tool.run("devices", "show", "rtx6000").output.contains("titan_rtx_1"))
    }

    @Test func exportWritesNamedArchitectures() throws {
        try tool.importTables(tables)
        let outcome = try tool.run(
            "export", "9930", "--format", "json,dot", "--output", "out", "--device", "alpha")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let file = tool.folder.appendingPathComponent("out/nasbench201-9930.json")
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let objectives = object["objectives"] as? [[String: Any]] ?? []
        #expect(
            objectives.compactMap { $0["origin"] as? String } == [
                "published", "published", "measured", "computed", "computed",
            ])
    }

    @Test func aTemplateIsReadAsItsDevice() throws {
        for name in ["index", "test", "phone_ms"] {
            let lines = try tool.run("data", "template", "--device", name).output
                .split(separator: "\n").enumerated().map { $0 == 0 ? "\($1)" : "\($1)2.5" }
            try tool.write(lines.joined(separator: "\n"), to: "filled.csv")
            #expect(try tool.run("data", "import", "filled.csv").status == 0)
            #expect(try tool.run("devices", "show", name).output.contains("10, measured"))
        }
        for name in ["latency", "std", "my phone"] {
            #expect(try tool.run("data", "template", "--device", name).status == 2)
        }
    }

    @Test func aNewDeviceEntersByATemplate() throws {
        let template = try tool.run("data", "template", "--device", "my-phone").output
        var lines = template.split(separator: "\n").map(String.init)
        #expect(lines.count == 11)
        #expect(lines[0] == "index,arch,my-phone")
        for row in 1..<lines.count {
            let string = try #require(lines[row].split(separator: ",").last)
            let cell = try tables.space.architecture(string: String(string))
            lines[row] += String(tables.latency(of: cell))
        }
        try tool.write(lines.joined(separator: "\n"), to: "filled.csv")
        let unfilled = try tool.run("data", "template", "--device", "my-phone").output
        try tool.write(unfilled, to: "unfilled.csv")
        let empty = try tool.run("data", "import", "unfilled.csv")
        #expect(empty.status == 2)
        #expect(empty.errors.contains("no values yet"))
        #expect(try tool.run("data", "import", "filled.csv").status == 0)
        #expect(try tool.run("devices", "show", "my-phone").output.contains("10, measured"))
        let object = try tool.run("--device", "my-phone", "--budget", "200", "--json").object()
        #expect(object["samples"] as? Int == 10)
        #expect(object["latency_source"] as? String == "transfer")
        let notes = (object["notes"] as? [String] ?? []).joined(separator: "\n")
        #expect(notes.contains("bundled models"))
        #expect(object["metrics"] == nil)
        let front = try #require(object["front"] as? [[String: Any]])
        for member in front {
            let index = try #require(member["index"] as? Int)
            let cell = try #require(tables.space.architecture(publishedIndex: index))
            let predicted = try #require(member["latency_ms"] as? Double)
            // Ten samples of a device that is additive but for ±2 %.
            #expect(abs(predicted / tables.latency(of: cell) - 1) < 0.15)
        }
        let compared = try tool.run("compare", "--device", "my-phone")
        #expect(compared.status == 2)
        #expect(compared.errors.contains("only 10 latencies"))
    }

    @Test func doctorNamesGapsAndRemedies() throws {
        let healthy = try tool.run("doctor")
        #expect(healthy.status == 0)
        #expect(healthy.output.contains("bundle"))
        let broken = try tool.run(
            ["doctor"], environment: ["NAS_SEARCH_RESOURCES": tool.folder.path])
        #expect(broken.output.contains("gap"))
    }

    @Test func aClosedPipeIsNoError() throws {
        let process = try tool.makeProcess(["devices"])
        let pipe = Pipe()
        process.standardOutput = pipe
        try pipe.fileHandleForReading.close()
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
