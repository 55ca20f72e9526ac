import Architectures
import Foundation
import MeasuringSupport
import TestSupport
import Testing

@testable import Measuring
@testable import Profiling

/// Counts from callgrind.
struct SimulationTests {
    private static let output = """
        # callgrind format
        version: 1
        creator: callgrind-3.19.0
        events: Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw
        fn=(0) below main
        0 1 2 3
        totals: 2000 600 300 10 40 20 4 8 2

        """

    @Test func readsTotals() throws {
        let totals = try CallgrindTotals(Self.output)
        #expect(
            totals.counters == [
                "instructions": 2000, "L1-dcache-loads": 600, "L1-dcache-load-misses": 40,
                "cache-references": 70, "cache-misses": 14, "LLC-loads": 50, "LLC-load-misses": 12,
                "LLC-stores": 20, "LLC-store-misses": 2,
            ])
    }

    @Test func zerosAtTheEndAreNotWritten() throws {
        let totals = try CallgrindTotals("events: Ir Dr D1mr D1mw DLmw\ntotals: 10 4 2\n")
        #expect(totals.counts == ["Ir": 10, "Dr": 4, "D1mr": 2, "D1mw": 0, "DLmw": 0])
    }

    @Test(arguments: [
        "", "events: Ir Dr\n", "events: Ir Dr\ntotals: 5 6 7\n", "events: Ir\ntotals: x\n",
        "events: Ir Dr\ntotals: 0 0\n",
    ])
    func refusesOtherOutput(text: String) {
        #expect(throws: CounterError.self) { try CallgrindTotals(text) }
    }

    @Test func cachesOfAMachine() throws {
        let data = CacheGeometry(level: 1, kind: "Data", bytes: 49152, ways: 12, lineBytes: 64)
        let instructions = CacheGeometry(
            level: 1, kind: "Instruction", bytes: 32768, ways: 8, lineBytes: 64)
        let second = CacheGeometry(
            level: 2, kind: "Unified", bytes: 1_048_576, ways: 16, lineBytes: 64)
        // 30 MiB in 20 ways have 24,576 sets: 16,384 is the next lower power of two.
        let third = CacheGeometry(
            level: 3, kind: "Unified", bytes: 31_457_280, ways: 20, lineBytes: 64)
        let caches = try #require(CallgrindCaches([data, instructions, second, third]))
        #expect(
            caches.arguments == ["--I1=32768,8,64", "--D1=49152,12,64", "--LL=20971520,20,64"])
        #expect(CallgrindCaches([data, second]) == nil)
        #expect(CallgrindCaches([data, instructions]) == nil)
    }

    /// The runner that this package builds for its tests, beside the test program or its bundle.
    private static let double: String? = {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let bundle = Bundle(for: Marker.self).bundleURL.deletingLastPathComponent()
        return [program.deletingLastPathComponent(), bundle]
            .map { $0.appendingPathComponent("RunnerDouble").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    private final class Marker {}

    private static let canSimulate =
        double != nil && RunnerCommand.find("valgrind") != nil && RunnerCommand.find("strip") != nil

    @Test(.enabled(if: double != nil, "the runner for tests was not built"))
    func theServerAnswersTheClient() throws {
        let runner = RunnerProcess(RunnerCommand([try #require(Self.double)]))
        #expect(try runner.describe().facts == ["answer": "42"])
        let measurement = try runner.measure(
            .operator(OperatorWorkload(name: "any", channels: 16, size: 32)),
            by: TimingProtocol(runs: .fixed(7)))
        #expect(measurement.samples.count == 7)
        let error = #expect(throws: RunnerError.self) {
            try runner.load(.network(NetworkWorkload(architecture: "a", dataset: "d")))
        }
        #expect(error?.reason == .reported("a: the double runs operators only"))
        #expect(runner.starts == 1)
    }

    @Test(.enabled(if: double != nil, "the runner for tests was not built"))
    func theBuiltInEngine() throws {
        let runner = RunnerProcess(RunnerCommand([try #require(Self.double), "direct-sse"]))
        let description = try runner.describe()
        #expect(description.runtime == "nas-search test direct-sse")
        let cell = "|nor_conv_1x1~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|"
        let network = NetworkWorkload(architecture: cell, dataset: "cifar10")
        #expect(try runner.measure(.network(network), by: .init(runs: .fixed(3))).milliseconds > 0)
        for name in ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"] {
            try runner.load(.operator(OperatorWorkload(name: name, channels: 16, size: 8)))
            #expect(try runner.measure(runs: 2).count == 2)
        }
        for wrong in [
            NetworkWorkload(architecture: "|none~0|", dataset: "cifar10"),
            NetworkWorkload(architecture: cell, dataset: "cifar11"),
            NetworkWorkload(architecture: cell, dataset: "cifar10", batch: 0),
        ] {
            let error = #expect(throws: RunnerError.self) { try runner.load(.network(wrong)) }
            guard case .reported = error?.reason else {
                Issue.record("\(wrong) should be refused in good order")
                continue
            }
        }
        #expect(runner.starts == 1)
    }

    @Test(
        "Running a network allocates nothing, in any thread",
        .enabled(if: double != nil, "the runner for tests was not built"),
        arguments: [("direct-sse", 1), ("direct-sse", 2), ("openblas", 1)])
    func runningAllocatesNothing(kernels: String, threads: Int) throws {
        let cell =
            "|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|avg_pool_3x3~0|skip_connect~1|nor_conv_3x3~2|"
        let program = Process()
        program.executableURL = URL(fileURLWithPath: try #require(Self.double))
        program.arguments = ["allocations", kernels, "\(threads)", cell]
        let output = Pipe()
        program.standardOutput = output
        try program.run()
        let text = String(
            decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        program.waitUntilExit()
        let counts = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        try #require(counts.count == 2, "'\(text)'")
        #expect(counts[0] > 100, "preparing a network allocates, or nothing is counted")
        #expect(counts[1] == 0)
    }

    @Test(.enabled(if: canSimulate, "valgrind, strip or the runner for tests is not here"))
    func simulatesTheSameTwice() throws {
        let caches = try #require(
            CallgrindCaches([
                CacheGeometry(level: 1, kind: "Data", bytes: 32768, ways: 8, lineBytes: 64),
                CacheGeometry(level: 1, kind: "Instruction", bytes: 32768, ways: 8, lineBytes: 64),
                CacheGeometry(level: 3, kind: "Unified", bytes: 1 << 21, ways: 16, lineBytes: 64),
            ]))
        // 65,536 numbers of 4 bytes: more than the first level holds, less than the last one does.
        let kinds = [64, 4].map { OperatorWorkload(name: "any", channels: 16, size: $0) }
        func simulate() throws -> [CallgrindTotals] {
            let simulator = try CallgrindSimulator(
                command: RunnerCommand([try #require(Self.double)]), caches: caches)
            return try kinds.map { try simulator.totals(of: $0) }
        }
        let totals = try simulate()
        #expect(totals == (try simulate()))
        #expect(totals[1].counters["L1-dcache-load-misses", default: .nan] < 64)
        let counts = totals[0].counters
        #expect(counts["instructions", default: 0] >= 65536)
        #expect(counts["L1-dcache-loads", default: 0] >= 65536)
        // Every line of 64 bytes misses the first level once a run and, since the run before, the
        // last one never; the few more are the runner's own.
        let misses = counts["L1-dcache-load-misses", default: 0]
        #expect(misses >= 4096 && misses < 4096 * 1.1, "\(misses)")
        #expect(counts["LLC-load-misses", default: .nan] < 100)
    }

    /// This machine, with caches that callgrind can have.
    private static var machine: MachineFacts {
        var facts = MachineFacts.current()
        facts.caches = [
            CacheGeometry(level: 1, kind: "Data", bytes: 32768, ways: 8, lineBytes: 64),
            CacheGeometry(level: 1, kind: "Instruction", bytes: 32768, ways: 8, lineBytes: 64),
            CacheGeometry(level: 2, kind: "Unified", bytes: 1 << 20, ways: 16, lineBytes: 64),
        ]
        return facts
    }

    private func reason(_ availability: SimulatorAvailability) -> String? {
        if case .unavailable(let reason) = availability { reason } else { nil }
    }

    @Test(.enabled(if: canSimulate, "valgrind, strip or the runner for tests is not here"))
    func aSimulatedDescriptor() throws {
        let command = RunnerCommand([try #require(Self.double)])
        let runner = RunnerProcess(command)
        let space = try TinySpace.make()
        let descriptor = try DescriptorProfiler(
            space: space, dataset: try #require(space.dataset(named: "toy")), counters: .simulated,
            simulator: CallgrindSimulator.availability(
                for: command, try runner.describe(), machine: Self.machine)
        ).profile(runner, machine: Self.machine)
        #expect(descriptor.counterSource == .simulated)
        #expect(descriptor.counterReason.contains("1024 KiB of last-level cache"))
        let names = Set(CounterEvent.hardwareNames).subtracting(["cycles"])
        for kind in descriptor.operators {
            #expect(names.isSubset(of: kind.counters.keys), "\(kind.problem ?? "")")
        }
    }

    @Test(.enabled(if: canSimulate, "valgrind, strip or the runner for tests is not here"))
    func saysWhyItCannot() throws {
        let command = RunnerCommand([try #require(Self.double)])
        var description = RunnerDescription(
            name: "n", runtime: "r", hardware: "h", kind: "cpu", threads: 2, precision: "fp32",
            accepts: [.architecture])
        func availability(of command: RunnerCommand, on machine: MachineFacts) -> String? {
            reason(CallgrindSimulator.availability(for: command, description, machine: machine))
        }
        #expect(availability(of: command, on: Self.machine)?.contains("one thread") == true)
        description.threads = 1
        let nowhere = MachineFacts(root: "/nowhere")
        #expect(availability(of: command, on: nowhere)?.contains("geometry") == true)
        let missing = RunnerCommand(["/no/such/runner"])
        #expect(availability(of: missing, on: Self.machine)?.contains("no such file") == true)
        // A runner that answers, but does not run within the counted region.
        let script = try ScriptedRunner(
            measure: #"echo '{"reply":"measure","milliseconds":[1,2]}'"#)
        let other = availability(of: script.process.command, on: Self.machine)
        #expect(other?.contains("callgrind counted nothing") == true, "\(other ?? "")")
    }
}
