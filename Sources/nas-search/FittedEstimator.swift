import Architectures
import LatencyPrediction

/// An estimator made for a device, with what the output says about it.
struct FittedEstimator {
    let estimator: any AdaptedEstimator
    /// The architectures that it was fitted to, in the order in which they were taken.
    let samples: [Architecture]
    /// How many were picked for it, where `--samples` can ask for them again; nil elsewhere.
    var picked: Int?
    /// Why it was taken, where it was not asked for by name.
    let reason: String?
    /// The devices that it learned from besides.
    let pool: [String]
    /// How many of these are bundled models, whose tables the store lacks.
    let bundledPool: Int
    /// Where the device's table comes from.
    let oracleOrigin: Origin
    /// Whether it is what `adapt` left for the device.
    var isAdaptation = false
    /// Why it is not what `adapt` left, where it left something.
    var remark: String?

    /// What the output says, a line each.
    var notes: [String] {
        let stand = "of the devices that it learned from, \(bundledPool) are bundled models, since "
        return [estimator.summary, reason, remark].compactMap(\.self)
            + (bundledPool > 0 ? [stand + "the store lacks their tables"] : [])
    }

    /// The notes as lines of a report, the first with its label.
    var lines: [String] {
        notes.enumerated().map { ($0 == 0 ? "latency   " : "          ") + $1 }
    }
}

/// What decides which estimator is made and how.
struct EstimatorRequest {
    let device: ResolvedDevice
    /// Nil: the best predictor for the device.
    let choice: EstimatorChoice?
    /// Why ``choice`` was taken earlier, where a run goes on that did not ask for it by name.
    var reason: String?
    /// Nil: 10, or all that are known where the device has no whole table.
    let samples: Int?
    let sampling: SamplingStrategy
    let pool: [String]?
    let seed: UInt64
    /// Whether what `adapt` left for the device is to be taken; nil: where nothing else is asked
    /// for.
    var usesAdaptation: Bool?
    /// The architectures to take samples of, where these were decided before.
    var sampled: [Architecture]?

    /// Whether nothing is said that keeps from taking what `adapt` left for the device.
    var isOpen: Bool {
        usesAdaptation ?? true && samples == nil && sampled == nil && pool == nil
    }
}
