import FileSystem
import Foundation
import Synchronization

/// A connection to another machine through the system's ssh, with the user's keys, configuration and
/// jump hosts: opened when something is started there, held open for what follows, and opened anew
/// after it was lost.
///
/// One ssh process is the master; whatever runs there shares its connection through a socket in a
/// private folder. Nothing is asked: what needs a password, or a new host's key accepted, fails with
/// what to do.
package final class HostConnection: Sendable {
    /// The machine.
    package let host: RemoteHost
    private let destination: String
    private let state = Mutex(State())

    private struct State {
        var folder: ScratchFolder?
        var master: ChildProcess?
        var opened = 0
    }

    /// Seconds until a connection is given up: slow boards, jump hosts.
    private static let patience = 60.0
    /// Tries where there had been a connection before, and seconds between them.
    private static let tries = 3
    private static let pause = 2.0
    /// A socket's path may have 107 bytes, of which ssh takes 17 for a name of its own meanwhile.
    private static let longestFolder = 80

    /// Prepares a connection; nothing is opened yet.
    /// - Returns: Nil for a host that ssh does not reach.
    package init?(_ host: RemoteHost) {
        guard case .ssh(let destination) = host else { return nil }
        self.host = host
        self.destination = destination
    }

    deinit { close() }

    /// How often it was opened.
    package var openings: Int { state.withLock { $0.opened } }

    /// The command with which a runner's own is run there.
    /// - Throws: ``RunnerError`` with cause and remedy where there is no way to the machine.
    func command(for remote: RunnerCommand) throws(RunnerError) -> RunnerCommand {
        let socket = try open(for: remote)
        var command = remote
        command.arguments =
            ["ssh", "-S", socket, "-o", "ControlMaster=no"] + Self.options
            + ["-T", "--", destination] + remote.arguments
        return command
    }

    /// Options of every ssh process: nothing is asked, forwarded or run on this side, and a dead
    /// connection is noticed within half a minute.
    private static let options = [
        "BatchMode=yes", "ConnectTimeout=20", "ServerAliveInterval=10", "ServerAliveCountMax=3",
        "ClearAllForwardings=yes", "ForwardAgent=no", "ForwardX11=no", "PermitLocalCommand=no",
        "RemoteCommand=none", "RequestTTY=no", "EscapeChar=none", "ControlPersist=no",
    ].flatMap { ["-o", $0] }

    /// Gives the connection up, so that the next start opens another one.
    package func close() {
        state.withLock {
            $0.master?.kill()
            $0.master = nil
            $0.folder = nil
        }
    }

    /// Opens the connection unless it is open.
    /// - Returns: The path of the master's socket.
    private func open(for remote: RunnerCommand) throws(RunnerError) -> String {
        let result: Result<String, RunnerError> = state.withLock { state in
            Result { () throws(RunnerError) in try open(&state, for: remote) }
        }
        return try result.get()
    }

    private func open(
        _ state: inout State, for remote: RunnerCommand
    ) throws(RunnerError) -> String {
        let folder: ScratchFolder
        do { folder = try state.folder ?? Self.makeFolder() } catch {
            throw RunnerError(
                runner: remote.description,
                reason: .couldNotStart("no folder for the connection: \(error)"))
        }
        state.folder = folder
        let socket = folder.path("s")
        if let master = state.master, master.waitForEnd(deadline: Deadline(seconds: 0)) == nil,
            FileManager.default.fileExists(atPath: socket)
        {
            return socket
        }
        let tries = state.opened > 0 ? Self.tries : 1
        for attempt in 1...tries {
            state.master?.kill()
            state.master = nil
            unlink(socket)
            do {
                state.master = try Self.master(destination, host: host, socket, remote)
                state.opened += 1
                return socket
            } catch  where attempt < tries {
                sleep(UInt32(Self.pause))
            }
        }
        preconditionFailure("the last try returns or throws")
    }

    private static func makeFolder() throws(SystemError) -> ScratchFolder {
        let usual = FileManager.default.temporaryDirectory.path
        return try ScratchFolder(
            in: usual.utf8.count > longestFolder - 36 ? "/tmp" : usual, prefix: "nas-search-ssh")
    }

    /// Starts a master and waits until it is connected.
    private static func master(
        _ destination: String, host: RemoteHost, _ socket: String, _ remote: RunnerCommand
    ) throws(RunnerError) -> ChildProcess {
        let child = try ChildProcess(
            RunnerCommand(
                ["ssh", "-S", socket, "-o", "ControlMaster=yes"] + options
                    + ["-N", "-T", "--", destination]))
        let deadline = Deadline(seconds: patience)
        while deadline.remainingMilliseconds > 0 {
            let end = child.waitForEnd(deadline: Deadline(seconds: 0.02))
            if end == nil, FileManager.default.fileExists(atPath: socket) { return child }
            guard let end else { continue }
            let words = child.lastErrorLines
            let status: Int32? = if case .exited(let status) = end { status } else { nil }
            let trouble = HostTrouble(words: words, status: status, host: host)
            throw RunnerError(
                runner: remote.description, reason: .noConnection("\(host)"),
                lastErrorLines: words, trouble: trouble)
        }
        child.kill()
        throw RunnerError(
            runner: remote.description, reason: .noConnection("\(host)"),
            advice: "\(host) did not finish the login within \(Int(patience)) s; see whether "
                + "`ssh \(host)` does")
    }
}

extension RunnerCommand {
    /// What the login shell there runs: Python, with a program that comes over the connection. It
    /// holds nothing that any shell would read otherwise.
    private static let bootstrap =
        #"'import sys;i=sys.stdin.buffer;exec(compile(i.read(int(i.readline())),"host","exec"))'"#

    /// A runner on another machine: a script that is sent there, or a command of that machine.
    package enum RemoteProgram: Sendable, Hashable {
        /// - Parameters:
        ///   - files: The texts of what it imports from beside it, by name.
        ///   - package: The Python package that it needs.
        case script(
            name: String, source: String, files: [String: String], arguments: [String],
            package: String)
        case command(String)
    }

    private struct Order: Encodable {
        var script: String?
        var source: String?
        var files: [String: String]?
        var arguments: [String]?
        var command: String?
        var threads: Int
    }

    /// Puts together how a runner is started on another machine; ``HostConnection`` brings it there.
    /// - Parameters:
    ///   - relay: The source of the script that stands between.
    ///   - python: The Python there.
    ///   - threads: How many cores it needs for itself.
    package static func remote(
        _ program: RemoteProgram, relay: String, python: String, threads: Int, on host: RemoteHost
    ) -> RunnerCommand {
        var order = Order(threads: threads)
        var command = RunnerCommand(["exec \(python) -c \(bootstrap)"])
        switch program {
        case .script(let name, let source, let files, let arguments, let package):
            (order.script, order.source, order.arguments) = (name, source, arguments)
            order.files = files.isEmpty ? nil : files
            command.package = package
            command.title = "\(name) on \(host)"
        case .command(let text):
            order.command = text
            command.title = "\(text) on \(host)"
        }
        let encoder = JSONEncoder.compact
        let line: Data
        do { line = try encoder.encode(order) } catch {
            preconditionFailure("an order always encodes: \(error)")
        }
        let source = Data(relay.utf8)
        command.preamble = Data("\(source.count)\n".utf8) + source + line + Data([10])
        return command
    }
}
