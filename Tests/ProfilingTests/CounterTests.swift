import CSystemShims
import Foundation
import MeasuringSupport
import TestSupport
import Testing

@testable import Measuring
@testable import Profiling

/// Counters: the code against scripted readings, and against the events that every kernel has.
struct CounterTests {
    /// A kernel that opens what its script permits and reads from a script.
    private final class ScriptedPerf: PerfAccess {
        var failures: [String: Int32] = [:]
        /// Handles are positions in here.
        private(set) var opened: [(name: String, task: Int32, leader: Int32?)] = []
        private(set) var closed: [Int32] = []
        private(set) var started: [Int32] = []
        /// By handle, from the first snapshot to the last.
        var readings: [Int32: [PerfReading]] = [:]
        /// Groups may have so many members.
        var largestGroup = 100
        private var position: [Int32: Int] = [:]

        func open(
            _ event: CounterEvent, task: Int32, leader: Int32?
        ) throws(PerfOpenFailure) -> Int32 {
            if let failure = failures["\(event.name) \(task)"] ?? failures[event.name] {
                throw PerfOpenFailure(errorNumber: failure)
            }
            if leader != nil, opened.count(where: { $0.leader == leader }) + 1 >= largestGroup {
                throw PerfOpenFailure(errorNumber: EINVAL)
            }
            opened.append((event.name, task, leader))
            return Int32(opened.count - 1)
        }

        func start(_ handle: Int32) { started.append(handle) }

        func read(_ handle: Int32) -> PerfReading? {
            defer { position[handle, default: 0] += 1 }
            return readings[handle]?[position[handle, default: 0]]
        }

        func close(_ handle: Int32) { closed.append(handle) }
    }

    private static let software = CounterEvent.software

    private func group(_ perf: ScriptedPerf, _ groups: [[CounterEvent]], tasks: [Int32] = [7])
        -> PerfEventGroup
    {
        PerfEventGroup(groups: groups, processID: 7, tasks: tasks, access: perf)
    }

    private func reading(_ value: UInt64, _ enabled: UInt64, _ running: UInt64) -> PerfReading {
        PerfReading(value: value, enabled: enabled, running: running)
    }

    @Test func scalesByTheTimeThatAnEventWasCounted() {
        let perf = ScriptedPerf()
        let group = group(perf, [[Self.software[0]], [Self.software[1]]])
        perf.readings = [
            // Counted for a quarter of the time.
            0: [reading(1000, 100, 100), reading(1500, 500, 200)],
            // Counted all the time.
            1: [reading(10, 100, 100), reading(42, 500, 500)],
        ]
        let start = group.snapshot()
        let counts = group.snapshot().counts(since: start)
        #expect(counts == ["task-clock": 2000, "page-faults": 32])
    }

    @Test func neverCountedIsAbsentAndNeverWantedIsZero() {
        let perf = ScriptedPerf()
        let group = group(perf, [[Self.software[0]], [Self.software[1]]])
        perf.readings = [
            0: [reading(5, 100, 50), reading(5, 300, 50)],
            1: [reading(5, 100, 100), reading(5, 100, 100)],
        ]
        let start = group.snapshot()
        #expect(group.snapshot().counts(since: start) == ["page-faults": 0])
    }

    @Test func readingsThatRunBackwardsAreAbsent() {
        let perf = ScriptedPerf()
        let group = group(perf, [[Self.software[0]]])
        perf.readings = [0: [reading(5, 100, 100), reading(4, 200, 200)]]
        let start = group.snapshot()
        #expect(group.snapshot().counts(since: start) == [:])
    }

    @Test func threadsAddUp() {
        let perf = ScriptedPerf()
        let group = group(perf, [[Self.software[0]]], tasks: [7, 8])
        #expect(perf.opened.map(\.task) == [7, 8])
        perf.readings = [
            0: [reading(0, 0, 0), reading(100, 10, 10)],
            1: [reading(0, 0, 0), reading(50, 20, 10)],
        ]
        let start = group.snapshot()
        #expect(group.snapshot().counts(since: start) == ["task-clock": 200])
    }

    @Test func namesWhatIsMissing() {
        let perf = ScriptedPerf()
        perf.failures = [
            "cycles": ENOENT, "LLC-loads": EACCES, "L1-dcache-loads": EPERM, "LLC-stores": ENOSYS,
        ]
        let group = group(perf, CounterEvent.hardwareGroups)
        #expect(
            Set(group.unavailable.keys) == ["cycles", "LLC-loads", "L1-dcache-loads", "LLC-stores"])
        #expect(group.unavailable["cycles"]?.contains("does not offer it") == true)
        #expect(group.unavailable["LLC-loads"]?.contains("perf_event_paranoid") == true)
        #expect(group.unavailable["LLC-stores"]?.contains("kernel") == true)
        #expect(
            group.available == [
                "instructions", "cache-references", "cache-misses", "L1-dcache-load-misses",
                "LLC-load-misses", "LLC-store-misses",
            ])
    }

    @Test func groupsShareALeader() {
        let perf = ScriptedPerf()
        let group = group(perf, CounterEvent.hardwareGroups)
        #expect(group.available == CounterEvent.hardwareNames)
        #expect(perf.opened.map(\.leader) == [nil, 0, 0, 0, nil, 4, nil, 6, 6, 6])
        #expect(perf.started == Array(0..<10))
    }

    @Test func whatDoesNotFitItsGroupIsCountedAlone() {
        let perf = ScriptedPerf()
        perf.largestGroup = 3
        let group = group(perf, [CounterEvent.hardwareGroups[0]])
        #expect(group.unavailable == [:])
        #expect(perf.opened.map(\.leader) == [nil, 0, 0, nil])
    }

    @Test func whatOneThreadLacksIsNotCountedAtAll() {
        let perf = ScriptedPerf()
        perf.failures = ["page-faults 8": EACCES]
        let group = group(perf, [[Self.software[0]], [Self.software[1]]], tasks: [7, 8])
        #expect(group.available == ["task-clock"])
        #expect(perf.closed.count == 1)
    }

    @Test func aThreadThatEndedIsNoError() {
        let perf = ScriptedPerf()
        perf.failures = ["task-clock 8": ESRCH]
        let group = group(perf, [[Self.software[0]]], tasks: [7, 8])
        #expect(group.available == ["task-clock"])
        #expect(group.unavailable == [:])
    }

    @Test func theTenEventsOfThePaper() {
        #expect(
            CounterEvent.hardwareNames == [
                "cycles", "instructions", "cache-references", "cache-misses", "L1-dcache-loads",
                "L1-dcache-load-misses", "LLC-load-misses", "LLC-loads", "LLC-store-misses",
                "LLC-stores",
            ])
        // The kernel's header: id | operation << 8 | result << 16.
        #expect(
            CounterEvent.hardwareGroups.flatMap { $0 }.map(\.configuration) == [
                0, 1, 2, 3, 0, 0x10000, 0x10002, 2, 0x10102, 0x102,
            ])
        #expect(CounterEvent.hardwareGroups.map(\.count).max() == 4)
    }

    private static let canCount =
        PerfEventGroup(groups: [[CounterEvent.software[0]]], processID: getpid()).unavailable
        .isEmpty

    @Test(.enabled(if: canCount, "this kernel or container permits no perf events"))
    func countsThisProcess() {
        let group = PerfEventGroup(
            groups: CounterEvent.software.map { [$0] }, processID: getpid())
        let start = group.snapshot()
        let pages = 64
        let bytes = pages * 4096
        guard
            let memory = mmap(
                nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            memory != MAP_FAILED
        else {
            Issue.record("no memory")
            return
        }
        madvise(memory, bytes, MADV_NOHUGEPAGE)
        for page in 0..<pages { memory.storeBytes(of: 1, toByteOffset: page * 4096, as: Int8.self) }
        munmap(memory, bytes)
        let counts = group.snapshot().counts(since: start)
        #expect(counts["page-faults", default: 0] >= Double(pages))
        #expect(counts["task-clock", default: 0] > 0)
    }

    @Test(.enabled(if: canCount, "this kernel or container permits no perf events"))
    func countsAChildAndWhatItStarts() throws {
        // The child's own children do the work: inherited counters see it.
        let runner = try ScriptedRunner(
            measure: "for i in 1 2 3 4 5; do /bin/sh -c : ; done; "
                + #"echo '{"reply":"measure","milliseconds":[1,2,3]}'"#)
        try runner.process.load(ScriptedRunner.network)
        let process = try #require(runner.process.processID)
        let group = PerfEventGroup(groups: CounterEvent.software.map { [$0] }, processID: process)
        let start = group.snapshot()
        _ = try runner.process.measure(runs: 3)
        let counts = group.snapshot().counts(since: start)
        // Starting a program takes some dozens of page faults.
        #expect(counts["page-faults", default: 0] > 200)
        #expect(counts["task-clock", default: 0] > 0)
    }

    @Test func aProcessThatIsGoneIsNamed() {
        let group = PerfEventGroup(groups: [[CounterEvent.software[0]]], processID: 0x3FFF_FFF0)
        #expect(group.available == [])
        #expect(group.unavailable["task-clock"] != nil)
    }
}
