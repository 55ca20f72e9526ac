import Measuring

/// Where networks run, in this call: every call says it for itself, and no store and no run ever names
/// a machine that is connected to.
package struct MeasuringPlace: Equatable, Sendable {
    /// The other machine; nil for this one.
    package var host: RemoteHost?
    /// The Python there.
    package var python: String
    /// The way there, one for all that is started in this call; nil where ssh does not lead there.
    package var connection: HostConnection?
    /// Whether somebody said that it is this machine, or that one.
    package var isMeant: Bool

    /// The Python where nothing else is said.
    package static let standardPython = "python3"

    /// Names a place.
    package init(
        host: RemoteHost? = nil, python: String = Self.standardPython, isMeant: Bool = false
    ) {
        self.host = host
        self.python = python
        self.isMeant = isMeant || host != nil
        connection = host.flatMap(HostConnection.init)
    }

    package static func == (one: MeasuringPlace, other: MeasuringPlace) -> Bool {
        one.host == other.host && one.python == other.python && one.isMeant == other.isMeant
    }

    /// Whether a path goes through any shell as one word.
    package static func isUsable(python: String) -> Bool {
        !python.isEmpty && !python.hasPrefix("-")
            && python.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || "_./~+-".utf8.contains($0)
            }
    }
}

extension MeasuringSetup {
    /// What runs networks, at the place where they are to run; nothing is started yet.
    /// - Parameter program: Lends the built-in runner and Python.
    /// - Throws: ``RequestError`` where the runner can't run there, or a script is missing.
    package func runner(
        of program: Program, at place: MeasuringPlace, timeouts: RunnerTimeouts
    ) throws -> RunnerProcess {
        guard let host = place.host else {
            return RunnerProcess(try command(of: program), timeouts: timeouts)
        }
        do {
            switch host {
            case .ssh:
                return RunnerProcess(
                    .remote(
                        try remoteProgram(on: host), relay: try RunnerScript.relaySource(),
                        python: place.python, threads: threads, on: host),
                    timeouts: timeouts, over: place.connection)
            case .adb(let serial):
                guard case .command(let text) = runner else {
                    throw RequestError.host(.needsBenchmark(host: "\(host)"))
                }
                return RunnerProcess(
                    RunnerCommand([
                        program.python, try RunnerScript.file(named: "adb_runner.py"), "--serial",
                        serial, "--threads", "\(threads)", "--program", text,
                    ]), timeouts: timeouts)
            }
        } catch let error as RunnerScriptError {
            throw RequestError.unusableRunner(reason: "\(error)", remedy: nil)
        }
    }

    private func remoteProgram(on host: RemoteHost) throws -> RunnerCommand.RemoteProgram {
        switch runner {
        case .builtin: throw RequestError.host(.builtinRunner(host: "\(host)"))
        case .command(let text): return .command(text)
        case .script(let script):
            let source = try script.source()
            return .script(
                name: script.fileName, source: source,
                files: try RunnerScript.companionSources(of: source),
                arguments: ["--threads", "\(threads)"], package: script.package)
        }
    }
}
