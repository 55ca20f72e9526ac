import Architectures
import LatencyPrediction

/// An estimator made for a device, with what the output says about it.
package struct FittedEstimator: Sendable {
    package let estimator: any AdaptedEstimator
    /// The architectures that it was fitted to, in the order in which they were taken.
    package let samples: [Architecture]
    /// How many were picked for it, where `--samples` can ask for them again; nil elsewhere.
    package var picked: Int?
    /// Why it was taken, where it was not asked for by name.
    package let reason: String?
    /// The devices that it learned from besides.
    package let pool: [String]
    /// How many of these are bundled models, whose tables the store lacks.
    package let bundledPool: Int
    /// Where the device's table comes from.
    package let oracleOrigin: Origin
    /// Whether it is the device's table itself, of which an architecture that was not evaluated is
    /// unknown.
    package var isTable = false
    /// Whether it is what `adapt` left for the device.
    package var isAdaptation = false
    /// The other program that predicts; nil for a kind of the registry.
    var foreign: ForeignModel?
    /// Why it is not what `adapt` left, where it left something.
    package var remark: String?

    /// What asks for the same again, what another program predicted included.
    package var choice: EstimatorChoice? {
        guard var foreign else { return EstimatorChoice(named: estimator.name) }
        foreign.digest = predictions.map { KeptPredictions.digest(of: $0.whole) }
        return EstimatorChoice(foreign)
    }

    /// What another program predicted; nil for a kind of the registry.
    private var predictions: ForeignEstimator? { estimator as? ForeignEstimator }

    /// What was predicted and can't be read again as a file can.
    var passing: ForeignEstimator? {
        if case .file? = foreign?.source { nil } else { predictions }
    }

    /// What the output says, a line each.
    package var notes: [String] {
        let stand = "of the devices that it learned from, \(bundledPool) are bundled models, since "
        return [estimator.summary, reason, remark].compactMap(\.self)
            + (bundledPool > 0 ? [stand + "the store lacks their tables"] : [])
    }

    /// The notes as lines of a report, the first with its label.
    package var lines: [String] {
        notes.enumerated().map { ($0 == 0 ? "latency   " : "          ") + $1 }
    }
}

/// What decides which estimator is made and how.
package struct EstimatorRequest: Sendable {
    package let device: ResolvedDevice
    /// Nil: the best predictor for the device.
    package let choice: EstimatorChoice?
    /// Why ``choice`` was taken earlier, where a run goes on that did not ask for it by name.
    package var reason: String?
    /// Nil: 10, or all that are known where the device has no whole table.
    package var samples: Int?
    package var sampling: SamplingStrategy
    package let pool: [String]?
    package let seed: UInt64
    /// Whether what `adapt` left for the device is to be taken; nil: where nothing else is asked
    /// for.
    package var usesAdaptation: Bool?
    /// The architectures to take samples of, where these were decided before.
    package var sampled: [Architecture]?

    /// Gathers it.
    package init(
        device: ResolvedDevice, choice: EstimatorChoice?, reason: String? = nil, samples: Int?,
        sampling: SamplingStrategy, pool: [String]?, seed: UInt64, usesAdaptation: Bool? = nil,
        sampled: [Architecture]? = nil
    ) {
        self.device = device
        self.choice = choice
        self.reason = reason
        self.samples = samples
        self.sampling = sampling
        self.pool = pool
        self.seed = seed
        self.usesAdaptation = usesAdaptation
        self.sampled = sampled
    }

    /// Whether nothing is said that keeps from taking what `adapt` left for the device.
    package var isOpen: Bool {
        usesAdaptation ?? true && samples == nil && sampled == nil && pool == nil
    }
}
