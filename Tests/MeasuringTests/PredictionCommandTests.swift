import Architectures
import Foundation
import TestSupport
import Testing

@testable import Measuring

/// What a program that predicts may do to this one.
@Suite struct PredictionCommandTests {
    private let space: SearchSpace

    init() throws { space = try SearchSpace.nasBench201() }

    private func answers(
        _ script: String, patience: Double = 20, samples: String? = nil,
        isStopped: (Int) -> Bool = { _ in false }
    ) throws -> LatencyEstimates? {
        var command = PredictionCommand(script)
        command.patience = patience
        return try command.predict(
            Array(space.architectures), in: space, device: "phone", samples: samples,
            afterAnswers: isStopped)
    }

    private func failure(_ script: String, patience: Double = 20) -> PredictionCommandError? {
        do {
            _ = try answers(script, patience: patience)
            return nil
        } catch {
            return error as? PredictionCommandError
        }
    }

    @Test(
        arguments: [
            // At once, at the end of the input, and with more than a pipe holds in both directions.
            "while read -r index cell; do echo \"1.5 0.5\"; done",
            "cat >/dev/null; yes '1.5 ± 0.5' | head -15625",
            "sed 's/.*/{\"latency_ms\":1.5,\"latency_std_ms\":0.5}/'",
            "awk '{printf \"%s1.5\\t0.5\", (NR > 1 ? \"\\n\" : \"\")}'",
            "sed 's/.*/1.5 0.5/'; echo; echo said >&2",
        ])
    func aLineForEveryLine(script: String) throws {
        let answers = try #require(try answers(script))
        #expect(answers.milliseconds == [Double](repeating: 1.5, count: space.count))
        #expect(answers.standardDeviations == [Double](repeating: 0.5, count: space.count))
    }

    @Test func askedByIndexAndString() throws {
        let answers = try #require(
            try answers("awk '{print $1 + 1, length($2)}'"))
        let cells = Array(space.architectures)
        #expect(
            answers.milliseconds == cells.map { Double(space.publishedIndex(of: $0) + 1) })
        #expect(
            answers.standardDeviations == cells.map { Double(space.string(of: $0).utf8.count) })
    }

    @Test func whatIsNotKnownIsNaN() throws {
        let answers = try #require(
            try answers("awk 'NR % 3 == 0 {print; next} {print \"\"}' | sed 's/^..*/nan/'"))
        #expect(answers.milliseconds.allSatisfy { $0.isNaN })
    }

    @Test func theDeviceAndTheSamplesAreInTheEnvironment() throws {
        let script = "sed \"s/.*/1/\"; test \"$NAS_SEARCH_DEVICE\" = phone"
        #expect(
            try answers(script + " -a \"$NAS_SEARCH_SAMPLES\" = /a/file", samples: "/a/file") != nil
        )
        #expect(try answers(script + " -a -z \"$NAS_SEARCH_SAMPLES\"") != nil)
    }

    @Test func whatFailsIsShown() {
        typealias Reason = PredictionCommandError.Reason
        let cases: [(String, Reason)] = [
            ("echo away >&2; exit 3", .exited(status: 3, answers: 0)),
            ("head -7 | sed 's/.*/1/'; exit 4", .exited(status: 4, answers: 7)),
            ("sed 's/.*/1/'; exit 5", .exited(status: 5, answers: 15_625)),
            ("kill -9 $$", .killed(signal: 9, answers: 0)),
            ("head -7 | sed 's/.*/1/'", .tooFewAnswers(got: 7, asked: 15_625)),
            ("sed 's/.*/1/'; echo 1", .tooManyAnswers(asked: 15_625)),
            ("no-such-program-here", .exited(status: 127, answers: 0)),
            ("head -c 9000000 /dev/zero", .lineTooLong(limit: ChildProcess.longestLine)),
        ]
        for (script, reason) in cases { #expect(failure(script)?.reason == reason) }
        #expect(failure(cases[0].0)?.lastErrorLines == "away")
        #expect(failure(cases[0].0)?.description.contains("away") == true)
    }

    @Test(
        arguments: [
            "latency_ms", "1,5", "1 2 3", "-1", "0", "inf", "1 -1", "{\"latency_ms\":", "1 x",
            "{\"error\":\"no\"}",
        ])
    func whatIsNoLatency(answer: String) {
        guard case .noAnswer(2, let index, _)? = failure("echo 1; echo '\(answer)'")?.reason else {
            Issue.record("\(String(describing: failure("echo 1; echo '\(answer)'")))")
            return
        }
        #expect(index == space.publishedIndex(of: Architecture(code: 1)))
    }

    @Test func whatNeverAnswersIsEnded() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        let error = failure("echo 1; echo $$ > \(file.path); sleep 1000", patience: 0.5)
        #expect(error?.reason == .timedOut(answers: 1, asked: 15_625, seconds: 0.5))
        let text = try String(contentsOf: file, encoding: .utf8)
        let group = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kill(group, 0) == -1, "its shell is gone")
    }

    @Test func itIsStoppedWhereThatIsAsked() throws {
        #expect(try answers("sleep 1000", isStopped: { _ in true }) == nil)
        #expect(try answers("sed 's/.*/1/'", isStopped: { $0 >= 512 }) == nil)
    }
}
