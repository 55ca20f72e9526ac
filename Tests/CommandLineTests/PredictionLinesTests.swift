import Foundation
import TestSupport
import Testing

/// Predictions as lines for other programs.
@Suite struct PredictionLinesTests {
    private let tool: CommandLineTool

    init() throws {
        tool = try CommandLineTool()
        try tool.importTables(try SyntheticTables())
    }

    private var options: [String] {
        ["predict", "--device", "alpha", "--latency", "op-count", "--quiet"]
    }

    @Test func aLineOutForEveryLineIn() throws {
        let process = try tool.makeProcess(
            options + ["--architectures", "-", "--format", "jsonl"])
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // Each answer comes before the next question is asked.
        func answer(_ question: String) throws -> [String: Any] {
            try input.fileHandleForWriting.write(contentsOf: Data((question + "\n").utf8))
            var line = Data()
            while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data([10])
            {
                line += byte
            }
            return try JSONSerialization.jsonObject(with: line) as? [String: Any] ?? [:]
        }
        let first = try answer("9930")
        #expect(first["index"] as? Int == 9930)
        let milliseconds = try #require(first["latency_ms"] as? Double)
        #expect(
            try answer(#require(first["arch"] as? String))["latency_ms"] as? Double == milliseconds)
        for wrong in ["", "99999", "no cell"] {
            #expect(try answer(wrong)["error"] is String)
        }
        #expect(try answer("9930")["latency_ms"] as? Double == milliseconds)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        // The same as in the report.
        let object = try tool.run(options + ["9930", "--json"]).object()
        let predictions = try #require(object["predictions"] as? [[String: Any]])
        #expect(predictions[0]["latency_ms"] as? Double == milliseconds)
    }

    @Test func allAndFilesAreLinesToo() throws {
        let all = try tool.run(options + ["--architectures", "all", "--format", "csv"])
        let lines = all.output.split(separator: "\n")
        #expect(lines.count == 15_626)
        #expect(lines[0] == "index,arch,latency_ms,latency_std_ms,latency_origin,error")
        #expect(lines[1].hasPrefix("0,|") && lines[1].hasSuffix(",predicted,"))
        try tool.write("# two\n3\n\n5\n", to: "cells.txt")
        let some = try tool.run(options + ["--architectures", "cells.txt", "--format", "csv"])
        #expect(some.output.split(separator: "\n").map { $0.prefix(2) } == ["in", "3,", "5,"])
        for wrong in [
            ["--architectures", "nofile"], [], ["--architectures", "-", "3"],
            ["--architectures", "all", "--format", "csv", "--json"],
        ] {
            #expect(try tool.run(options + wrong).status == 2)
        }
    }
}
