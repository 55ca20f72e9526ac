import Architectures
import LatencyPrediction

/// Hard constraints; absent ones do not hold.
public struct SearchConstraints: Codable, Hashable, Sendable {
    /// Milliseconds.
    public var maximumLatency: Double?
    /// Percent.
    public var minimumAccuracy: Double?
    /// Millions.
    public var maximumParameters: Double?
    /// Multiply-accumulates, in millions.
    public var maximumFLOPs: Double?
    /// Millijoules.
    public var maximumEnergy: Double?

    /// Gathers the bounds.
    public init(
        maximumLatency: Double? = nil, minimumAccuracy: Double? = nil,
        maximumParameters: Double? = nil, maximumFLOPs: Double? = nil, maximumEnergy: Double? = nil
    ) {
        self.maximumLatency = maximumLatency
        self.minimumAccuracy = minimumAccuracy
        self.maximumParameters = maximumParameters
        self.maximumFLOPs = maximumFLOPs
        self.maximumEnergy = maximumEnergy
    }

    package var isEmpty: Bool { self == SearchConstraints() }

    /// As reports hold them.
    package var reported: SearchReport.Constraints {
        SearchReport.Constraints(
            maxLatency: maximumLatency, minAccuracy: minimumAccuracy, maxParams: maximumParameters,
            maxFLOPs: maximumFLOPs, maxEnergy: maximumEnergy)
    }
}

/// Everything that decides the outcome of a search besides the data: validated, and recorded with
/// the run so that it can be continued.
package struct SearchSettings: Codable, Equatable, Sendable {
    /// The device's own name.
    package var device: String
    /// The name that was given, where it is an alias.
    package var requestedDevice: String?
    package var dataset: String
    package var split: DatasetSplit
    package var epochs: Int
    /// Nil: a table where there is one, else the surrogate.
    package var accuracy: AccuracyChoice?
    /// Nil: the best predictor for the device.
    package var latency: EstimatorChoice?
    /// Why ``latency`` was taken, where it was not asked for by name.
    package var latencyReason: String?
    /// Whether what `adapt` left for the device is taken; nil where nothing is decided yet.
    package var usesAdaptation: Bool?
    /// Nil: as many as ``EstimatorRequest/samples`` says.
    package var samples: Int?
    /// The architectures that were measured to fit a predictor, as dense codes; nil where samples
    /// are taken from a whole table.
    package var sampled: [Int]?
    package var sampling: SamplingStrategy
    package var pool: [String]?
    package var algorithm: AlgorithmChoice
    package var objectives: [SearchObjective]
    package var constraints: SearchConstraints
    package var budget: Int
    package var verify: Int
    package var seed: UInt64
    /// How networks run, as far as it was said; nil in runs of earlier versions.
    package var measuring: MeasuringRequest?

    /// Gathers it.
    package init(
        device: String, requestedDevice: String? = nil, dataset: String, split: DatasetSplit,
        epochs: Int, accuracy: AccuracyChoice? = nil, latency: EstimatorChoice? = nil,
        latencyReason: String? = nil, usesAdaptation: Bool? = nil, samples: Int? = nil,
        sampled: [Int]? = nil, sampling: SamplingStrategy, pool: [String]? = nil,
        algorithm: AlgorithmChoice, objectives: [SearchObjective], constraints: SearchConstraints,
        budget: Int, verify: Int, seed: UInt64, measuring: MeasuringRequest? = nil
    ) {
        self.device = device
        self.requestedDevice = requestedDevice
        self.dataset = dataset
        self.split = split
        self.epochs = epochs
        self.accuracy = accuracy
        self.latency = latency
        self.latencyReason = latencyReason
        self.usesAdaptation = usesAdaptation
        self.samples = samples
        self.sampled = sampled
        self.sampling = sampling
        self.pool = pool
        self.algorithm = algorithm
        self.objectives = objectives
        self.constraints = constraints
        self.budget = budget
        self.verify = verify
        self.seed = seed
        self.measuring = measuring
    }

    /// Whether accuracies decide what is found.
    package var dependsOnAccuracy: Bool {
        objectives.contains(.accuracy) || constraints.minimumAccuracy != nil
    }

    /// Whether latencies decide what is found.
    package var dependsOnLatency: Bool {
        objectives.contains(.latency) || constraints.maximumLatency != nil
    }
}
