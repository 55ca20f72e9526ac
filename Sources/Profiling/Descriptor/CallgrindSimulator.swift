import Foundation

/// Whether operators can be simulated.
package enum SimulatorAvailability {
    case available(CallgrindSimulator)
    /// Why not, and what to do.
    case unavailable(String)
}

/// Counts of operators under valgrind's callgrind, which simulates the caches: the stand-in for
/// performance counters where a machine has none. The same command gives the same counts.
///
/// The runner must be one that calls its workload through `shim_counted_region`: the built-in one.
package final class CallgrindSimulator: OperatorCounting {
    /// The function inside which callgrind counts.
    private static let countedFunction = "shim_counted_region"

    private let valgrind: String
    private let caches: CallgrindCaches
    private let command: RunnerCommand
    private let ticksPerMillisecond: Double?
    private let runs: Int
    private let scratch: ScratchFolder

    /// What simulates which caches.
    package var summary: String { "callgrind with \(caches.summary)" }

    /// Looks for what a simulation needs and tries it on a small convolution.
    /// - Parameters:
    ///   - command: The built-in runner; its first argument is the program's path.
    ///   - description: What that runner says about itself.
    ///   - resources: The folder of the program's bundled files: the copy that is simulated lies
    ///     elsewhere and would not find them.
    package static func availability(
        for command: RunnerCommand, _ description: RunnerDescription, machine: MachineFacts,
        resources: String? = nil
    ) -> SimulatorAvailability {
        guard (description.threads ?? 1) == 1 else {
            return .unavailable("the simulation follows one thread, and the runner uses more")
        }
        guard let caches = CallgrindCaches(machine.caches) else {
            return .unavailable("the system does not tell the geometry of the caches")
        }
        do {
            let simulator = try CallgrindSimulator(
                command: command, caches: caches, resources: resources)
            let probe = OperatorWorkload(name: "nor_conv_1x1", channels: 16, size: 4)
            _ = try simulator.totals(of: probe, runs: 1)
            return .available(simulator)
        } catch {
            return .unavailable("\(error)")
        }
    }

    /// - Throws: ``CounterError`` where a program is missing; an error of the file system.
    init(
        command: RunnerCommand, caches: CallgrindCaches, resources: String? = nil, runs: Int = 2
    ) throws {
        let why =
            "install valgrind and binutils, for example by `apt-get install valgrind binutils`"
        guard let valgrind = RunnerCommand.find("valgrind"), let strip = RunnerCommand.find("strip")
        else { throw CounterError(source: .simulated, reason: why) }
        scratch = try ScratchFolder(prefix: "nas-search-simulation")
        // valgrind 3.19 does not read the debug information of current compilers.
        let copy = scratch.path("runner")
        let program = try command.executable()
        let stripping = Process()
        stripping.executableURL = URL(fileURLWithPath: strip)
        stripping.arguments = ["-g", "-o", copy, program]
        try stripping.run()
        stripping.waitUntilExit()
        guard stripping.terminationStatus == 0 else {
            throw CounterError(source: .simulated, reason: "strip can't copy \(program)")
        }
        self.valgrind = valgrind
        self.caches = caches
        self.runs = runs
        ticksPerMillisecond = TimestampCounter.ticksPerMillisecond()
        var pinned = command
        pinned.arguments[0] = copy
        pinned.inheritsEnvironment = false
        pinned.environment["SWIFT_DETERMINISTIC_HASHING"] = "1"
        pinned.environment["SWIFT_BACKTRACE"] = "enable=no"
        pinned.environment["OPENBLAS_NUM_THREADS"] = "1"
        for name in ["LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "NAS_SEARCH_RESOURCES"]
        where pinned.environment[name] == nil {
            pinned.environment[name] = ProcessInfo.processInfo.environment[name]
        }
        if let resources { pinned.environment["NAS_SEARCH_RESOURCES"] = resources }
        self.command = pinned
    }

    func count(
        _ workload: OperatorWorkload, latency: Measurement, on runner: RunnerProcess
    ) throws -> [String: Double] {
        var counts = try totals(of: workload, runs: runs).counters(perRun: runs)
        if let ticksPerMillisecond {
            counts["cycles"] = latency.milliseconds * ticksPerMillisecond
        }
        return counts
    }

    /// Simulates runs of an operator after one that warms the simulated caches.
    func totals(of workload: OperatorWorkload, runs: Int) throws -> CallgrindTotals {
        let file = scratch.path("counts")
        try? FileManager.default.removeItem(atPath: file)
        var simulated = command
        simulated.arguments =
            [
                valgrind, "--tool=callgrind", "-q", "--cache-sim=yes", "--collect-atstart=no",
                "--toggle-collect=\(Self.countedFunction)", "--callgrind-out-file=\(file)",
            ] + caches.arguments + command.arguments
        let process = RunnerProcess(
            simulated, timeouts: RunnerTimeouts(describe: 120, load: 120, measure: 300))
        try process.load(.operator(workload))
        _ = try process.measure(runs: runs, warmup: 1)
        process.close(waiting: 60)
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw CounterError(source: .simulated, reason: "callgrind wrote no counts")
        }
        return try CallgrindTotals(text)
    }
}
