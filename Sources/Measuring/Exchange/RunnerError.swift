import Architectures
import PlainText

/// What went wrong with a runner. It concerns the measurement at hand only: the next one starts
/// with a new process.
package struct RunnerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sort of trouble.
    package enum Reason: Sendable, Hashable {
        /// There is no way to the machine on which it is to run.
        case noConnection(String)
        /// There is no such program, or it can't be executed.
        case couldNotStart(String)
        /// No answer within so many seconds; the process was killed.
        case timedOut(request: String, seconds: Double)
        /// It ended with this exit status before it answered.
        case exited(status: Int32)
        /// It was ended by this signal before it answered.
        case killed(signal: Int32)
        /// It closed its standard output without ending.
        case closedOutput
        /// A line that is no reply of the protocol; with its beginning and what is wrong.
        case notAReply(excerpt: String, why: String)
        /// More than this many bytes without the end of a line.
        case lineTooLong(limit: Int)
        /// A reply to something else.
        case unexpectedReply(String, to: String)
        /// It speaks another version of the protocol.
        case wrongProtocol(Int)
        /// It can't do what was asked, and says why.
        case reported(String)
        /// Another number of runs than was asked for.
        case wrongRunCount(asked: Int, got: Int)
        /// A time that is not a positive finite number.
        case impossibleTime(String, run: Int)
        /// It takes files of that kind alone, and there is none.
        case needsFile(RunnerDescription.Input)
        /// It builds networks of NAS-Bench-201 alone, and this is another space.
        case foreignSpace(String)
        /// Nothing is loaded, because the process was restarted.
        case nothingLoaded
    }

    /// The runner's command.
    package let runner: String
    /// The sort of trouble.
    package let reason: Reason
    /// The last lines that it wrote to its standard error; empty where there are none.
    package let lastErrorLines: String
    /// The cause and the remedy, where they are known of another machine.
    package let trouble: HostTrouble?
    /// Another advice.
    private let advice: String?

    init(
        runner: String, reason: Reason, lastErrorLines: String = "", trouble: HostTrouble? = nil,
        advice: String? = nil
    ) {
        self.trouble = trouble
        self.advice = advice
        self.runner = runner
        self.reason = reason
        self.lastErrorLines = lastErrorLines
    }

    /// Whether the process goes on after it.
    var leavesProcessUsable: Bool {
        switch reason {
        case .reported, .needsFile, .foreignSpace, .nothingLoaded, .wrongProtocol: true
        default: false
        }
    }

    /// What happened and what to do; the runner's last words on lines of their own.
    package var description: String { description(advising: trouble?.description) }

    /// The same with another advice on what is the trouble of the other machine.
    package func description(advising troubled: String?) -> String {
        let words = LastWords.appended(lastErrorLines)
        let advice = (troubled ?? advice).map { "; \($0)" } ?? ""
        return "runner \(runner): \(Self.explanation(of: reason))\(advice)\(words)"
    }

    private static func explanation(of reason: Reason) -> String {
        switch reason {
        case .noConnection(let host): "no connection to \(host)"
        case .couldNotStart(let why): "could not start: \(why)"
        case .timedOut(let request, let seconds):
            "no answer to '\(request)' within \(NumberFormat.fixed(seconds, 1)) s, so it was "
                + "killed; allow more time if the device is that slow"
        case .exited(let status): "ended with status \(status) before it answered"
        case .killed(let signal): "was ended by signal \(signal) before it answered"
        case .closedOutput: "closed its standard output before it answered"
        case .notAReply(let excerpt, let why):
            "said what is no reply of the protocol (\(why)): \(excerpt); a runner must print "
                + "nothing but replies to its standard output"
        case .lineTooLong(let limit): "wrote a line of more than \(limit) bytes"
        case .unexpectedReply(let reply, let request): "answered '\(reply)' to '\(request)'"
        case .wrongProtocol(let version):
            "speaks version \(version) of the protocol; this program speaks "
                + "\(RunnerDescription.supportedProtocol)"
        case .reported(let message):
            "reports: \(message.split(whereSeparator: \.isNewline).joined(separator: "; "))"
        case .wrongRunCount(let asked, let got): "measured \(got) runs instead of \(asked)"
        case .impossibleTime(let time, let run):
            "measured \(time) ms in run \(run), which can't be"
        case .needsFile(let format):
            "takes \(format.rawValue) files only, and none was given"
        case .foreignSpace(let space):
            "builds networks of \(SearchSpace.publishedName) alone, not of the space \(space); take a "
                + "runner that takes files, such as onnxruntime"
        case .nothingLoaded: "nothing is loaded, since the process was restarted; load again"
        }
    }
}
