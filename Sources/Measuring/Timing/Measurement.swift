import Foundation

/// A latency with everything that was observed while it was taken.
package struct Measurement: Sendable, Hashable {
    /// Milliseconds of every counted run, in order; none is ever dropped. In turns with references one
    /// run of three counts, and ``Pairing/every`` has the others as well.
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
    /// What the references beside the network took; nil where it ran alone.
    package let pairing: Pairing?

    /// How a latency follows from turns with references.
    package struct Pairing: Sendable, Hashable, Codable {
        /// Milliseconds of the references' counted runs, `[turns × references]`, row-major.
        package let references: [Float]
        /// Geometric mean of the references' latencies at full speed, in milliseconds.
        package let scaleMilliseconds: Double
        /// Nanoseconds that a fixed piece of arithmetic took just before.
        package let probeNanoseconds: Double?
        /// All runs, of which the counted ones are the ``Measurement/samples`` and ``references``; nil
        /// where only those are known.
        package let every: TurnRuns?

        /// Describes a pairing.
        package init(
            references: [Float], scaleMilliseconds: Double, probeNanoseconds: Double?,
            every: TurnRuns? = nil
        ) {
            self.references = references
            self.scaleMilliseconds = scaleMilliseconds
            self.probeNanoseconds = probeNanoseconds
            self.every = every
        }
    }

    /// Wraps samples, of which there is one at least.
    package init(
        samples: [Float], warmupRuns: Int, firstRunMilliseconds: Double?, startedAt: Double,
        warnings: [MeasurementWarning], statistic: LatencyStatistic, pairing: Pairing? = nil
    ) {
        self.samples = samples
        self.warmupRuns = warmupRuns
        self.firstRunMilliseconds = firstRunMilliseconds
        self.startedAt = startedAt
        self.warnings = warnings
        self.statistic = statistic
        statistics = LatencyStatistics(samples.map(Double.init))
        self.pairing = pairing
        ratio = pairing.flatMap {
            PairedRuns(network: samples, references: $0.references).map { PairedRatio([$0]) }
        }
    }

    /// The ratio to the references; nil where the network ran alone.
    package let ratio: PairedRatio?

    /// The runs with those of the references; nil where the network ran alone.
    package var pairedRuns: PairedRuns? {
        pairing.flatMap { PairedRuns(network: samples, references: $0.references) }
    }

    /// The same with other warnings.
    package func with(_ warnings: [MeasurementWarning]) -> Measurement {
        Measurement(
            samples: samples, warmupRuns: warmupRuns, firstRunMilliseconds: firstRunMilliseconds,
            startedAt: startedAt, warnings: warnings, statistic: statistic, pairing: pairing)
    }

    /// The same where the references take so long at full speed.
    package func scaled(to milliseconds: Double) -> Measurement {
        guard let pairing else { return self }
        return Measurement(
            samples: samples, warmupRuns: warmupRuns, firstRunMilliseconds: firstRunMilliseconds,
            startedAt: startedAt, warnings: warnings, statistic: statistic,
            pairing: Pairing(
                references: pairing.references, scaleMilliseconds: milliseconds,
                probeNanoseconds: pairing.probeNanoseconds, every: pairing.every))
    }

    /// The headline latency.
    package var milliseconds: Double {
        guard let ratio, let pairing else { return statistics[statistic].value }
        return exp(ratio.logRatio) * pairing.scaleMilliseconds
    }
    /// Its standard error in milliseconds, the scale's left out.
    package var standardError: Double {
        guard let ratio else { return statistics[statistic].standardError }
        return milliseconds * ratio.relativeError
    }
}

extension Measurement: Codable {
    private enum CodingKeys: String, CodingKey {
        case samples, warmupRuns, firstRunMilliseconds, startedAt, warnings, statistic
        case pairing
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
            statistic: try container.decode(LatencyStatistic.self, forKey: .statistic),
            pairing: try container.decodeIfPresent(Pairing.self, forKey: .pairing))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(samples, forKey: .samples)
        try container.encode(warmupRuns, forKey: .warmupRuns)
        try container.encodeIfPresent(firstRunMilliseconds, forKey: .firstRunMilliseconds)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(warnings, forKey: .warnings)
        try container.encode(statistic, forKey: .statistic)
        try container.encodeIfPresent(pairing, forKey: .pairing)
    }
}
