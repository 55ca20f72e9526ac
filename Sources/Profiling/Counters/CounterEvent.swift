import CSystemShims

/// An event that the kernel can count.
package struct CounterEvent: Sendable, Hashable {
    /// The name that the perf tool gives it.
    package let name: String
    /// The kernel's type and configuration of the event.
    let type: UInt32
    let configuration: UInt64
    /// Whether only what happens in user space counts. Events of the scheduler happen in the kernel.
    let userOnly: Bool

    private init(_ name: String, type: UInt32, _ configuration: UInt64, userOnly: Bool = true) {
        self.name = name
        self.type = type
        self.configuration = configuration
        self.userOnly = userOnly
    }

    private static func hardware(_ name: String, _ configuration: UInt64) -> CounterEvent {
        CounterEvent(name, type: shim_perf_type_hardware, configuration)
    }

    /// - Parameters:
    ///   - cache: 0 for L1 data, 2 for the last level.
    ///   - write: Reads otherwise.
    ///   - miss: Accesses otherwise.
    private static func cache(
        _ name: String, _ cache: UInt64, write: Bool = false, miss: Bool
    ) -> CounterEvent {
        CounterEvent(
            name, type: shim_perf_type_cache, cache | (write ? 1 : 0) << 8 | (miss ? 1 : 0) << 16)
    }

    /// The ten events of MAPLE (section 3.2), in groups that are counted at the same time: small
    /// enough for four programmable counters, so that ratios within a group are exact.
    package static let hardwareGroups: [[CounterEvent]] = [
        [
            hardware("cycles", 0), hardware("instructions", 1),
            hardware("cache-references", 2), hardware("cache-misses", 3),
        ],
        [
            cache("L1-dcache-loads", 0, miss: false), cache("L1-dcache-load-misses", 0, miss: true),
        ],
        [
            cache("LLC-load-misses", 2, miss: true), cache("LLC-loads", 2, miss: false),
            cache("LLC-store-misses", 2, write: true, miss: true),
            cache("LLC-stores", 2, write: true, miss: false),
        ],
    ]

    /// What every Linux kernel counts. `task-clock` is in nanoseconds.
    package static let software: [CounterEvent] = [
        CounterEvent("task-clock", type: shim_perf_type_software, 1),
        CounterEvent("page-faults", type: shim_perf_type_software, 2),
        CounterEvent("context-switches", type: shim_perf_type_software, 3, userOnly: false),
        CounterEvent("cpu-migrations", type: shim_perf_type_software, 4, userOnly: false),
    ]

    /// The names of MAPLE's ten counters in its order.
    package static let hardwareNames = hardwareGroups.flatMap { $0 }.map(\.name)
    /// The names of the software events.
    package static let softwareNames = software.map(\.name)
    /// The name of the time stamp counter's ticks among counters.
    package static let timestampName = "tsc-ticks"
}
