import Foundation
import Synchronization

/// Standard output and standard error, terminals and signals.
enum Console {
    private static let wasInterrupted = Atomic<Bool>(false)

    /// Sets signals up; called once, first.
    static func prepare() {
        // A closed pipe is seen as a failed write; SIGPIPE would kill the process instead.
        signal(SIGPIPE, SIG_IGN)
        _ = wasInterrupted.load(ordering: .relaxed)
    }

    /// From here on Ctrl-C asks the work to stop at the next safe point instead of ending the
    /// process; a second one ends it.
    static func catchInterrupts() {
        // A process that was started from a thread without signals would not see the key.
        var interrupt = sigset_t()
        sigemptyset(&interrupt)
        sigaddset(&interrupt, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
        signal(SIGINT) { _ in
            if Console.wasInterrupted.exchange(true, ordering: .relaxed) { _exit(130) }
        }
    }

    /// Whether Ctrl-C was pressed since ``catchInterrupts()``.
    static var isInterrupted: Bool { wasInterrupted.load(ordering: .relaxed) }

    /// Writes a line to standard output. A reader that has gone away is no error.
    static func print(_ text: String, terminator: String = "\n") {
        write(text + terminator, to: STDOUT_FILENO)
    }

    /// Writes a line to standard error.
    static func printError(_ text: String) {
        write(text + "\n", to: STDERR_FILENO)
    }

    /// Columns of the terminal on standard output, or nil where it is none.
    static var outputWidth: Int? { width(of: STDOUT_FILENO) }

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
        write("\r\u{1B}[K\(line)", to: STDERR_FILENO)
    }

    /// Removes the passing line.
    static func clearStatus() { showStatus("") }

    /// Writes an error to standard error, its first word in red where the terminal has colours and
    /// the user has not said otherwise (https://no-color.org).
    static func printFailure(_ text: String) {
        let word = "error:"
        let environment = ProcessInfo.processInfo.environment
        let isColoured =
            isatty(STDERR_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty
            && environment["TERM"] != "dumb"
        printError((isColoured ? "\u{1B}[1;31m\(word)\u{1B}[0m" : word) + " \(text)")
    }

    /// Whether progress has someone to see it, on a terminal that can take a line back.
    static var showsProgress: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Columns for help texts.
    static var helpWidth: Int { min(outputWidth ?? 100, 100) }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
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
