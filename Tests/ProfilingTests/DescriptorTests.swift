import Architectures
import Foundation
import MeasuringSupport
import TestSupport
import Testing

@testable import Measuring
@testable import Profiling

/// Descriptors: their layout, their distances, and how they are measured.
struct DescriptorTests {
    private static let runner = RunnerDescription(
        name: "n", runtime: "r", hardware: "h", kind: "cpu", threads: 2, precision: "fp32",
        accepts: [.onnx], facts: ["a": "b"])

    private func measurement(_ milliseconds: Float) -> Measuring.Measurement {
        Measuring.Measurement(
            samples: [milliseconds], warmupRuns: 0, firstRunMilliseconds: nil, startedAt: 1,
            warnings: [.outliers], statistic: .fastestTenth)
    }

    private func descriptor() throws -> DeviceDescriptor {
        let first = OperatorWorkload(name: "conv", channels: 4, size: 8)
        let second = OperatorWorkload(name: "skip", channels: 4, size: 8)
        return DeviceDescriptor(
            dataset: "toy", batch: 1, runner: Self.runner, machine: MachineFacts(root: "/nowhere"),
            counterSource: .perf, counterReason: "asked for by name",
            unavailableCounters: ["cache-misses": "no"], startedAt: 3,
            operators: [
                OperatorProfile(
                    first, latency: measurement(0.5), counters: ["cycles": 100, "instructions": 0]),
                OperatorProfile(second, latency: nil, counters: [:], problem: "it died"),
            ])
    }

    @Test func roundTrip() throws {
        let descriptor = try descriptor()
        let data = try JSONEncoder().encode(descriptor)
        #expect(try JSONDecoder().decode(DeviceDescriptor.self, from: data) == descriptor)
    }

    @Test func layout() throws {
        let descriptor = try descriptor()
        #expect(descriptor.operatorLatencies == [0.5, nil])
        #expect(
            descriptor.counters(named: ["instructions", "cache-misses", "cycles"])
                == [0, nil, nil, nil, 100, nil])
        #expect(descriptor.counters().count == 20)
        #expect(
            descriptor.entries == [
                "latency conv@4x8": 0.5, "perf cycles conv@4x8": 100,
                "perf instructions conv@4x8": 0,
            ])
    }

    @Test func theFifteenOperators() throws {
        let space = try SearchSpace.nasBench201()
        let dataset = try #require(space.dataset(named: "imagenet16-120"))
        let all = OperatorWorkload.all(of: space, for: dataset)
        #expect(all.count == 15)
        #expect(all.map(\.channels) == [16, 32, 64].flatMap { Array(repeating: $0, count: 5) })
        #expect(all.map(\.size) == [16, 8, 4].flatMap { Array(repeating: $0, count: 5) })
        #expect(
            all.prefix(5).map(\.name)
                == ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"])
    }

    @Test func measurementsThatCannotBeAreRefused() throws {
        let text =
            #"{"samples":[1,0],"warmupRuns":0,"startedAt":0,"warnings":[]}"#
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Measuring.Measurement.self, from: Data(text.utf8))
        }
    }

    @Test func distances() {
        let map = DescriptorDistance([
            (name: "a", entries: ["x": 0, "y": 10, "only a": 5]),
            (name: "b", entries: ["x": 3, "y": 14, "nan": .nan]),
            (name: "c", entries: ["x": 6]),
            (name: "d", entries: ["z": 1]),
        ])
        #expect(map.names == ["a", "b", "c", "d"])
        #expect(map.shared == [3, 2, 1, 0, 2, 2, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1])
        // √((9 + 16) / 2), 6, nothing in common.
        #expect(isClose(map.raw[1] ?? 0, 12.5.squareRoot(), relative: 1e-12))
        #expect(map.raw[2] == 6)
        #expect(map.raw[3] == nil)
        #expect(map.raw[0] == 0)
        // x: mean 3, variance 6; y: mean 12, variance 4. a–b: √((9/6 + 4) / 2).
        #expect(isClose(map.standardised[1] ?? 0, 2.75.squareRoot(), relative: 1e-12))
        #expect(isClose(map.standardised[2] ?? 0, 6.0.squareRoot(), relative: 1e-12))
        #expect(map.standardised[15] == nil, "one device alone has no deviation")
    }

    @Test func whatCannotBeComparedIsBlank() {
        let map = DescriptorDistance(
            [
                (name: "a", entries: ["x": 0]), (name: "b", entries: ["x": 3]),
                (name: "c", entries: ["x": 6]),
            ],
            obstacle: { $0 + $1 == 1 ? "counters of one alone: cycles" : nil })
        #expect(map.raw == [0, nil, 6, nil, 0, 3, 6, 3, 0])
        #expect(map.standardised[1] == nil && map.standardised[2] != nil)
        #expect(map.obstacles[3] == "counters of one alone: cycles" && map.obstacles[2] == nil)
    }

    // MARK: Measuring

    private static let answer =
        #"n=$(echo "$line" | sed 's/.*"runs":\([0-9]*\).*/\1/'); "#
        + #"t=$(yes 0.25 | head -n "$n" | paste -sd,); "#
        + #"echo "{\"reply\":\"measure\",\"milliseconds\":[$t]}""#

    private func toyProfiler(
        _ request: CounterRequest,
        simulator: SimulatorAvailability = .unavailable("no simulator was given")
    ) throws -> DescriptorProfiler {
        let space = try TinySpace.make()
        return DescriptorProfiler(
            space: space, dataset: try #require(space.dataset(named: "toy")), counters: request,
            simulator: simulator)
    }

    @Test func latenciesAlone() throws {
        let runner = try ScriptedRunner(measure: Self.answer)
        var seen: [String] = []
        let descriptor = try toyProfiler(.none).profile(runner.process) { index, count, kind in
            seen.append("\(index)/\(count) \(kind.name) \(kind.channels)x\(kind.size)")
        }
        #expect(
            seen == [
                "0/6 none 4x8", "1/6 skip 4x8", "2/6 conv 4x8", "3/6 none 8x4", "4/6 skip 8x4",
                "5/6 conv 8x4",
            ])
        #expect(descriptor.operatorLatencies == [0.25, 0.25, 0.25, 0.25, 0.25, 0.25])
        #expect(descriptor.operators.allSatisfy { $0.latency?.samples.count == 25 })
        #expect(descriptor.counterSource == .none)
        #expect(descriptor.operators.allSatisfy { $0.counters.isEmpty })
        #expect(descriptor.runner.name == "script")
    }

    @Test func anOperatorThatFailsIsAbsent() throws {
        // The third request to load an operator is fatal.
        let runner = try ScriptedRunner(
            measure: """
                case "$(wc -l < $FOLDER/loads)" in 3) exit 5 ;; *) \(Self.answer) ;; esac
                """)
        let text = try String(
            contentsOfFile: try #require(runner.process.command.arguments.last), encoding: .utf8)
        let counting = text.replacingOccurrences(
            of: #"*'"load-operator"'*) "#, with: #"*'"load-operator"'*) echo >> $FOLDER/loads; "#)
        try Data(counting.utf8).write(
            to: URL(fileURLWithPath: try #require(runner.process.command.arguments.last)))
        let descriptor = try toyProfiler(.none).profile(runner.process)
        #expect(descriptor.operatorLatencies == [0.25, 0.25, nil, 0.25, 0.25, 0.25])
        #expect(descriptor.operators[2].problem?.contains("status 5") == true)
        #expect(runner.process.starts == 2)
    }

    @Test func aRunnerThatDoesNotStartIsAnError() throws {
        let runner = RunnerProcess(RunnerCommand(["/no/such/runner"]))
        #expect(throws: RunnerError.self) { try toyProfiler(.auto).profile(runner) }
    }

    @Test func countersThatAreMissingAreAnErrorWhenAskedFor() throws {
        let runner = try ScriptedRunner(measure: Self.answer)
        let error = #expect(throws: CounterError.self) {
            try toyProfiler(.simulated).profile(runner.process)
        }
        #expect(error?.description == "no simulated counters (no simulator was given)")
    }

    private static let hasHardwareCounters = PerfEventGroup(
        groups: CounterEvent.hardwareGroups, processID: getpid()
    ).available.contains("cycles")
    private static let hasSoftwareCounters = PerfEventGroup(
        groups: [[CounterEvent.software[0]]], processID: getpid()
    ).unavailable.isEmpty

    @Test(.enabled(if: hasSoftwareCounters, "this kernel or container permits no perf events"))
    func softwareCounters() throws {
        let runner = try ScriptedRunner(measure: Self.answer)
        let descriptor = try toyProfiler(.software).profile(runner.process)
        #expect(descriptor.counterSource == .software)
        for kind in descriptor.operators {
            #expect(kind.counters["task-clock"] != nil)
            #expect(kind.counters["page-faults"] != nil)
        }
        if let rate = TimestampCounter.ticksPerMillisecond() {
            let ticks = try #require(descriptor.operators[0].counters["tsc-ticks"])
            #expect(isClose(ticks, 0.25 * rate, relative: 0.1))
        }
    }

    @Test(
        .enabled(
            if: hasSoftwareCounters && !hasHardwareCounters,
            "this machine has hardware counters, or none at all"))
    func autoSaysWhyNotTheBetterOnes() throws {
        let runner = try ScriptedRunner(measure: Self.answer)
        let descriptor = try toyProfiler(.auto).profile(runner.process)
        #expect(descriptor.counterSource == .software)
        #expect(descriptor.counterReason.contains("no perf counters"))
        #expect(
            descriptor.counterReason.contains("no simulated counters (no simulator was given)"))
    }

    @Test(.enabled(if: hasHardwareCounters, "this machine has no hardware counters"))
    func hardwareCounters() throws {
        let runner = try ScriptedRunner(measure: Self.answer)
        let descriptor = try toyProfiler(.perf).profile(runner.process)
        #expect(descriptor.counterSource == .perf)
        #expect(descriptor.operators.allSatisfy { $0.counters["instructions", default: 0] >= 0 })
    }
}
