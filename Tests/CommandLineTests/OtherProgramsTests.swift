import Foundation
import TestSupport
import Testing

/// Other programs' predictions beside this one's.
@Suite struct OtherProgramsTests {
    private let tool: CommandLineTool

    init() throws {
        tool = try CommandLineTool()
        try tool.importTables(try SyntheticTables())
        let predictions = try tool.run(
            "predict", "--device", "alpha", "--latency", "op-count", "--architectures", "all",
            "--format", "csv", "--quiet")
        try tool.write(predictions.output, to: "theirs.csv")
    }

    private func rows(_ arguments: String...) throws -> [[String: Any]] {
        let outcome = try tool.run(arguments + ["--json"])
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        return try #require(outcome.object()["rows"] as? [[String: Any]])
    }

    @Test func whatThisProgramWritesIsReadAgain() throws {
        let all = try rows(
            "compare", "--device", "alpha", "--latency", "op-count,theirs.csv",
            "--latency-command", "sed 's/.*/3/'")
        #expect(
            all.map { $0["latency_source"] as? String }
                == ["op-count", "theirs.csv", "sed 's/.*/3/'"])
        #expect(all.map { $0["samples"] as? Int } == [10, 0, 0])
        // The one row is without the ten samples, the other over everything.
        let shares = try all.prefix(2).map { try #require($0["within10"] as? Double) }
        #expect(abs(shares[0] - shares[1]) < 0.001)
        #expect(all[2]["spearman"] == nil, "what is the same for all has no ranks")
    }

    @Test func rowsOfTheirOwnInAnEvaluation() throws {
        let all = try rows(
            "evaluate", "--pool", "alpha,beta", "--target", "alpha", "--latency",
            "op-count,theirs.csv", "--latency-command", "sed 's/.*/3/'", "--repeats", "1",
            "--allow-duplicates")
        let names = all.compactMap { $0["latency_source"] as? String }
        #expect(names.filter { $0 == "theirs.csv" }.count == 1)
        #expect(names.last == "sed 's/.*/3/'")
        let two = try tool.run(
            "evaluate", "--pool", "alpha,beta", "--latency", "theirs.csv", "--allow-duplicates")
        #expect(two.status == 2 && two.errors.contains("names no device"))
    }

    @Test func theRecordedCommandAsksTheSame() throws {
        let command = "sed 's/.*/3 0.5/'"
        for option in [["--latency", "theirs.csv"], ["--latency-command", command]] {
            let outcome = try tool.run(
                ["search", "--device", "alpha", "--budget", "50", "--json"] + option)
            let first = try outcome.object()
            let recorded = try #require(first["command"] as? String)
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = [
                "-c",
                recorded.replacing("nas-search", with: CommandLineTool.binary.path) + " --json",
            ]
            process.currentDirectoryURL = tool.folder
            process.environment = ProcessInfo.processInfo.environment.merging(
                ["NAS_SEARCH_STORE": tool.store.path]) { $1 }
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            let again = try JSONSerialization.jsonObject(with: data) as? [String: Any]
            #expect(first["front"] as? NSArray == again?["front"] as? NSArray)
            #expect(again?["command"] as? String == recorded)
        }
    }

    @Test func refusalsAndFailures() throws {
        let predict = ["predict", "--device", "alpha", "1"]
        let cases: [([String], Int32, String)] = [
            (predict + ["--latency", "nothing.csv"], 2, "no such file"),
            (predict + ["--latency", "."], 2, "a folder"),
            (predict + ["--latency-command", "echo broken >&2; exit 9"], 1, "broken"),
            (predict + ["--latency-command", " "], 2, "empty"),
            (predict + ["--latency", "lut", "--latency-command", "x"], 2, "exclude each other"),
            (["adapt", "--device", "alpha", "--latency", "theirs.csv"], 2, "adapt fits"),
            (["data", "import", "theirs.csv"], 1, "predictions"),
        ]
        for (arguments, status, words) in cases {
            let outcome = try tool.run(arguments)
            #expect(outcome.status == status && outcome.errors.contains(words), "\(arguments)")
        }
    }
}
