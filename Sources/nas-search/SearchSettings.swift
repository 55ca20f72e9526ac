import Architectures
import LatencyPrediction

/// What `search` optimises.
enum SearchObjective: String, Codable, CaseIterable, Sendable {
    case accuracy
    case latency
    case params
    case flops
    case energy
}

/// Hard constraints; absent ones do not hold.
struct SearchConstraints: Codable, Equatable, Sendable {
    var maximumLatency: Double?
    var minimumAccuracy: Double?
    var maximumParameters: Double?
    var maximumFLOPs: Double?

    var isEmpty: Bool { self == SearchConstraints() }

    /// In words, for messages: 'at most 5 ms and at least 70 %'.
    var description: String {
        [
            maximumLatency.map { "at most \($0) ms" },
            minimumAccuracy.map { "at least \($0) %" },
            maximumParameters.map { "at most \($0) M parameters" },
            maximumFLOPs.map { "at most \($0) MFLOPs" },
        ].compactMap(\.self).joined(separator: " and ")
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
}
