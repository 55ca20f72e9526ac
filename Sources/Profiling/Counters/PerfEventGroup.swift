import Foundation
import Measuring

/// Events of one process, all its threads and all that it will start, counted from the moment of
/// creation. What is wanted is the difference of two snapshots.
package final class PerfEventGroup {
    /// A reading of every open event of every thread.
    package struct Snapshot: Sendable, Hashable {
        /// By event name, one reading a thread.
        let readings: [String: [PerfReading]]
    }

    private struct OpenEvent {
        let name: String
        let handle: Int32
    }

    private let access: any PerfAccess
    private var open: [OpenEvent] = []
    /// Events that can't be counted here, by name, with the reason and the remedy.
    package private(set) var unavailable: [String: String] = [:]
    /// The process.
    package let processID: Int32

    /// Opens and starts whatever the machine has.
    /// - Parameters:
    ///   - groups: Events that are counted at the same time; one that can't join its group is
    ///     counted alone.
    ///   - processID: The process; its present threads are counted, and what they start later.
    package convenience init(groups: [[CounterEvent]], processID: Int32) {
        let folder = "/proc/\(processID)/task"
        let tasks = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .compactMap { Int32($0) }.sorted()
        self.init(
            groups: groups, processID: processID, tasks: tasks.isEmpty ? [processID] : tasks,
            access: LinuxPerf())
    }

    init(groups: [[CounterEvent]], processID: Int32, tasks: [Int32], access: any PerfAccess) {
        self.access = access
        self.processID = processID
        for group in groups {
            for task in tasks { openGroup(group, task: task) }
        }
        // An event that only some threads could open would count too little.
        open.removeAll { event in
            guard unavailable[event.name] != nil else { return false }
            access.close(event.handle)
            return true
        }
        open.forEach { access.start($0.handle) }
    }

    deinit { open.forEach { access.close($0.handle) } }

    private func openGroup(_ group: [CounterEvent], task: Int32) {
        var leader: Int32?
        for event in group where unavailable[event.name] == nil {
            do {
                let handle = try openEvent(event, task: task, leader: leader)
                if leader == nil { leader = handle }
                open.append(OpenEvent(name: event.name, handle: handle))
            } catch {
                // A thread that ended meanwhile has nothing more to count.
                if error.errorNumber == ESRCH && task != processID { return }
                unavailable[event.name] = Self.reason(error.errorNumber)
            }
        }
    }

    private func openEvent(
        _ event: CounterEvent, task: Int32, leader: Int32?
    ) throws(PerfOpenFailure) -> Int32 {
        guard let leader else { return try access.open(event, task: task, leader: nil) }
        do {
            return try access.open(event, task: task, leader: leader)
        } catch {
            // The group is larger than the processor's counters.
            guard error.errorNumber == EINVAL || error.errorNumber == ENOSPC else { throw error }
            return try access.open(event, task: task, leader: nil)
        }
    }

    /// The names of the events that are counted.
    package var available: [String] {
        var seen: Set<String> = []
        return open.map(\.name).filter { seen.insert($0).inserted }
    }

    /// Reads all counters.
    package func snapshot() -> Snapshot {
        var readings: [String: [PerfReading]] = [:]
        for event in open {
            let none = PerfReading(value: 0, enabled: 0, running: 0)
            readings[event.name, default: []].append(access.read(event.handle) ?? none)
        }
        return Snapshot(readings: readings)
    }

    private static func reason(_ errorNumber: Int32) -> String {
        switch errorNumber {
        case ENOENT, EOPNOTSUPP, ENODEV:
            return "this processor, or the virtual machine around it, does not offer it"
        case EACCES, EPERM:
            let level = SystemFiles(root: "/").line("proc/sys/kernel/perf_event_paranoid")
            return "not permitted (perf_event_paranoid is \(level ?? "unknown")): "
                + "`sysctl kernel.perf_event_paranoid=1` permits it; a container also needs "
                + "the system call perf_event_open allowed"
        case ENOSYS: return "this kernel was built without perf events"
        case ESRCH: return "the process ended"
        case EMFILE, ENFILE: return "too many open files: raise `ulimit -n`"
        default: return String(cString: strerror(errorNumber))
        }
    }
}

extension PerfEventGroup.Snapshot {
    /// What was counted since an earlier snapshot, by event name.
    ///
    /// Where events took turns on the counters, each is scaled by the time that it was wanted over
    /// the time that it was counted. An event that never got a turn while its thread ran is absent.
    package func counts(since earlier: Self) -> [String: Double] {
        var counts: [String: Double] = [:]
        for (name, readings) in readings {
            guard let before = earlier.readings[name], before.count == readings.count else {
                continue
            }
            let parts = zip(before, readings).map { Self.scaled(from: $0, to: $1) }
            if parts.contains(nil) { continue }
            counts[name] = parts.reduce(0) { $0 + ($1 ?? 0) }
        }
        return counts
    }

    private static func scaled(from before: PerfReading, to after: PerfReading) -> Double? {
        guard after.value >= before.value, after.enabled >= before.enabled,
            after.running >= before.running
        else { return nil }
        let enabled = after.enabled - before.enabled
        let running = after.running - before.running
        if running == 0 { return enabled == 0 ? 0 : nil }
        return Double(after.value - before.value) * Double(enabled) / Double(running)
    }
}
