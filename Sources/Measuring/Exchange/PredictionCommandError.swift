import PlainText

/// What went wrong with a program that was to predict latencies.
package struct PredictionCommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sort of trouble.
    package enum Reason: Sendable, Hashable {
        /// The shell could not be started.
        case couldNotStart(String)
        /// It ended with this status.
        case exited(status: Int32, answers: Int)
        /// It was ended by a signal.
        case killed(signal: Int32, answers: Int)
        /// It ended, or closed its standard output, with too few lines.
        case tooFewAnswers(got: Int, asked: Int)
        /// It wrote more lines than were asked for.
        case tooManyAnswers(asked: Int)
        /// Nothing came for so long; it was killed.
        case timedOut(answers: Int, asked: Int, seconds: Double)
        /// A line that states no latency; which, and for the architecture of which index.
        case noAnswer(line: Int, index: Int, reason: String)
        /// More than this many bytes without the end of a line.
        case lineTooLong(limit: Int)
    }

    /// The command.
    package let command: String
    /// The sort of trouble.
    package let reason: Reason
    /// The last lines that it wrote to its standard error; empty where there are none.
    package let lastErrorLines: String

    /// What happened; the program's last words on lines of their own.
    package var description: String {
        "predictions of \(command): \(Self.explanation(of: reason))"
            + LastWords.appended(lastErrorLines)
    }

    private static func explanation(of reason: Reason) -> String {
        switch reason {
        case .couldNotStart(let why): why
        case .exited(let status, let answers):
            "it ended with status \(status) after \(answers) answers"
        case .killed(let signal, let answers):
            "it was ended by signal \(signal) after \(answers) answers"
        case .tooFewAnswers(let got, let asked):
            "it answered \(got) of \(asked) lines; it must write a line for every line that it reads"
        case .tooManyAnswers(let asked):
            "it wrote more than the \(asked) lines that it was asked for; it must write nothing but "
                + "an answer a line to its standard output"
        case .timedOut(let answers, let asked, let seconds):
            "nothing came for \(NumberFormat.fixed(seconds, 0)) s after \(answers) of \(asked) answers, "
                + "so it was killed"
        case .noAnswer(let line, let index, let reason):
            "line \(line), for architecture \(index): \(reason)"
        case .lineTooLong(let limit): "it wrote a line of more than \(limit) bytes"
        }
    }
}

/// The last lines of a program's standard error, as the end of a message.
enum LastWords {
    static func appended(_ lines: String) -> String {
        lines.isEmpty
            ? ""
            : "; its last words:\n"
                + lines.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }
}
