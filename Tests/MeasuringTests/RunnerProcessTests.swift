import Architectures
import Foundation
import MeasuringSupport
import Testing

@testable import Measuring

/// What a runner may do to this program.
struct RunnerProcessTests {
    private static let good = #"echo '{"reply":"measure","milliseconds":[1.5,2,0.25]}'"#

    @Test func measures() throws {
        let runner = try ScriptedRunner(measure: Self.good)
        let description = try runner.process.describe()
        #expect(description.name == "script")
        #expect(description.accepts == [.architecture, .onnx])
        #expect(description.facts == ["shell": "sh"])
        #expect(try runner.outcome().get() == [1.5, 2, 0.25])
        #expect(runner.process.starts == 1)
    }

    @Test func hanging() throws {
        let runner = try ScriptedRunner(measure: "sleep 100", timeout: 1)
        try runner.process.load(ScriptedRunner.network)
        let process = try #require(runner.process.processID)
        #expect(throws: RunnerError.self) { try runner.process.measure(runs: 3) }
        #expect(runner.process.processID == nil)
        // The whole group is gone, the sleeping grandchild too.
        #expect(kill(-process, 0) == -1 || Self.isOnlyZombies(group: process))
    }

    /// Grandchildren are reaped by others, whenever that may be.
    private static func isOnlyZombies(group: Int32) -> Bool {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { Int32($0) != nil }.allSatisfy { process in
            guard let text = SystemFiles(root: "/").line("proc/\(process)/stat"),
                let end = text.lastIndex(of: ")")
            else { return true }
            let fields = text[text.index(after: end)...].split(separator: " ")
            return fields.count < 3 || Int32(fields[2]) != group || fields[0] == "Z"
        }
    }

    @Test func saysWhatWasSlow() throws {
        let runner = try ScriptedRunner(measure: "sleep 100", timeout: 0.5)
        #expect(runner.failure() == .timedOut(request: "measure", seconds: 0.5))
    }

    @Test func dying() throws {
        let runner = try ScriptedRunner(measure: "echo one >&2; echo two >&2; exit 3")
        guard case .failure(let error) = runner.outcome() else {
            Issue.record("it died")
            return
        }
        #expect(error.reason == .exited(status: 3))
        #expect(error.lastErrorLines == "one\ntwo")
        #expect(error.description.hasSuffix("its last words:\n  one\n  two"))
    }

    @Test func killed() throws {
        let runner = try ScriptedRunner(measure: "kill -9 $$")
        #expect(runner.failure() == .killed(signal: 9))
    }

    @Test func closingItsOutput() throws {
        let runner = try ScriptedRunner(measure: "exec 1>&-; sleep 100")
        #expect(runner.failure() == .closedOutput)
    }

    @Test func closingItsInput() throws {
        // Neither the write nor a SIGPIPE may end this program.
        let runner = try ScriptedRunner(
            measure: "exit 0", load: #"exec 0<&-; echo '{"reply":"load"}'; sleep 100"#, timeout: 1)
        try runner.process.load(ScriptedRunner.network)
        #expect(throws: RunnerError.self) { try runner.process.measure(runs: 3) }
    }

    @Test(arguments: [
        ("[1,NaN,2]", RunnerError.Reason.impossibleTime("nan", run: 2)),
        ("[1,2,Infinity]", .impossibleTime("inf", run: 3)),
        ("[-1,1,2]", .impossibleTime("-1.0", run: 1)),
        ("[1,0,2]", .impossibleTime("0.0", run: 2)),
        ("[1,2]", .wrongRunCount(asked: 3, got: 2)),
        ("[1,2,3,4]", .wrongRunCount(asked: 3, got: 4)),
        ("[]", .wrongRunCount(asked: 3, got: 0)),
    ])
    func lying(times: String, reason: RunnerError.Reason) throws {
        let runner = try ScriptedRunner(
            measure: #"echo '{"reply":"measure","milliseconds":\#(times)}'"#)
        #expect(runner.failure() == reason)
    }

    @Test(arguments: [
        "echo hello", "echo", "echo '{'", "echo '[]'", "echo '{\"reply\":\"measure\"}'",
        "echo '{\"reply\":\"measure\",\"milliseconds\":[\"1\",\"2\",\"3\"]}'",
        "echo '{\"reply\":\"dance\"}'", "printf '\\377\\376\\n'",
        "echo 'loading…'; echo '{\"reply\":\"measure\",\"milliseconds\":[1,2,3]}'",
    ])
    func rubbish(measure: String) throws {
        let runner = try ScriptedRunner(measure: measure)
        guard case .notAReply = runner.failure() else {
            Issue.record("\(measure) is no reply")
            return
        }
        #expect(runner.process.processID == nil)
    }

    @Test func quotesRubbish() throws {
        let runner = try ScriptedRunner(measure: "printf 'a\\033[31mb\\n'")
        #expect(runner.failure() == .notAReply(excerpt: "'a?[31mb'", why: "not JSON"))
    }

    @Test func megabytesWithoutEnd() throws {
        let runner = try ScriptedRunner(
            measure: "head -c 6000000 /dev/zero | tr '\\0' x; sleep 100")
        #expect(runner.failure() == .lineTooLong(limit: 4 << 20))
    }

    @Test func megabytesOfComplaints() throws {
        // More than a pipe holds: the child would stop if nobody read it.
        let runner = try ScriptedRunner(
            measure: "head -c 3000000 /dev/zero | tr '\\0' x >&2; \(Self.good)")
        #expect(try runner.outcome().get() == [1.5, 2, 0.25])
    }

    @Test func longAnswers() throws {
        let runner = try ScriptedRunner(
            measure: #"printf '{"reply":"measure","milliseconds":[1'; "#
                + #"yes ,1 | head -n 199999 | tr -d '\n'; echo ']}'"#)
        #expect(try runner.outcome(runs: 200_000).get().count == 200_000)
    }

    @Test func reportingAnError() throws {
        let runner = try ScriptedRunner(
            measure: Self.good, load: #"echo '{"reply":"error","message":"no such thing"}'"#)
        #expect(runner.failure() == .reported("no such thing"))
        #expect(runner.failure() == .reported("no such thing"))
        #expect(runner.process.starts == 1, "it said so in good order, so it goes on")
    }

    @Test func answeringSomethingElse() throws {
        let runner = try ScriptedRunner(measure: #"echo '{"reply":"load"}'"#)
        #expect(runner.failure() == .unexpectedReply("load", to: "measure"))
    }

    @Test func anErrorConcernsOneMeasurementOnly() throws {
        let runner = try ScriptedRunner(
            measure: "if [ -e $FOLDER/died ]; then \(Self.good); else : > $FOLDER/died; exit 9; fi")
        #expect(runner.failure() == .exited(status: 9))
        #expect(try runner.outcome().get() == [1.5, 2, 0.25])
        #expect(runner.process.starts == 2)
    }

    @Test func nothingIsMeasuredThatWasNotLoaded() throws {
        let runner = try ScriptedRunner(measure: Self.good)
        _ = try runner.process.describe()
        #expect(throws: RunnerError.self) { try runner.process.measure(runs: 3) }
        #expect(runner.process.starts == 1)
    }

    @Test func otherProtocol() throws {
        let other = ScriptedRunner.description
            .replacingOccurrences(of: #""protocol":1"#, with: #""protocol":7"#)
        let runner = try ScriptedRunner(measure: Self.good, describe: "echo '\(other)'")
        #expect(runner.failure() == .wrongProtocol(7))
    }

    @Test func onnxOnly() throws {
        let other = ScriptedRunner.description
            .replacingOccurrences(of: #""architecture","onnx""#, with: #""onnx","later""#)
        let runner = try ScriptedRunner(measure: Self.good, describe: "echo '\(other)'")
        #expect(runner.failure() == .needsFile(.onnx))
        try runner.process.load(
            ScriptedRunner.network, file: WorkloadFile(format: .onnx, path: "/a.onnx"))
        #expect(try runner.process.measure(runs: 3) == [1.5, 2, 0.25])
    }

    /// A runner gets the kind of file that it takes, and no other.
    @Test(arguments: [
        (RunnerDescription.Input.litert, [".tflite"]), (.ncnn, [".param", ".bin"]),
    ])
    func filesForPhones(format: RunnerDescription.Input, endings: [String]) throws {
        let other = ScriptedRunner.description
            .replacingOccurrences(of: #""architecture","onnx""#, with: "\"\(format.rawValue)\"")
        let runner = try ScriptedRunner(measure: Self.good, describe: "echo '\(other)'")
        #expect(runner.failure() == .needsFile(format))
        let space = try SearchSpace.nasBench201()
        let files = try #require(try WorkloadFiles(for: runner.process, space: space))
        let file = try files.write(
            .operator(OperatorWorkload(name: "nor_conv_3x3", channels: 16, size: 8)))
        #expect(file.format == format && file.path.hasSuffix(endings[0]))
        let stem = file.path.dropLast(endings[0].count)
        for ending in endings {
            #expect(FileManager.default.fileExists(atPath: stem + ending), "\(ending)")
        }
        try runner.process.load(ScriptedRunner.network, file: file)
        let onnx = WorkloadFile(format: .onnx, path: "/a.onnx")
        #expect(throws: RunnerError.self) {
            try runner.process.load(ScriptedRunner.network, file: onnx)
        }
    }

    @Test func environment() throws {
        let runner = try ScriptedRunner(
            measure: #"echo "{\"reply\":\"measure\",\"milliseconds\":[$GIVEN]}""#,
            environment: ["GIVEN": "7,8,9"])
        #expect(try runner.outcome().get() == [7, 8, 9])
    }

    @Test(arguments: ["/no/such/program", "no-such-program-anywhere", "/etc/passwd", "/tmp", ""])
    func doesNotStart(program: String) {
        let runner = RunnerProcess(RunnerCommand(program.isEmpty ? [] : [program]))
        do {
            _ = try runner.describe()
            Issue.record("\(program) can't start")
        } catch {
            guard case .couldNotStart = error.reason else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func closingWaitsForAChildThatEnds() throws {
        let runner = try ScriptedRunner(
            measure: Self.good, bye: ": > $FOLDER/../$GIVEN; exit 0",
            environment: ["GIVEN": "bye-\(UUID().uuidString)"])
        _ = try runner.process.describe()
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent(try #require(runner.process.command.environment["GIVEN"]))
        runner.process.close(waiting: 20)
        #expect(FileManager.default.fileExists(atPath: file.path))
        try FileManager.default.removeItem(at: file)
    }

    @Test func closingKillsAChildThatDoesNot() throws {
        let runner = try ScriptedRunner(measure: Self.good, bye: "sleep 100")
        _ = try runner.process.describe()
        let process = try #require(runner.process.processID)
        runner.process.close(waiting: 0.2)
        #expect(kill(process, 0) == -1, "killed and reaped")
    }
}
