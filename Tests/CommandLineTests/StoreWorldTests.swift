import Foundation
import Testing

/// The store under bad circumstances: foreign files, kills, two processes.
@Suite struct StoreWorldTests {
    let tool: CommandLineTool

    init() throws {
        tool = try CommandLineTool()
    }

    @Test func aForeignFileIsRefusedAndLeftAlone() throws {
        let file = try tool.write("this is no database, but a diary\n", to: "store.sqlite")
        let before = try Data(contentsOf: file)
        for arguments in [["--device", "rtx6000"], ["devices"], ["data", "list"], ["runs"]] {
            let outcome = try tool.run(arguments)
            #expect(outcome.status == 2, Comment(rawValue: outcome.errors))
            #expect(outcome.errors.contains("store.sqlite"))
        }
        #expect(try Data(contentsOf: file) == before)
    }

    @Test func aPipeIsNoStoreAndStaysOne() throws {
        let pipe = tool.folder.appendingPathComponent("pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        try tool.write("index,alpha\n0,1.5\n", to: "one.csv")
        for arguments in [["data", "import", "one.csv"], ["devices"]] {
            let outcome = try tool.run(arguments + ["--store", pipe])
            #expect(outcome.status == 2, Comment(rawValue: outcome.errors))
            #expect(outcome.errors.contains("pipe"))
        }
        var status = stat()
        #expect(stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }

    @Test func aStoreThatCannotBeMadeCostsOnlyTheRecord() throws {
        let outcome = try tool.run(
            "--device", "rtx6000", "--budget", "50", "--store", "/proc/nowhere/store.sqlite",
            "--json")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        #expect(outcome.errors.contains("not recorded"))
        #expect(try outcome.object()["run"] == nil)
    }

    @Test func aFullDiskIsNamed() throws {
        let outcome = try tool.run(["devices"], environment: [:], output: "/dev/full")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("standard output"))
    }

    private static let longSearch = [
        "--device", "rtx6000", "--budget", "15000", "--algorithm", "random",
    ]

    /// Sends a signal to a search that has so many evaluations in the store.
    private func interrupt(
        with signal: Int32, after evaluations: Int
    ) throws -> CommandLineTool.Interruption {
        let (last, _) = try tool.newestEvaluations()
        return try tool.interrupt(Self.longSearch, with: signal) {
            let (run, count) = try tool.newestEvaluations()
            return run > last && count >= evaluations
        }
    }

    @Test func killedRunsResumeToTheSameResult() throws {
        let unbroken = try comparable(tool.run(Self.longSearch + ["--json"]).output)
        var unfinished: [Int64] = []
        for attempt in 0..<20 where unfinished.count < 3 {
            let ending = try interrupt(with: SIGKILL, after: 1 + attempt % 4 * 3_500)
            let (run, count) = try tool.newestEvaluations()
            if ending.wasInTime, count < 15_000 { unfinished.append(run) }
        }
        #expect(!unfinished.isEmpty, "every search ended before it was killed")
        #expect(try tool.run("data", "verify").status == 0)
        for run in unfinished {
            let outcome = try tool.run("--resume", String(run), "--json")
            #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
            #expect(try comparable(outcome.output) == unbroken)
        }
    }

    @Test func anInterruptedRunSaysHowToGoOn() throws {
        for _ in 0..<20 {
            let ending = try interrupt(with: SIGINT, after: 1)
            // Too late: the run is complete.
            if ending.status == 0 { continue }
            #expect(ending.status == 130)
            let (run, _) = try tool.newestEvaluations()
            #expect(ending.errors.contains("--resume \(run)"), Comment(rawValue: ending.errors))
            return
        }
        Issue.record("every search ended before it was interrupted")
    }

    @Test func twoProcessesShareAStore() throws {
        let processes = try (0..<2).map { seed in
            let process = try tool.makeProcess([
                "--device", "rtx6000", "--budget", "3000", "--seed", String(seed),
            ])
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            return process
        }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        let runs = try tool.run("runs", "--json").object()["runs"] as? [[String: Any]] ?? []
        #expect(runs.count == 2)
        #expect(runs.allSatisfy { $0["status"] as? String == "done" })
        #expect(runs.allSatisfy { $0["evaluated"] as? Int == 3000 })
    }

    /// A report without what may differ between equal runs.
    private func comparable(_ output: String) throws -> String {
        output.split(separator: "\n")
            .filter { !$0.contains("\"run\" :") && !$0.contains("\"elapsed_s\"") }
            .joined(separator: "\n")
    }
}
