import Foundation
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
            ["--latency", "oracle"], ["--latency", "opcount"], ["--samples", "0"],
            ["--sampling", "best"], ["--repeats", "0"], ["--pool", "alpha"],
            ["--pool", "alpha,nowhere"], ["--train", "0"],
        ] {
            let outcome = try tool.run(["evaluate"] + arguments)
            #expect(outcome.status == 2, "\(arguments)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.hasPrefix("error: "))
        }
    }
}
