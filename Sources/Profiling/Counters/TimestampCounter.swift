import CSystemShims

/// The processor's time stamp counter: it runs at a constant rate, whatever the clock frequency.
package enum TimestampCounter {
    /// Ticks a millisecond, by comparison with the monotonic clock over some milliseconds; nil where
    /// the processor has no such counter.
    package static func ticksPerMillisecond() -> Double? {
        guard shim_has_timestamp_counter() else { return nil }
        let startTime = shim_monotonic_nanoseconds()
        let startTicks = shim_timestamp_counter()
        var time = startTime
        while time - startTime < 20_000_000 { time = shim_monotonic_nanoseconds() }
        let ticks = shim_timestamp_counter() - startTicks
        return Double(ticks) / (Double(time - startTime) / 1e6)
    }
}
