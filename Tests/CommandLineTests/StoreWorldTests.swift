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

    @Test func killedRunsResumeToTheSameResult() throws {
        let arguments = ["--device", "rtx6000", "--budget", "15000", "--algorithm", "random"]
        let start = ContinuousClock.now
        let unbroken = try comparable(tool.run(arguments + ["--json"]).output)
        let duration = (ContinuousClock.now - start) / .seconds(1)
        for fraction in [0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95] {
            let process = try tool.makeProcess(arguments)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            Thread.sleep(forTimeInterval: fraction * duration)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let runs = try tool.run("runs", "--json").object()["runs"] as? [[String: Any]] ?? []
        #expect(try tool.run("data", "verify").status == 0)
        for run in runs {
            let id = try #require(run["run"] as? Int)
            let outcome = try tool.run("--resume", String(id), "--json")
            #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
            #expect(try comparable(outcome.output) == unbroken)
        }
    }

    @Test func anInterruptedRunSaysHowToGoOn() throws {
        let process = try tool.makeProcess([
            "--device", "rtx6000", "--budget", "15000", "--algorithm", "random",
        ])
        let errors = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        // Whenever it arrives, the run is either complete or says what was kept.
        Thread.sleep(forTimeInterval: 0.3)
        process.interrupt()
        process.waitUntilExit()
        let text = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        if process.terminationReason == .exit && process.terminationStatus == 130 {
            #expect(text.contains("--resume"))
        } else if process.terminationReason == .exit {
            #expect(process.terminationStatus == 0)
        }
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
