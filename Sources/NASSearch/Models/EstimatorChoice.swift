import LatencyPrediction

/// A kind of latency model by name, or another program in its place.
package struct EstimatorChoice: Codable, Equatable, Sendable {
    /// Every kind.
    package static var entries: [PredictorEntry] { PredictorEntry.all }

    /// The ones that may be taken by default.
    package static var predictors: [PredictorEntry] {
        entries.filter { $0.isPredictor && !$0.isTrained }
    }

    /// Every estimator that is ready in a moment.
    package static var untrained: [EstimatorChoice] {
        entries.filter { !$0.isTrained }.map { EstimatorChoice(known: $0.name) }
    }

    package let name: String
    /// The other program; nil for a kind of the registry.
    package private(set) var foreign: ForeignModel?

    /// What is known of the kind; nil for another program.
    private var known: PredictorEntry? { Self.entries.first { $0.name == name } }

    /// Whether it is fitted to latencies of the device.
    package var needsSamples: Bool { foreign?.takesSamples ?? ((known?.minimumSamples ?? 1) > 0) }

    /// Whether it predicts, rather than look up; another program is taken to.
    package var isPredictor: Bool { foreign != nil || known?.isPredictor ?? false }

    /// The names for help texts.
    package static var list: String { names.joined(separator: ", ") }
    /// The names of the registry's kinds.
    package static var names: [String] { entries.map(\.name) }

    private init(known name: String) {
        self.name = name
    }

    /// Finds a kind by name.
    package init?(named name: String) {
        guard Self.names.contains(name) else { return nil }
        self.name = name
    }

    /// Another program.
    package init(_ foreign: ForeignModel) {
        name = foreign.name
        self.foreign = foreign
    }

    /// What is known of it as a kind.
    /// - Throws: ``RequestError/unknownKind(_:)``.
    package func entry(on workspace: Workspace) throws -> PredictorEntry {
        if let foreign { return foreign.entry(on: workspace) }
        guard let known else { throw RequestError.unknownKind(name) }
        return known
    }

    /// Reads a kind's name, or another program.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let foreign = try? container.decode(ForeignModel.self) {
            self.init(foreign)
            return
        }
        let name = try container.decode(String.self)
        guard let choice = EstimatorChoice(named: name) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "unknown latency estimator '\(name)'")
        }
        self = choice
    }

    /// Writes a kind's name alone, or what another program is known by.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let foreign {
            try container.encode(foreign)
        } else {
            try container.encode(name)
        }
    }
}
