/// A latency with everything that was observed while it was taken.
package struct Measurement: Sendable, Hashable {
    /// Milliseconds of every counted run, in order; none is ever dropped.
    package let samples: [Float]
    /// Runs before the counted ones.
    package let warmupRuns: Int
    /// Milliseconds of the very first run after loading; nil where there was no warm-up.
    package let firstRunMilliseconds: Double?
    /// Seconds since 1970.
    package let startedAt: Double
    /// What is to be known about it.
    package let warnings: [MeasurementWarning]
    /// Which number stands for the samples.
    package let statistic: LatencyStatistic
    /// Computed from the samples.
    package let statistics: LatencyStatistics

    /// Wraps samples, of which there is one at least.
    package init(
        samples: [Float], warmupRuns: Int, firstRunMilliseconds: Double?, startedAt: Double,
        warnings: [MeasurementWarning], statistic: LatencyStatistic
    ) {
        self.samples = samples
        self.warmupRuns = warmupRuns
        self.firstRunMilliseconds = firstRunMilliseconds
        self.startedAt = startedAt
        self.warnings = warnings
        self.statistic = statistic
        statistics = LatencyStatistics(samples.map(Double.init))
    }

    /// The same with one more warning.
    func with(_ warning: MeasurementWarning) -> Measurement {
        Measurement(
            samples: samples, warmupRuns: warmupRuns, firstRunMilliseconds: firstRunMilliseconds,
            startedAt: startedAt, warnings: warnings + [warning],
            statistic: statistic)
    }

    /// The headline latency.
    package var milliseconds: Double { statistics[statistic].value }
    /// Its standard error in milliseconds.
    package var standardError: Double { statistics[statistic].standardError }
}

extension Measurement: Codable {
    private enum CodingKeys: String, CodingKey {
        case samples, warmupRuns, firstRunMilliseconds, startedAt, warnings, statistic
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let samples = try container.decode([Float].self, forKey: .samples)
        guard !samples.isEmpty, samples.allSatisfy({ $0.isFinite && $0 > 0 }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .samples, in: container,
                debugDescription: "expected positive finite milliseconds, one at least")
        }
        self.init(
            samples: samples, warmupRuns: try container.decode(Int.self, forKey: .warmupRuns),
            firstRunMilliseconds: try container.decodeIfPresent(
                Double.self, forKey: .firstRunMilliseconds),
            startedAt: try container.decode(Double.self, forKey: .startedAt),
            warnings: try container.decode([MeasurementWarning].self, forKey: .warnings),
            statistic: try container.decode(LatencyStatistic.self, forKey: .statistic))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(samples, forKey: .samples)
        try container.encode(warmupRuns, forKey: .warmupRuns)
        try container.encodeIfPresent(firstRunMilliseconds, forKey: .firstRunMilliseconds)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(warnings, forKey: .warnings)
        try container.encode(statistic, forKey: .statistic)
    }
}
