/// What is to be known about a measurement, each with its cause and its remedy.
package enum MeasurementWarning: String, Sendable, Hashable, Codable, CaseIterable {
    /// A run takes few steps of the timer.
    case tooFastForTimer
    /// The first counted run stands out.
    case slowFirstRun
    /// Some runs stand out.
    case outliers
    /// Early and late runs differ.
    case drift
    /// The reference network took longer or shorter than when the device was first measured.
    case machineDrift
    /// The cores were slower than they can be, and did not recover in time: of versions that watched
    /// them.
    case slowCore
    /// Something else used the processor meanwhile.
    case otherLoad
    /// Nobody knows, or nobody holds, the clock frequency.
    case frequencyScalingUnknown
    /// The standard error did not come down to what was asked for.
    case notConverged
    /// The warm-up ended before its slope was gone.
    case warmUpNotSettled
    /// The runner holds one network at a time, so that no reference ran beside it.
    case unpaired
    /// The runs fall into two groups.
    case twoGroups
    /// The other machine's clock went down, or its firmware holds it down.
    case throttled
    /// The other machine grew hot.
    case heated

    /// What was seen and where it comes from.
    package var cause: String {
        switch self {
        case .tooFastForTimer: "a run takes fewer than 100 steps of the timer"
        case .slowFirstRun: "the first counted run is far slower than the others: caches were cold"
        case .outliers: "some runs are far from the median: the machine was interrupted"
        case .drift: "the last runs differ from the first ones: the clock or the load changed"
        case .machineDrift:
            "the reference network is faster or slower than when the device was first measured"
        case .slowCore:
            "the core was slower than it can be: a hot processor, or somebody on the same core"
        case .otherLoad: "other programs used the processor during the measurement"
        case .frequencyScalingUnknown:
            "the clock frequency is not held, or the machine does not tell"
        case .notConverged: "the spread is still too large after the most runs allowed"
        case .warmUpNotSettled: "latencies still changed when the warm-up ended"
        case .unpaired: "no reference ran in turns with the network: the runner holds one at a time"
        case .twoGroups:
            "the clock, the core or the load changed between the runs, and the latency is of neither "
                + "group"
        case .throttled: "the board's clock went down: it is hot, or gets too little power"
        case .heated: "the board grew hotter by 15 °C and more, and may not hold its clock"
        }
    }

    /// What the user can do.
    package var remedy: String {
        switch self {
        case .tooFastForTimer: "measure a larger batch"
        case .slowFirstRun: "allow a longer warm-up"
        case .outliers: "stop other programs; the latency does not count these runs"
        case .drift: "let the machine cool down, hold its clock frequency, measure again"
        case .machineDrift: "measure again when the machine is as it was"
        case .slowCore: "let the machine cool down and stop other programs, then measure again"
        case .otherLoad: "stop other programs and measure again"
        case .frequencyScalingUnknown:
            "set the governor to performance (cpupower frequency-set -g performance)"
        case .notConverged: "allow more runs or stop other programs"
        case .warmUpNotSettled: "allow a longer warm-up"
        case .unpaired: "let the runner offer the feature interleave, or measure on a quiet machine"
        case .twoGroups: "hold the clock frequency, keep to one kind of core, measure again"
        case .throttled:
            "cool it (heat sink, fan), give it the power supply that it asks for, measure again"
        case .heated: "cool it, or let it warm up before, so that it is the same all along"
        }
    }

    /// Samples farther than this many median absolute deviations from the median stand out: ten
    /// standard deviations of a normal distribution, as in hyperfine.
    private static let outlierDistance = 14.826
    /// The deviation counts as no less than this fraction of the median.
    private static let smallestDeviation = 1e-3

    /// What the samples alone show.
    /// - Parameter timerStep: Milliseconds.
    static func seen(
        in samples: [Double], _ statistics: LatencyStatistics, timerStep: Double
    ) -> [MeasurementWarning] {
        var warnings: [MeasurementWarning] = []
        if statistics.median < 100 * timerStep { warnings.append(.tooFastForTimer) }
        let deviation = max(
            statistics.medianAbsoluteDeviation, smallestDeviation * statistics.median)
        func standsOut(_ sample: Double) -> Bool {
            abs(sample - statistics.median) > outlierDistance * deviation
        }
        if samples[0] > statistics.median && standsOut(samples[0]) {
            warnings.append(.slowFirstRun)
        }
        if samples.dropFirst().contains(where: standsOut) { warnings.append(.outliers) }
        if drifts(samples) { warnings.append(.drift) }
        return warnings
    }

    /// Whether the interquartile means of the two halves differ by more than 2 % and by more than
    /// four of their standard errors.
    private static func drifts(_ samples: [Double]) -> Bool {
        guard samples.count >= 8 else { return false }
        let early = LatencyStatistics(Array(samples[..<(samples.count / 2)]))
        let late = LatencyStatistics(Array(samples[(samples.count / 2)...]))
        let (before, after) = (early.interquartileMean, late.interquartileMean)
        let error =
            (before.standardError * before.standardError + after.standardError * after.standardError)
            .squareRoot()
        return abs(after.value - before.value) > max(0.02 * before.value, 4 * error)
    }
}
