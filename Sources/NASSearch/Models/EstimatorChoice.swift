import LatencyPrediction

/// A kind of latency model by name.
package struct EstimatorChoice: Codable, Equatable, Sendable {
    /// Every kind.
    package static var entries: [PredictorEntry] { PredictorEntry.all }

    /// The ones that may be taken by default.
    package static var predictors: [PredictorEntry] {
        entries.filter { $0.isPredictor && !$0.isTrained }
    }

    /// Every estimator that is ready in a moment.
    package static var untrained: [EstimatorChoice] {
        entries.filter { !$0.isTrained }.map { EstimatorChoice(name: $0.name) }
    }

    package let name: String

    /// What is known of the kind.
    package var entry: PredictorEntry? { Self.entries.first { $0.name == name } }

    /// Whether it is fitted to latencies of the device.
    package var needsSamples: Bool { (entry?.minimumSamples ?? 1) > 0 }

    /// The names for help texts.
    package static var list: String { allValueStrings.joined(separator: ", ") }
    package static var allValueStrings: [String] { entries.map(\.name) }

    private init(name: String) {
        self.name = name
    }

    /// Finds an estimator by name.
    package init?(argument: String) {
        guard Self.allValueStrings.contains(argument) else { return nil }
        name = argument
    }

    /// Reads the name alone.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let choice = EstimatorChoice(argument: name) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "unknown latency estimator '\(name)'")
        }
        self = choice
    }

    /// Writes the name alone.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
