import CSystemShims
import Foundation

/// A child process with pipes on its standard streams, read with deadlines.
///
/// It ends with its owner, and what it started with it: by a watchdog that kills its group, by the end
/// of its standard input, and where it was started from the main thread also by a signal. Whatever happens to its pipes, no signal reaches this process.
final class ChildProcess {
    /// What a read ended with.
    enum Line: Equatable {
        case text(Data)
        case timedOut
        case endOfFile
        case tooLong
    }

    /// The longest line that is taken.
    static let longestLine = 4 << 20
    private static let keptErrorBytes = 4096
    private static let keptErrorLines = 8

    var processID: pid_t { child.pid }
    private var child: shim_child
    private var input: Int32
    private var output: Int32
    private var errors: Int32
    private var received = Data()
    /// How much of `received` is known to hold no end of line.
    private var scanned = 0
    private var errorTail = Data()
    private var isReaped = false

    /// Starts a program.
    /// - Throws: ``RunnerError/Reason/couldNotStart(_:)``.
    init(_ command: RunnerCommand) throws(RunnerError) {
        let path = try command.executable()
        var child = shim_child()
        let reason = Self.withCStrings(command.arguments) { arguments in
            Self.withCStrings(command.variables) { variables in
                shim_spawn(path, arguments, variables, &child)
            }
        }
        guard reason == 0 else {
            throw RunnerError(
                runner: command.description,
                reason: .couldNotStart(String(cString: strerror(reason))))
        }
        self.child = child
        input = child.input
        output = child.output
        errors = child.errors
    }

    deinit { kill() }

    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("never empty") }
            return body(base)
        }
    }

    /// Writes all bytes.
    /// - Returns: False where the child does not read, or has closed its input.
    func write(_ data: Data, deadline: Deadline) -> Bool {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { shim_write(input, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            guard errno == EAGAIN || errno == EINTR else { return false }
            var waiting = [pollfd(fd: input, events: Int16(POLLOUT), revents: 0)]
            if poll(&waiting, 1, deadline.remainingMilliseconds) == 0 { return false }
        }
        return true
    }

    /// The next line of the child's standard output, without its end.
    func readLine(deadline: Deadline) -> Line {
        var nothing = Data()
        return readLine(sending: &nothing, deadline: deadline)
    }

    /// The next line of the child's standard output, without its end. While it waits, the child is
    /// given what it takes, so that neither waits for the other with a full pipe.
    /// - Parameter rest: What is still to be written; what the child takes is removed from it, and
    ///   all of it where it takes nothing more.
    func readLine(sending rest: inout Data, deadline: Deadline) -> Line {
        while true {
            if let end = received[(received.startIndex + scanned)...].firstIndex(of: 10) {
                let line = Data(received[..<end])
                received = Data(received[(end + 1)...])
                scanned = 0
                return .text(line)
            }
            scanned = received.count
            if received.count > Self.longestLine { return .tooLong }
            if output < 0 { return .endOfFile }
            guard waitForOutput(sending: &rest, deadline) else { return .timedOut }
        }
    }

    /// What the child wrote behind the last end of a line.
    func takeUnfinishedLine() -> Data? {
        defer { received = Data() }
        return received.isEmpty ? nil : received
    }

    /// Waits until something arrives on either stream and takes it, or until something is taken of
    /// what is to be written; false where nothing is.
    private func waitForOutput(sending rest: inout Data, _ deadline: Deadline) -> Bool {
        var waiting = [
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
            // A descriptor below 0 is passed over.
            pollfd(fd: rest.isEmpty ? -1 : input, events: Int16(POLLOUT), revents: 0),
        ]
        let ready = poll(&waiting, 3, deadline.remainingMilliseconds)
        if ready == 0 { return false }
        if ready < 0 { return errno == EINTR }
        if waiting[2].revents != 0 {
            let count = rest.withUnsafeBytes { shim_write(input, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = Data(rest.dropFirst(count))
            } else if errno != EAGAIN && errno != EINTR {
                rest = Data()
            }
        }
        if waiting[1].revents != 0 { drainErrors() }
        if waiting[0].revents != 0 {
            switch Self.take(from: output, into: &received) {
            case .ended: Self.close(&output)
            case .some, .nothing: break
            }
        }
        return true
    }

    private enum Taken { case some, nothing, ended }

    private static func take(from descriptor: Int32, into data: inout Data) -> Taken {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(descriptor, &buffer, buffer.count)
        if count > 0 {
            data.append(contentsOf: buffer[..<count])
            return .some
        }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .ended
    }

    private func drainErrors() {
        // Bounded, so that a child that never stops complaining is not read for ever.
        for _ in 0..<64 where errors >= 0 {
            switch Self.take(from: errors, into: &errorTail) {
            case .some: errorTail = Data(errorTail.suffix(Self.keptErrorBytes))
            case .nothing: return
            case .ended: Self.close(&errors)
            }
        }
    }

    /// The last lines on the child's standard error.
    var lastErrorLines: String {
        drainErrors()
        return String(decoding: errorTail, as: UTF8.self)
            .split(separator: "\n").suffix(Self.keptErrorLines).joined(separator: "\n")
    }

    /// How a child ended.
    enum End: Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// Waits for the child's end; it is not reaped before ``kill()``.
    /// - Returns: Nil where the child goes on beyond the deadline.
    func waitForEnd(deadline: Deadline) -> End? {
        while !isReaped {
            var status: Int32 = 0
            var signal: Int32 = 0
            let answer = shim_has_ended(processID, &status, &signal)
            if answer > 0 { return signal == 0 ? .exited(status) : .killed(signal: signal) }
            if answer < 0 && errno != EINTR { return nil }
            if deadline.remainingMilliseconds == 0 { return nil }
            if errors >= 0 {
                var waiting = [pollfd(fd: errors, events: Int16(POLLIN), revents: 0)]
                if poll(&waiting, 1, 5) > 0 { drainErrors() }
            } else {
                usleep(2000)
            }
        }
        return nil
    }

    /// Closes the child's standard input, which asks it to end.
    func closeInput() { Self.close(&input) }

    /// Ends the child and everything it started, and releases the pipes.
    func kill() {
        if !isReaped {
            shim_end(&child)
            isReaped = true
        }
        Self.close(&input)
        Self.close(&output)
        Self.close(&errors)
    }

    private static func close(_ descriptor: inout Int32) {
        if descriptor >= 0 { Foundation.close(descriptor) }
        descriptor = -1
    }
}
