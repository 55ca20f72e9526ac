import Architectures
import LatencyPrediction
import Reporting

/// Hard constraints; absent ones do not hold.
struct SearchConstraints: Codable, Equatable, Sendable {
    var maximumLatency: Double?
    var minimumAccuracy: Double?
    var maximumParameters: Double?
    var maximumFLOPs: Double?
    var maximumEnergy: Double?

    var isEmpty: Bool { self == SearchConstraints() }

    /// As reports hold them.
    var reported: SearchReport.Constraints {
        SearchReport.Constraints(
            maxLatency: maximumLatency, minAccuracy: minimumAccuracy, maxParams: maximumParameters,
            maxFLOPs: maximumFLOPs, maxEnergy: maximumEnergy)
    }
}

/// Everything that decides the outcome of a search besides the data: validated, and recorded with
/// the run so that it can be continued.
struct SearchSettings: Codable, Equatable, Sendable {
    /// The device's own name.
    var device: String
    /// The name that was given, where it is an alias.
    var requestedDevice: String?
    var dataset: String
    var split: DatasetSplit
    var epochs: Int
    /// Nil: a table where there is one, else the surrogate.
    var accuracy: AccuracyChoice?
    /// Nil: the best predictor for the device.
    var latency: EstimatorChoice?
    /// Why ``latency`` was taken, where it was not asked for by name.
    var latencyReason: String?
    /// Whether what `adapt` left for the device is taken; nil where nothing is decided yet.
    var usesAdaptation: Bool?
    /// Nil: as many as ``EstimatorRequest/samples`` says.
    var samples: Int?
    /// The architectures that were measured to fit a predictor, as dense codes; nil where samples
    /// are taken from a whole table.
    var sampled: [Int]?
    var sampling: SamplingStrategy
    var pool: [String]?
    var algorithm: AlgorithmChoice
    var objectives: [SearchObjective]
    var constraints: SearchConstraints
    var budget: Int
    var verify: Int
    var seed: UInt64
    /// How networks run, as far as it was said; nil in runs of earlier versions.
    var measuring: MeasuringRequest?

    /// Whether latencies decide what is found.
    var dependsOnLatency: Bool {
        objectives.contains(.latency) || constraints.maximumLatency != nil
    }
}
