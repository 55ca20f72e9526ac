import ArgumentParser
import LatencyPrediction

/// The latency estimators by name. To add one, write its file in `LatencyPrediction` and add its
/// entry here.
struct EstimatorChoice: Codable, Equatable, Sendable, ExpressibleByArgument {
    /// Every estimator; the predictor that does best over all published tables first, since it is
    /// taken where nothing tells them apart.
    static let entries: [PredictorEntry] = [
        TransferPredictor.entry, OpCountPredictor.entry, FLOPsPredictor.entry, LUTPredictor.entry,
        MaplePredictor.entry, HELPPredictor.entry, FineTunePredictor.entry,
        RegressionPredictor.entry, BundledPredictor.entry, OraclePredictor.entry,
    ]

    /// The ones that may be taken by default: the bundled models have seen their devices' tables.
    static var predictors: [PredictorEntry] {
        entries.filter { $0.isPredictor && !$0.isTrained && $0.name != bundled.name }
    }

    static let oracle = EstimatorChoice(name: "oracle")
    static let bundled = EstimatorChoice(name: "bundled")

    /// Every estimator that is ready in a moment.
    static var untrained: [EstimatorChoice] {
        entries.filter { !$0.isTrained }.map { EstimatorChoice(name: $0.name) }
    }

    let name: String

    /// Whether it is fitted to latencies of the device.
    var needsSamples: Bool { self != .oracle && self != .bundled && name != "lut" }

    /// The names for help texts.
    static var list: String { allValueStrings.joined(separator: ", ") }
    static var allValueStrings: [String] { entries.map(\.name) }

    private init(name: String) {
        self.name = name
    }

    /// Finds an estimator by name.
    init?(argument: String) {
        guard Self.allValueStrings.contains(argument) else { return nil }
        name = argument
    }

    /// Reads the name alone.
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let choice = EstimatorChoice(argument: name) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "unknown latency estimator '\(name)'")
        }
        self = choice
    }

    /// Writes the name alone.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
