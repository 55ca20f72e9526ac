/// Follows how the machine's speed changes, by the latency of one reference network that is
/// measured again between batches.
package struct DriftMonitor: Sendable, Hashable, Codable {
    /// One measurement of the reference.
    package struct Point: Sendable, Hashable, Codable {
        /// Seconds since 1970.
        package let time: Double
        package let milliseconds: Double
    }

    /// The reference's latencies in order of time.
    package private(set) var points: [Point] = []
    /// Deviations from the first reference beyond this fraction are flagged.
    package let threshold: Double

    /// Starts without a measurement.
    package init(threshold: Double = 0.03) {
        self.threshold = threshold
    }

    /// Adds a measurement of the reference, later than those before.
    package mutating func add(milliseconds: Double, at time: Double) {
        precondition(milliseconds > 0, "a latency is positive")
        precondition(time >= points.last?.time ?? -.infinity, "in order of time")
        points.append(Point(time: time, milliseconds: milliseconds))
    }

    /// How slow the machine is at a moment, relative to the first measurement: linear between two
    /// measurements, constant outside; nil before any.
    package func factor(at time: Double) -> Double? {
        guard let first = points.first, let last = points.last else { return nil }
        if time >= last.time { return last.milliseconds / first.milliseconds }
        guard let next = points.firstIndex(where: { $0.time > time }), next > 0 else { return 1 }
        let (before, after) = (points[next - 1], points[next])
        let share = (time - before.time) / (after.time - before.time)
        let expected =
            before.milliseconds + share * (after.milliseconds - before.milliseconds)
        return expected / first.milliseconds
    }

    /// A latency taken at a moment as it would have been at the first measurement of the reference.
    package func normalised(_ milliseconds: Double, at time: Double) -> Double {
        milliseconds / (factor(at: time) ?? 1)
    }

    /// Whether the machine at that moment differs too much from its first state.
    package func isBeyondThreshold(at time: Double) -> Bool {
        abs((factor(at: time) ?? 1) - 1) > threshold
    }

    /// The largest deviation of any reference from the first one, as a fraction.
    package var largestDeviation: Double {
        guard let first = points.first else { return 0 }
        return points.map { abs($0.milliseconds / first.milliseconds - 1) }.max() ?? 0
    }
}
