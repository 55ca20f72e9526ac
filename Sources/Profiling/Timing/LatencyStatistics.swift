/// What is said of a sample of latencies, in milliseconds.
package struct LatencyStatistics: Sendable, Hashable {
    /// The mean of what is left when a quarter of the samples, rounded down, is dropped at either
    /// end: the headline latency, since it shrugs off interruptions and still averages.
    package let interquartileMean: Double
    /// Standard error of the interquartile mean: the winsorised standard deviation over half the
    /// root of the count (Tukey and McLaughlin 1963, for a quarter trimmed at either end). Zero for
    /// fewer than two samples says nothing about precision.
    package let standardError: Double
    /// The middle.
    package let median: Double
    /// The mean over all samples, as published tables have it.
    package let mean: Double
    /// Distance of the quartiles, linearly interpolated.
    package let interquartileRange: Double
    /// The smallest.
    package let minimum: Double
    /// The largest.
    package let maximum: Double
    /// The median distance from the median.
    package let medianAbsoluteDeviation: Double
    /// Number of samples.
    package let count: Int

    /// Computes them.
    package init(_ samples: [Double]) {
        precondition(!samples.isEmpty, "statistics need samples")
        let sorted = samples.sorted()
        count = sorted.count
        minimum = sorted[0]
        maximum = sorted[count - 1]
        mean = sorted.reduce(0, +) / Double(count)
        let median = Self.quantile(0.5, ofSorted: sorted)
        self.median = median
        interquartileRange =
            Self.quantile(0.75, ofSorted: sorted) - Self.quantile(0.25, ofSorted: sorted)
        medianAbsoluteDeviation = Self.median(sorted.map { abs($0 - median) })
        let dropped = count / 4
        let kept = sorted[dropped..<(count - dropped)]
        interquartileMean = kept.reduce(0, +) / Double(kept.count)
        standardError = Self.standardError(ofSorted: sorted, dropped: dropped)
    }

    /// The standard error as a fraction of the interquartile mean; infinite for one sample.
    package var relativeStandardError: Double {
        count > 1 ? standardError / interquartileMean : .infinity
    }

    /// The middle of samples.
    package static func median(_ samples: [Double]) -> Double {
        quantile(0.5, ofSorted: samples.sorted())
    }

    private static func quantile(_ fraction: Double, ofSorted sorted: [Double]) -> Double {
        let position = fraction * Double(sorted.count - 1)
        let lower = Int(position)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
    }

    private static func standardError(ofSorted sorted: [Double], dropped: Int) -> Double {
        guard sorted.count > 1 else { return 0 }
        let low = sorted[dropped]
        let high = sorted[sorted.count - 1 - dropped]
        let winsorised = sorted.map { min(max($0, low), high) }
        let mean = winsorised.reduce(0, +) / Double(winsorised.count)
        let variance =
            winsorised.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            / Double(winsorised.count - 1)
        let keptFraction = 1 - 2 * Double(dropped) / Double(sorted.count)
        return (variance / Double(sorted.count)).squareRoot() / keptFraction
    }
}
