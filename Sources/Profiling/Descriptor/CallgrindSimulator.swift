import FileSystem
import Foundation
import Measuring

/// Whether operators can be simulated.
package enum SimulatorAvailability {
    case available(CallgrindSimulator)
    /// Why not, and what to do.
    case unavailable(String)
}

/// Counts of operators under valgrind's callgrind, which simulates the caches: the stand-in for
/// performance counters where a machine has none. The same operators in the same order give the same
/// counts.
///
/// The runner must be one that calls its workload through `shim_counted_region`: the built-in one.
package final class CallgrindSimulator: OperatorCounting {
    /// The function inside which callgrind counts.
    private static let countedFunction = "shim_counted_region"
    private static let countsName = "counts"

    private let caches: CallgrindCaches
    private let ticksPerMillisecond: Double?
    private let scratch: ScratchFolder
    /// The runner under callgrind, which takes seconds to start: one serves all operators.
    private let process: RunnerProcess

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
            _ = try simulator.totals(of: probe)
            return .available(simulator)
        } catch {
            return .unavailable("\(error)")
        }
    }

    /// - Throws: ``CounterError`` where a program is missing; an error of the file system.
    init(command: RunnerCommand, caches: CallgrindCaches, resources: String? = nil) throws {
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
        self.caches = caches
        ticksPerMillisecond = TimestampCounter.ticksPerMillisecond()
        var simulated = command
        simulated.arguments =
            [
                // The working folder may hold options of its own.
                valgrind, "--command-line-only=yes", "--tool=callgrind", "-q", "--cache-sim=yes",
                "--collect-atstart=no",
                "--toggle-collect=\(Self.countedFunction)",
                "--dump-after=\(Self.countedFunction)",
                "--callgrind-out-file=\(scratch.path(Self.countsName))",
            ] + caches.arguments + [copy] + command.arguments.dropFirst()
        simulated.inheritsEnvironment = false
        simulated.environment = Self.environment(of: command, resources: resources)
        process = RunnerProcess(
            simulated, timeouts: RunnerTimeouts(describe: 120, load: 120, measure: 300))
    }

    /// Nothing but what the runner needs, so that the counts depend on nothing else.
    private static func environment(
        of command: RunnerCommand, resources: String?
    ) -> [String: String] {
        let present = ProcessInfo.processInfo.environment
        var pinned = [
            "SWIFT_DETERMINISTIC_HASHING": "1", "SWIFT_BACKTRACE": "enable=no",
            "OPENBLAS_NUM_THREADS": "1",
        ]
        for name in ["LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "NAS_SEARCH_RESOURCES"] {
            pinned[name] = present[name]
        }
        if let resources { pinned["NAS_SEARCH_RESOURCES"] = resources }
        return pinned.merging(command.environment) { $1 }
    }

    func count(
        _ workload: OperatorWorkload, latency: Measuring.Measurement, on runner: RunnerProcess
    ) throws -> [String: Double] {
        var counts = try totals(of: workload).counters
        if let ticksPerMillisecond {
            counts["cycles"] = latency.milliseconds * ticksPerMillisecond
        }
        return counts
    }

    /// Simulates a run of an operator after others that filled the simulated caches.
    func totals(of workload: OperatorWorkload) throws -> CallgrindTotals {
        for file in scratch.files(beginning: Self.countsName) { try scratch.remove(file) }
        try process.load(.operator(workload))
        _ = try process.measure(runs: 2, warmup: 1)
        // One file a run, numbered; what else is written holds no run.
        let last = scratch.files(beginning: "\(Self.countsName).")
            .max { Self.number(of: $0) < Self.number(of: $1) }
        guard let last, let text = try? String(contentsOfFile: scratch.path(last), encoding: .utf8)
        else {
            throw CounterError(
                source: .simulated,
                reason: "callgrind counted nothing: only the built-in runner tells what to count")
        }
        return try CallgrindTotals(text)
    }

    private static func number(of file: String) -> Int {
        Int(file.dropFirst(countsName.count + 1)) ?? 0
    }
}
