import Architectures
import LatencyPrediction

/// An estimator made for a device, with what the output says about it.
struct FittedEstimator {
    let estimator: any AdaptedEstimator
    /// The architectures that it was fitted to, in the order in which they were taken.
    let samples: [Architecture]
    /// Why it was taken and from what, a line each.
    let notes: [String]
    /// Where the device's table comes from.
    let oracleOrigin: Origin
}

/// What decides which estimator is made and how.
struct EstimatorRequest {
    let device: ResolvedDevice
    /// Nil: the best predictor for the device.
    let choice: EstimatorChoice?
    let samples: Int
    let sampling: SamplingStrategy
    let pool: [String]?
    let seed: UInt64
}
