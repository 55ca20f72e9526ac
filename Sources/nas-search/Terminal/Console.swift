import Foundation
import NASSearch
import PlainText
import Reporting
import Synchronization

/// Standard output and standard error, terminals and signals.
enum Console {
    /// The signals that ask for the end.
    private static let stops = [SIGINT, SIGTERM, SIGHUP]
    /// The signal that asked for the end, or 0.
    private static let stopSignal = Atomic<Int32>(0)

    /// Whether signals are caught by now.
    private static let isCatching = Atomic<Bool>(false)

    /// Sets signals up; called once, first.
    static func prepare() {
        // A closed pipe is seen as a failed write; SIGPIPE would kill the process instead.
        signal(SIGPIPE, SIG_IGN)
        // The same for a file that grows beyond what the shell allows (ulimit -f).
        signal(SIGXFSZ, SIG_IGN)
        _ = stopSignal.load(ordering: .relaxed)
        // A process that was started from a thread without signals would not see those that end it.
        var set = sigset_t()
        sigemptyset(&set)
        for stop in stops { sigaddset(&set, stop) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// From here on Ctrl-C, or what a batch system or a closed terminal sends in its place, asks the
    /// work to stop at the next safe point instead of ending the process; a second one ends it.
    static func catchInterrupts() {
        guard !isCatching.exchange(true, ordering: .relaxed) else { return }
        for stop in stops {
            let earlier = signal(stop) { number in
                if Console.stopSignal.exchange(number, ordering: .relaxed) != 0 {
                    _exit(Failure.signalled + number)
                }
            }
            // nohup keeps its word.
            if stop == SIGHUP, isIgnoring(earlier) { signal(stop, SIG_IGN) }
        }
    }

    private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
        unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Whether the user or the system asked for the end since ``catchInterrupts()``.
    static var isInterrupted: Bool { stopSignal.load(ordering: .relaxed) != 0 }

    /// How the end was asked for, and the exit code that says so.
    static var stop: (word: String, code: Int32) {
        switch stopSignal.load(ordering: .relaxed) {
        case SIGTERM: ("terminated", Failure.signalled + SIGTERM)
        case SIGHUP: ("the terminal is gone", Failure.signalled + SIGHUP)
        default: ("interrupted", Failure.signalled + SIGINT)
        }
    }

    /// Writes a line to standard output. A reader that has gone away is no error.
    static func print(_ text: String, terminator: String = "\n") {
        write(text + terminator, to: STDOUT_FILENO, style: outputStyle)
    }

    /// Writes a report's lines to standard output, on a terminal broken between words.
    static func show(_ lines: [String]) {
        print(outputStyle.wrapped(lines).joined(separator: "\n"))
    }

    /// Writes a line to standard error.
    static func printError(_ text: String) {
        write(text + "\n", to: STDERR_FILENO, style: errorStyle)
    }

    /// Columns of the terminal on standard output, or nil where it is none.
    static var outputWidth: Int? { width(of: STDOUT_FILENO) }

    /// What reports on standard output may use.
    static var outputStyle: TextStyle {
        TextStyle(
            width: outputWidth, isColoured: hasColours(STDOUT_FILENO),
            wording: { Sentences.text(of: $0) })
    }

    /// What messages on standard error may use.
    static var errorStyle: TextStyle {
        TextStyle(
            width: width(of: STDERR_FILENO), isColoured: hasColours(STDERR_FILENO),
            wording: { Sentences.text(of: $0) })
    }

    /// Whether a stream goes to a terminal with colours and the user has not said otherwise
    /// (https://no-color.org).
    private static func hasColours(_ descriptor: Int32) -> Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(descriptor) == 1 && (environment["NO_COLOR"] ?? "").isEmpty
            && environment["TERM"] != "dumb"
    }

    /// Columns of the terminal on standard error.
    static var errorWidth: Int { width(of: STDERR_FILENO) ?? 80 }

    private static func width(of descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Shows a passing line on standard error in the place of the last one.
    static func showStatus(_ line: String) {
        write(Array("\r\u{1B}[K\(VisibleText.line(line))".utf8), to: STDERR_FILENO)
    }

    /// Removes the passing line.
    static func clearStatus() { showStatus("") }

    /// Writes an error to standard error.
    static func printFailure(_ text: String) {
        printMessage(text, after: "error:", .failure)
    }

    /// Writes a warning to standard error.
    static func printWarning(_ text: String) {
        printMessage(text, after: "warning:", .caution)
    }

    private static func printMessage(
        _ text: String, after word: String, _ emphasis: TextStyle.Emphasis
    ) {
        let style = errorStyle
        var lines = style.wrapped("\(word) \(text)".components(separatedBy: "\n"))
        lines[0].replace(word, with: style.emphasised(word, emphasis), maxReplacements: 1)
        printError(lines.joined(separator: "\n"))
    }

    /// Whether progress has someone to see it, on a terminal that can take a line back.
    static var showsProgress: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Columns for help texts.
    static var helpWidth: Int { min(outputWidth ?? 100, 100) }

    /// The one way of words to a terminal: what is in them that it would take for commands shows.
    private static func write(_ text: String, to descriptor: Int32, style: TextStyle) {
        let shown = VisibleText.escaped(text, keeping: style.isColoured ? TextStyle.sequences : [])
        write(Array(shown.utf8), to: descriptor)
    }

    private static func write(_ contents: [UInt8], to descriptor: Int32) {
        var bytes = contents[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if written < 0 {
                if errno == EINTR { continue }
                if descriptor == STDERR_FILENO { return }
                if errno == EPIPE { exit(0) }
                printFailure("standard output: \(String(cString: strerror(errno)))")
                exit(Failure.failed)
            }
            bytes = bytes.dropFirst(written)
        }
    }
}
