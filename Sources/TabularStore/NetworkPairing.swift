/// How a network's latency follows from turns that it took with reference networks.
package struct NetworkPairing: Sendable, Hashable {
    /// The logarithm of the network's milliseconds relative to the references' geometric mean.
    package var logRatio: Double
    /// The ratio's standard error, relative; infinite where nobody can tell.
    package var relativeError: Double
    /// Milliseconds of the references' counted runs, `[turns × references]`, row-major; the network's
    /// are ``NetworkMeasurement/samples``.
    package var references: [Float]
    /// All runs of one trial, of which the counted ones are those; nil where only those are known.
    package var every: TrialRuns?

    /// Describes a pairing.
    package init(
        logRatio: Double, relativeError: Double, references: [Float], every: TrialRuns? = nil
    ) {
        self.logRatio = logRatio
        self.relativeError = relativeError
        self.references = references
        self.every = every
    }
}

/// Runs of a device's references at one time, beside those of a network or alone.
package struct ReferenceTrial: Sendable, Hashable {
    /// When, in seconds since 1970, UTC.
    package var measuredAt: Double
    /// Runs of each reference.
    package var turns: Int
    /// Milliseconds of the counted runs, `[turns × references]`, row-major.
    package var runs: [Float]
    /// All runs, the network's as well, of which the counted ones are those; nil where only those are
    /// known, or were not asked for.
    package var every: TrialRuns?

    /// Describes a trial.
    package init(measuredAt: Double, turns: Int, runs: [Float], every: TrialRuns? = nil) {
        self.measuredAt = measuredAt
        self.turns = turns
        self.runs = runs
        self.every = every
    }
}

/// What a device's references take at full speed, from one time on: ratios to the references times
/// this are the device's latencies, all of them, also the earlier ones.
package struct LatencyScale: Sendable, Hashable {
    /// From 1; the highest counts.
    package var version: Int
    /// The geometric mean of the references' latencies, in milliseconds.
    package var milliseconds: Double
    /// Its standard error, relative.
    package var relativeError: Double
    /// How many blocks of turns it was found from.
    package var blocks: Int
    /// When it was found, in seconds since 1970, UTC.
    package var setAt: Double

    /// Describes a scale.
    package init(
        version: Int, milliseconds: Double, relativeError: Double, blocks: Int, setAt: Double
    ) {
        self.version = version
        self.milliseconds = milliseconds
        self.relativeError = relativeError
        self.blocks = blocks
        self.setAt = setAt
    }
}
