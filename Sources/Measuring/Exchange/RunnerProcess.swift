import FileSystem
import Foundation

/// How long a runner may take for an answer, in seconds.
package struct RunnerTimeouts: Sendable, Hashable {
    /// To start and describe itself: frameworks take long to load.
    package var describe: Double
    /// To load a network or an operator.
    package var load: Double
    /// For one request to measure, whatever its number of runs.
    package var measure: Double

    /// What a request that starts the process gets beside its own limit.
    private(set) var start: Double

    /// Sets one limit for every request, the start of the process included.
    package init(everything seconds: Double) {
        self.init(describe: seconds, load: seconds, measure: seconds)
        start = 0
    }

    /// Sets the limits.
    package init(describe: Double = 120, load: Double = 60, measure: Double = 120) {
        self.describe = describe
        self.load = load
        self.measure = measure
        start = describe
    }
}

/// A runner as seen from here: a child process that is started when something is asked of it, and
/// started anew after any error.
package final class RunnerProcess {
    /// The command that starts it.
    package let command: RunnerCommand
    /// The limits.
    package let timeouts: RunnerTimeouts
    private var child: ChildProcess?
    private var known: RunnerDescription?
    private var hasLoaded = false
    private var held: Set<String> = []
    /// How often the process was started.
    package private(set) var starts = 0
    /// The way to the machine on which it runs; nil where that is this one.
    package let connection: HostConnection?
    /// What the other machine is; nil before the runner was asked, or where it is this one.
    package private(set) var machine: MachineFacts?
    /// How the other machine did so far.
    package private(set) var history = HostHistory()

    /// Prepares a runner; nothing is started yet.
    /// - Parameter connection: The way to another machine, where the command is one of that.
    package init(
        _ command: RunnerCommand, timeouts: RunnerTimeouts = RunnerTimeouts(),
        over connection: HostConnection? = nil
    ) {
        self.command = command
        self.timeouts = timeouts
        self.connection = connection
    }

    deinit { close() }

    /// The process to attach counters to, where it runs on this machine.
    package var processID: pid_t? { isElsewhere ? nil : child?.processID }

    /// Whether networks run on another machine, as far as is known.
    package var isElsewhere: Bool { connection != nil || machine != nil }

    /// The process to attach counters to, started where it does not run. On another machine there is
    /// none.
    package func runningProcessID() throws(RunnerError) -> pid_t { try runningChild().processID }

    /// Nanoseconds that a fixed piece of arithmetic takes now on the machine that runs networks; nil
    /// where that does not tell.
    var speedProbe: Double? {
        isElsewhere ? history.last?.probeNanoseconds : SpeedProbe.nanoseconds()
    }

    /// What the runner says about itself; asked once.
    /// - Throws: ``RunnerError``.
    package func describe() throws(RunnerError) -> RunnerDescription {
        if let known { return known }
        let reply = try ask(.describe, seconds: timeouts.describe)
        guard case .description(let description) = reply else {
            throw failure(.unexpectedReply(reply.name, to: "describe"))
        }
        guard description.protocolVersion == RunnerDescription.supportedProtocol else {
            throw failure(.wrongProtocol(description.protocolVersion))
        }
        machine = description.machine.map(MachineFacts.init)
        let kept = description.kept
        known = kept
        return kept
    }

    /// As which kind of file what is to run must be given; nil where its name is enough.
    /// - Throws: ``RunnerError``.
    package func neededFormat() throws(RunnerError) -> RunnerDescription.Input? {
        let accepted = try describe().accepts
        return accepted.contains(.architecture) ? nil : accepted.first ?? .onnx
    }

    private func check(_ workload: Workload, _ file: WorkloadFile?) throws(RunnerError) {
        let description = try describe()
        if let space = workload.space, description.accepts.contains(.architecture),
            !description.features.contains(.spaces)
        {
            throw failure(.foreignSpace(space.name))
        }
        guard let format = try neededFormat(), file?.format != format else { return }
        throw failure(.needsFile(format))
    }

    /// Prepares what is to run.
    /// - Parameter file: Its file, where the runner takes nothing else.
    /// - Throws: ``RunnerError``.
    package func load(_ workload: Workload, file: WorkloadFile? = nil) throws(RunnerError) {
        try check(workload, file)
        hasLoaded = false
        let request = RunnerRequest.load(workload, file: file)
        let reply = try ask(
            request, seconds: timeouts.load + (child == nil ? timeouts.start : 0))
        guard case .loaded(let name) = reply, name == request.name else {
            throw failure(.unexpectedReply(reply.name, to: request.name))
        }
        hasLoaded = true
    }

    /// Prepares what is to run beside others, in place of what was under the handle.
    /// - Parameter file: Its file, where the runner takes nothing else.
    /// - Throws: ``RunnerError``.
    package func load(
        _ workload: Workload, file: WorkloadFile? = nil, as handle: String
    ) throws(RunnerError) {
        try check(workload, file)
        held.remove(handle)
        let request = RunnerRequest.load(workload, file: file, handle: handle)
        let reply = try ask(
            request, seconds: timeouts.load + (child == nil ? timeouts.describe : 0))
        guard case .loaded(let name) = reply, name == request.name else {
            throw failure(.unexpectedReply(reply.name, to: request.name))
        }
        held.insert(handle)
    }

    /// Whether something is loaded under a handle.
    func holds(_ handle: String) -> Bool { child != nil && held.contains(handle) }

    /// Runs what was loaded under handles in an order.
    /// - Parameter order: Positions in `handles`.
    /// - Returns: Milliseconds of every run, in order; all are positive and finite.
    /// - Throws: ``RunnerError``.
    func interleave(_ handles: [String], order: [Int]) throws(RunnerError) -> [Double] {
        precondition(!order.isEmpty, "one run at least")
        guard handles.allSatisfy(holds) else { throw failure(.nothingLoaded) }
        return try times(
            ask(.interleave(handles: handles, order: order), seconds: timeouts.measure),
            runs: order.count)
    }

    /// Runs what was loaded.
    /// - Returns: Milliseconds of every counted run, in order; all are positive and finite.
    /// - Throws: ``RunnerError``.
    package func measure(runs: Int, warmup: Int = 0) throws(RunnerError) -> [Double] {
        precondition(runs > 0 && warmup >= 0, "one run at least")
        guard hasLoaded else { throw failure(.nothingLoaded) }
        return try times(
            ask(.measure(warmup: warmup, runs: runs), seconds: timeouts.measure), runs: runs)
    }

    private func times(_ reply: RunnerReply, runs: Int) throws(RunnerError) -> [Double] {
        guard case .measured(let milliseconds) = reply else {
            throw failure(.unexpectedReply(reply.name, to: "measure"))
        }
        guard milliseconds.count == runs else {
            throw failure(.wrongRunCount(asked: runs, got: milliseconds.count))
        }
        if let run = milliseconds.firstIndex(where: { !($0.isFinite && $0 > 0) }) {
            throw failure(.impossibleTime("\(milliseconds[run])", run: run + 1))
        }
        return milliseconds
    }

    /// Says goodbye, waits for the end and kills what is left.
    /// - Parameter waiting: Seconds.
    package func close(waiting: Double = 1) {
        guard let child else { return }
        self.child = nil
        hasLoaded = false
        held = []
        if let bye = try? Self.line(RunnerRequest.bye) {
            _ = child.write(bye, deadline: Deadline(seconds: 0.2))
        }
        child.closeInput()
        _ = child.waitForEnd(deadline: Deadline(seconds: waiting))
        child.kill()
    }

    private static func line(_ request: some Encodable) throws -> Data {
        return try JSONEncoder.compact.encode(request) + Data([10])
    }

    /// A request as it is sent: with the contents of files where the runner takes them so.
    private func encoded(_ request: RunnerRequest) throws(RunnerError) -> Data {
        do {
            guard known?.features.contains(.inline) == true,
                let inlined = try InlineRequest(request)
            else { return try Self.line(request) }
            return try Self.line(inlined)
        } catch {
            throw failure(.reported("the network's file can't be read here: \(error)"))
        }
    }

    /// Takes down how another machine did, where the reply says so.
    private func note(_ reply: Data) {
        guard isElsewhere,
            let state = try? JSONDecoder().decode(HostReply.self, from: reply).board
        else { return }
        history.add(state)
    }

    private struct HostReply: Decodable {
        let board: HostState?
    }

    /// What is known about a failure on another machine.
    private func trouble(behind reason: RunnerError.Reason, words: String) -> HostTrouble? {
        guard let connection else { return nil }
        var said = words
        var status: Int32?
        switch reason {
        case .exited(let code):
            status = code
            // 255 is ssh's own: what is left of the connection is not trusted.
            if code == 255 { connection.close() }
        case .timedOut: connection.close()
        case .reported(let message): said = message
        case .closedOutput, .killed: break
        default: return nil
        }
        return HostTrouble(
            words: said, status: status, host: connection.host, package: command.package)
    }

    /// Bytes a second of a slow connection, which get their time beside the limits.
    private static let slowestTransfer = 50_000.0

    private func ask(_ request: RunnerRequest, seconds: Double) throws(RunnerError) -> RunnerReply {
        let line = try encoded(request)
        let deadline = Deadline(
            seconds: seconds + (connection == nil ? 0 : Double(line.count) / Self.slowestTransfer))
        let child = try runningChild()
        // A child that does not take the request says more by its end than by the broken pipe.
        let wasWritten = child.write(line, deadline: deadline)
        switch child.readLine(deadline: deadline) {
        case .timedOut: throw failure(.timedOut(request: request.name, seconds: seconds))
        case .tooLong: throw failure(.lineTooLong(limit: ChildProcess.longestLine))
        case .endOfFile: throw failure(reasonOfEnd(of: child))
        case .text(let text):
            let reply: RunnerReply
            do { reply = try Self.reply(text) } catch {
                throw failure(.notAReply(excerpt: Self.excerpt(text), why: Self.why(error)))
            }
            note(text)
            if case .error(let message) = reply { throw failure(.reported(message)) }
            guard wasWritten else { throw failure(.closedOutput) }
            return reply
        }
    }

    private func runningChild() throws(RunnerError) -> ChildProcess {
        if let child { return child }
        let command = try connection?.command(for: self.command) ?? self.command
        let started = try ChildProcess(command)
        starts += 1
        child = started
        // Where it is not taken, the answer to the first request is missing, and says why.
        _ = started.write(command.preamble, deadline: Deadline(seconds: timeouts.describe))
        return started
    }

    private func reasonOfEnd(of child: ChildProcess) -> RunnerError.Reason {
        switch child.waitForEnd(deadline: Deadline(seconds: 1)) {
        case nil: .closedOutput
        case .exited(let status): .exited(status: status)
        case .killed(let signal): .killed(signal: signal)
        }
    }

    /// The error of that reason; the process is given up where it can't be trusted any more.
    func failure(_ reason: RunnerError.Reason) -> RunnerError {
        let error = RunnerError(
            runner: command.description, reason: reason,
            lastErrorLines: child?.lastErrorLines ?? "",
            trouble: trouble(behind: reason, words: child?.lastErrorLines ?? ""))
        if !error.leavesProcessUsable {
            child?.kill()
            child = nil
            hasLoaded = false
            held = []
        }
        return error
    }

    /// Reads a reply. Many languages write NaN and infinities into JSON: these are read, so that
    /// the error can name the run.
    /// - Throws: `DecodingError`.
    package static func reply(_ line: Data) throws -> RunnerReply {
        do {
            return try JSONDecoder().decode(RunnerReply.self, from: line)
        } catch {
            guard
                let reply = try? NonFiniteNumbers.decoder.decode(
                    RunnerReply.self, from: NonFiniteNumbers.quoted(line)),
                case .measured(let times) = reply, times.contains(where: { !$0.isFinite })
            else { throw error }
            return reply
        }
    }

    private static func excerpt(_ line: Data) -> String {
        let text = String(decoding: line.prefix(80), as: UTF8.self)
            .map { $0.isASCII && !($0.asciiValue.map { $0 < 32 || $0 == 127 } ?? true) ? $0 : "?" }
        return "'\(String(text))\(line.count > 80 ? "…" : "")'"
    }

    private static func why(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "it lacks \(key.stringValue)"
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of another type"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            context.debugDescription
        default: "not JSON"
        }
    }
}
