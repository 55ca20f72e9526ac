import Foundation
import TestSupport
import Testing

@Suite struct EvaluateCommandTests {
    let tool: CommandLineTool
    let tables: SyntheticTables

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
    }

    @Test func devicesAreLeftOutInTurn() throws {
        try tool.importTables(tables)
        let arguments = [
            "evaluate", "--target", "alpha", "--latency", "op-count,flops", "--samples", "5",
            "--repeats", "2", "--json",
        ]
        let object = try tool.run(arguments).object()
        #expect(object["repeats"] as? Int == 2)
        #expect(object["train"] as? Int == 900)
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(
            rows.compactMap { $0["latency_source"] as? String }
                == ["op-count", "op-count", "flops", "flops"])
        #expect(rows.allSatisfy { $0["device"] as? String == "alpha" })
        #expect(
            rows.compactMap { $0["sampling"] as? String }
                == ["random", "chosen", "random", "chosen"])
        let mean = try #require(object["mean"] as? [[String: Any]])
        #expect(mean.count == 4)
        #expect(mean.allSatisfy { $0["device"] == nil })
        #expect((object["noise"] as? [[String: Any]])?.count == 1)
        #expect(try tool.run(arguments).output == tool.run(arguments).output)
    }

    @Test func whatCannotBeJudgedIsRefused() throws {
        try tool.importTables(tables)
        for arguments in [
            ["--latency", "oracle"], ["--latency", "opcount"], ["--samples=-1"],
            ["--sampling", "best"], ["--repeats", "0"], ["--pool", "alpha"],
            ["--pool", "alpha,nowhere"], ["--train", "0"], ["--train", "900,x"],
            ["--pool-size", "0"], ["--samples", "3,,10"], ["--target", "nowhere"],
            ["--scatter", "/nowhere/at/all.csv"], ["--scatter", "/"],
            ["--descriptor", "counts"], ["--descriptor", ""],
        ] {
            let outcome = try tool.run(["evaluate"] + arguments)
            #expect(outcome.status == 2, "\(arguments)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.hasPrefix("error: "))
        }
    }

    /// Three processors' kernels are one hardware: nothing is left to learn from unless asked for.
    @Test func aPoolOfOneMachineHasToBeAskedFor() throws {
        try importThree(named: "titan_rtx_1,titan_rtx_32,titan_rtx_256")
        let arguments = [
            "evaluate", "--pool", "titan_rtx_1,titan_rtx_32,titan_rtx_256", "--latency",
            "transfer", "--samples", "5", "--sampling", "random", "--repeats", "1", "--json",
        ]
        let apart = try tool.run(arguments).object()
        #expect((apart["rows"] as? [Any])?.isEmpty == true)
        let notes = try #require(apart["notes"] as? [String])
        #expect(notes.contains { $0.contains("--allow-same-hardware") })
        for flag in ["--allow-same-hardware", "--allow-duplicates"] {
            let together = try tool.run(arguments + [flag]).object()
            let rows = try #require(together["rows"] as? [[String: Any]])
            #expect(rows.count == 3)
            #expect(rows.allSatisfy { $0["bias"] is Double })
            let said = try #require(together["notes"] as? [String])
            #expect(said.contains { $0.contains("own hardware") && $0.contains("as asked for") })
        }
    }

    /// Three devices of different costs.
    private func importThree(named names: String = "one,two,three") throws {
        let costs = [
            [0, 0.1, 0.4, 0.9, 0.3], [0, 0.5, 0.6, 0.7, 1.4], [0, 0.2, 1.5, 1.6, 0.2],
        ]
        let rows = tables.space.architectures.map { cell in
            let operators = tables.space.operatorIndices(of: cell)
            let values = costs.map { costs in String(operators.reduce(2) { $0 + costs[$1] }) }
            return "\(tables.space.publishedIndex(of: cell)),\(values.joined(separator: ","))\n"
        }
        try tool.write("index,\(names)\n" + rows.joined(), to: "three.csv")
        // Formulas under the names of published devices, which only a statement makes published.
        let outcome = try tool.run("data", "import", "three.csv", "--origin", "published")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
    }

    @Test func accuracyAgainstWhatIsLearnedFrom() throws {
        try importThree()
        let arguments = [
            "evaluate", "--latency", "transfer,op-count", "--samples", "1,4", "--sampling",
            "random", "--repeats", "2", "--train", "100,300", "--pool-size", "1,2",
        ]
        let object = try tool.run(arguments + ["--json"]).object()
        #expect(object["train"] as? [Int] == [100, 300])
        let rows = try #require(object["rows"] as? [[String: Any]])
        let transfer = rows.filter { $0["latency_source"] as? String == "transfer" }
        // Three devices, two numbers of samples, four amounts to learn from.
        #expect(transfer.count == 24)
        #expect(Set(transfer.compactMap { $0["train"] as? Int }) == [100, 300])
        #expect(Set(transfer.compactMap { $0["pool_size"] as? Int }) == [1, 2])
        let counted = rows.filter { $0["latency_source"] as? String == "op-count" }
        #expect(counted.count == 3)
        #expect(counted.allSatisfy { $0["train"] == nil && $0["samples"] as? Int == 4 })
        #expect((object["mean"] as? [[String: Any]])?.count == 9)
        #expect(
            (object["notes"] as? [String])?.contains {
                $0.hasPrefix("op-count needs 2 samples or more")
            } == true)
        let text = try tool.run(arguments).output
        #expect(text.contains("  train  pool  "))
    }

    @Test func scatterHoldsEveryFirstDraw() throws {
        try importThree()
        let arguments = [
            "evaluate", "--target", "one", "--latency", "op-count", "--samples", "3",
            "--repeats", "2", "--scatter", "scatter.csv",
        ]
        #expect(try tool.run(arguments).status == 0)
        let file = tool.folder.appendingPathComponent("scatter.csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(
            lines[0]
                == "device,latency_source,samples,sampling,draw,train,pool_size,index,measured_ms,"
                + "predicted_ms,std_ms,descriptor")
        #expect(lines.count == 1 + 2 * (15_625 - 3))
        let cells = lines[1].split(separator: ",", omittingEmptySubsequences: false)
        #expect(cells.prefix(7) == ["one", "op-count", "3", "random", "0", "", ""])
        let index = try #require(Int(cells[7]))
        let cell = try #require(tables.space.architecture(publishedIndex: index))
        let costs = [0, 0.1, 0.4, 0.9, 0.3]
        let latency = tables.space.operatorIndices(of: cell).reduce(2) { $0 + costs[$1] }
        #expect(abs((Double(cells[8]) ?? 0) - latency) < 1e-9)
        #expect((Double(cells[10]) ?? 0) > 0)
        let again = try tool.run(arguments)
        #expect(again.status == 2)
        #expect(again.errors.contains("--force"))
        let before = try Data(contentsOf: file)
        #expect(try tool.run(arguments + ["--force"]).status == 0)
        #expect(try Data(contentsOf: file) == before)
        let left = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path)
        #expect(!left.contains { $0.hasSuffix(".part") })
    }
}
