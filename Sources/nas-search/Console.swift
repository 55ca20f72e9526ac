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
    static var outputWidth: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether progress has someone to see it.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

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
                if errno == EPIPE { exit(0) }
                if descriptor == STDERR_FILENO { return }
                let reason = String(cString: strerror(errno))
                printError("error: standard output: \(reason)")
                exit(Failure.failed)
            }
            bytes = bytes.dropFirst(written)
        }
    }
}
