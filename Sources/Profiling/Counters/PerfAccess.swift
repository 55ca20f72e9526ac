import CSystemShims
import Foundation

/// What the kernel says of an event: its count, and for how much of the time that it was wanted it
/// really was on the processor's counters.
package struct PerfReading: Sendable, Hashable {
    /// The count so far.
    package var value: UInt64
    /// Nanoseconds for which the event was wanted while its task ran.
    package var enabled: UInt64
    /// Nanoseconds of these in which it was counted.
    package var running: UInt64

    /// Pairs them.
    package init(value: UInt64, enabled: UInt64, running: UInt64) {
        self.value = value
        self.enabled = enabled
        self.running = running
    }
}

/// Why an event can't be opened: the error number of the system call.
struct PerfOpenFailure: Error, Hashable {
    let errorNumber: Int32
}

/// The kernel's counters, or a script in their place.
protocol PerfAccess {
    /// Opens a stopped event of a task.
    /// - Parameter leader: The handle of the group's first event.
    func open(_ event: CounterEvent, task: Int32, leader: Int32?) throws(PerfOpenFailure) -> Int32
    func start(_ handle: Int32)
    func read(_ handle: Int32) -> PerfReading?
    func close(_ handle: Int32)
}

/// `perf_event_open`.
struct LinuxPerf: PerfAccess {
    func open(
        _ event: CounterEvent, task: Int32, leader: Int32?
    ) throws(PerfOpenFailure) -> Int32 {
        let handle = shim_perf_open(
            event.type, event.configuration, task, leader ?? -1, event.userOnly)
        guard handle >= 0 else { throw PerfOpenFailure(errorNumber: errno) }
        return handle
    }

    func start(_ handle: Int32) { _ = shim_perf_start(handle) }

    func read(_ handle: Int32) -> PerfReading? {
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        let size = MemoryLayout.size(ofValue: words)
        guard Foundation.read(handle, &words, size) == size else { return nil }
        return PerfReading(value: words.0, enabled: words.1, running: words.2)
    }

    func close(_ handle: Int32) { Foundation.close(handle) }
}
