import Architectures
import Foundation

/// Another program that predicts latencies: a line in for every architecture, a line out with its
/// latency in milliseconds and, where it states one, the standard deviation.
///
/// It is started once, may answer at once or at the end of its input, and ends with this process.
package struct PredictionCommand: Sendable {
    /// As it is typed, for a shell.
    package let text: String
    /// How long nothing may come, in seconds: it may have something to train before its first answer.
    package var patience = 600.0

    /// The variable that names the device.
    package static let deviceVariable = "NAS_SEARCH_DEVICE"
    /// The variable that names a CSV file of the samples, `index,arch,latency_ms`; empty where there
    /// are none.
    package static let samplesVariable = "NAS_SEARCH_SAMPLES"

    /// How long a program may take to end once it has answered everything, in seconds.
    private static let farewell = 10.0
    /// How often it is asked whether to stop, in seconds.
    private static let slice = 0.1

    /// Describes a command.
    package init(_ text: String) { self.text = text }

    /// Asks for some architectures.
    /// - Parameters:
    ///   - samples: The file of samples; nil where it is given none.
    ///   - afterAnswers: Told how many came so far, and asked whether to stop.
    /// - Returns: Nil where it was stopped. NaN where the program predicts nothing or states no
    ///   deviation.
    /// - Throws: ``PredictionCommandError``.
    package func predict(
        _ architectures: [Architecture], in space: SearchSpace, device: String,
        samples: String?, afterAnswers: (Int) -> Bool = { _ in false }
    ) throws -> LatencyEstimates? {
        var command = RunnerCommand(
            ["/bin/sh", "-c", text],
            environment: [Self.deviceVariable: device, Self.samplesVariable: samples ?? ""])
        command.title = text
        let conversation: Conversation
        do {
            conversation = Conversation(
                with: try ChildProcess(command), of: self, on: architectures, in: space)
        } catch {
            throw PredictionCommandError(
                command: text, reason: .couldNotStart("\(error)"), lastErrorLines: "")
        }
        defer { conversation.child.kill() }
        return try conversation.answers(afterAnswers)
    }

    /// One run of the program.
    private final class Conversation {
        let child: ChildProcess
        private let command: PredictionCommand
        private let architectures: [Architecture]
        private let space: SearchSpace
        private var questions: Data
        private var answers = LatencyEstimates(milliseconds: [], standardDeviations: [])
        private var deadline: Deadline

        private var count: Int { answers.milliseconds.count }
        private var isComplete: Bool { count == architectures.count }

        init(
            with child: ChildProcess, of command: PredictionCommand,
            on architectures: [Architecture], in space: SearchSpace
        ) {
            self.child = child
            self.command = command
            self.architectures = architectures
            self.space = space
            questions = Data(
                architectures.map {
                    "\(space.publishedIndex(of: $0)) \(space.string(of: $0))\n"
                }.joined().utf8)
            deadline = Deadline(seconds: command.patience)
        }

        func answers(_ isStopped: (Int) -> Bool) throws -> LatencyEstimates? {
            while true {
                if questions.isEmpty { child.closeInput() }
                let slice = Deadline(seconds: PredictionCommand.slice)
                switch child.readLine(sending: &questions, deadline: slice) {
                case .text(let line):
                    try take(line)
                    if count % 256 == 0, isStopped(count) { return nil }
                case .timedOut:
                    if isStopped(count) { return nil }
                    guard deadline.remainingMilliseconds == 0 else { continue }
                    // What has said everything is not waited for.
                    if isComplete { return answers }
                    throw failure(
                        .timedOut(
                            answers: count, asked: architectures.count, seconds: command.patience))
                case .tooLong: throw failure(.lineTooLong(limit: ChildProcess.longestLine))
                case .endOfFile:
                    if let line = child.takeUnfinishedLine() { try take(line) }
                    try checkEnd()
                    return answers
                }
            }
        }

        private func take(_ bytes: Data) throws {
            let line = String(decoding: bytes, as: UTF8.self)
            guard !isComplete else {
                if line.allSatisfy(\.isWhitespace) { return }
                throw failure(.tooManyAnswers(asked: architectures.count))
            }
            do {
                let answer = try PredictionAnswer(line)
                answers.milliseconds.append(answer.milliseconds)
                answers.standardDeviations.append(answer.standardDeviation)
            } catch let problem as PredictionAnswer.Problem {
                throw failure(
                    .noAnswer(
                        line: count + 1, index: space.publishedIndex(of: architectures[count]),
                        reason: problem.reason))
            }
            deadline = Deadline(
                seconds: isComplete ? PredictionCommand.farewell : command.patience)
        }

        /// A program that failed is not believed, however much it said.
        private func checkEnd() throws {
            switch child.waitForEnd(deadline: Deadline(seconds: PredictionCommand.farewell)) {
            case .exited(let status) where status != 0:
                throw failure(.exited(status: status, answers: count))
            case .killed(let signal): throw failure(.killed(signal: signal, answers: count))
            case .exited, nil: break
            }
            if !isComplete {
                throw failure(.tooFewAnswers(got: count, asked: architectures.count))
            }
        }

        private func failure(_ reason: PredictionCommandError.Reason) -> PredictionCommandError {
            PredictionCommandError(
                command: command.text, reason: reason, lastErrorLines: child.lastErrorLines)
        }
    }
}
