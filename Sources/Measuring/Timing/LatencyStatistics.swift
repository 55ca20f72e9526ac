import Statistics

/// What is said of a sample of latencies, in milliseconds.
package struct LatencyStatistics: Sendable, Hashable {
    /// The mean of what is left when a quarter of the samples, rounded down, is dropped at either
    /// end: it shrugs off interruptions and still averages.
    package let interquartileMean: TrimmedMean
    /// The mean of the fastest tenth of the samples, of three at least: what the work takes while
    /// nothing else uses the machine.
    package let fastestTenth: TrimmedMean
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
        let median = quantile(0.5, ofSorted: sorted)
        self.median = median
        interquartileRange =
            quantile(0.75, ofSorted: sorted) - quantile(0.25, ofSorted: sorted)
        medianAbsoluteDeviation = Self.median(sorted.map { abs($0 - median) })
        interquartileMean = TrimmedMean(ofSorted: sorted, keeping: count / 4..<count - count / 4)
        fastestTenth = TrimmedMean(
            ofSorted: sorted, keeping: 0..<min(count, max(3, (count + 9) / 10)))
    }

    /// The number that stands for all samples, where they were taken without pairs.
    package subscript(statistic: LatencyStatistic) -> TrimmedMean {
        switch statistic {
        case .paired, .fastestTenth: fastestTenth
        case .interquartileMean: interquartileMean
        }
    }

    /// The middle of samples.
    package static func median(_ samples: [Double]) -> Double {
        quantile(0.5, ofSorted: samples.sorted())
    }
}
