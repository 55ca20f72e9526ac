/// Where the counters of a descriptor come from.
package enum CounterSource: String, Sendable, Hashable, Codable, CaseIterable {
    /// The processor's performance counters.
    case perf
    /// A simulator of the processor's caches.
    case simulated
    /// What the kernel counts, and the time stamp counter.
    case software
    /// Operator latencies only.
    case none
}

/// Which counters are asked for.
package enum CounterRequest: String, Sendable, Hashable, Codable, CaseIterable {
    /// The best that there is: `perf`, else `simulated`, else `software`, else `none`.
    case auto, perf, simulated, software, none
}
