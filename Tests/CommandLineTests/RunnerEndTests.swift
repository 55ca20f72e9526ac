import Foundation
import Testing

/// How a runner ends: with the program, whatever it has started, and in time.
@Suite struct RunnerEndTests {
    let tool: CommandLineTool
    /// The file into which a wrapper writes the number of what it started.
    private var number: URL { tool.folder.appendingPathComponent("number") }

    init() throws {
        tool = try CommandLineTool()
    }

    /// A runner that starts another process, and only then speaks, through a third.
    private func wrapper(_ answer: String) throws -> String {
        let file = try tool.write(
            """
            #!/bin/sh
            sleep 1000 &
            echo $! > '\(number.path).draft'
            mv '\(number.path).draft' '\(number.path)'
            \(answer)
            """, to: "wrapper.sh")
        return "/bin/sh \(file.path)"
    }

    /// Waits for something, for half a minute at most.
    private func wait(until isSo: () -> Bool) -> Bool {
        for _ in 0..<3000 {
            if isSo() { return true }
            usleep(10_000)
        }
        return isSo()
    }

    private func startedProcess() throws -> pid_t {
        #expect(wait { FileManager.default.fileExists(atPath: number.path) })
        let text = try String(contentsOf: number, encoding: .utf8)
        return try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    /// Whether a process is there and no corpse that nobody has taken away.
    private func runs(_ process: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        else { return false }
        return !status.contains(") Z ")
    }

    @Test(arguments: [SIGKILL, SIGTERM])
    func whatARunnerStartedEndsWithTheProgram(signal: Int32) throws {
        let process = try tool.makeProcess([
            "measure", "--device", "slow", "11", "--runner", try wrapper("exec sleep 1000"),
        ])
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let started = try startedProcess()
        #expect(runs(started))
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(wait { !runs(started) }, "the wrapper's child goes on")
    }

    @Test func whatARunnerStartedEndsWithTheRunner() throws {
        let runner = try tool.write(ScriptedRunner.script, to: "runner.sh")
        let outcome = try tool.run(
            "measure", "--device", "wrapped", "11", "--runs", "5", "--runner",
            try wrapper("/bin/sh '\(runner.path)'"))
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        #expect(!runs(try startedProcess()))
    }

    @Test(arguments: ["measure", "profile", "adapt", "predict", "search"])
    func theTimeoutHoldsFromTheStartOn(command: String) throws {
        let outcome = try tool.run(
            [command, "--device", "this-machine", "--timeout", "0.5", "--runner"]
                + [try wrapper("exec sleep 1000")]
                + (["measure", "predict"].contains(command) ? ["11"] : []))
        #expect(outcome.status == 2)
        #expect(
            outcome.errors.contains("no answer to 'describe' within 0.5 s"),
            Comment(rawValue: outcome.errors))
    }
}
