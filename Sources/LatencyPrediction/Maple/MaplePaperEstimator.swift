import Architectures
import Foundation

/// `maple-paper`: MAPLE as published, so that its parts can be told apart. One network of the one-hot
/// operators and the descriptor as measured, trained on the pool's latencies with the target's
/// samples mixed in, gives milliseconds; nothing lies underneath, and nothing is held back to judge
/// it. It states no σ.
package struct MaplePaperEstimator: AdaptedEstimator {
    /// `maple-paper`.
    package let name = "maple-paper"
    /// Predicted.
    package let origin = Origin.predicted
    /// What it was learned from, and which descriptor it saw.
    package let summary: String
    /// The samples' architectures.
    package let usedArchitectures: [Architecture]
    private let network: TwoStreamNetwork
    private let descriptor: [Float]
    /// Milliseconds that an output of 1 is.
    private let unit: Double
    private let encoding: CellEncoding

    /// The least prediction, in parts of the pool's average latency: a network knows no sign.
    private static let floor = 0.001

    init(
        network: TwoStreamNetwork, descriptor: [Float], unit: Double, encoding: CellEncoding,
        samples: [LatencySample], summary: String
    ) {
        self.network = network
        self.descriptor = descriptor
        self.unit = unit
        self.encoding = encoding
        self.summary = summary
        usedArchitectures = samples.distinctArchitectures
    }

    /// Predictions; positive for every architecture of the space, without a deviation.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        let outputs = network.outputs(
            of: architectures.map(\.code), encoding: encoding, descriptor: descriptor)
        return LatencyEstimates(
            milliseconds: outputs.map { unit * max(Double($0), Self.floor) },
            standardDeviations: outputs.map { _ in .nan })
    }
}

extension MaplePaperEstimator: RestorableEstimator {
    /// What is kept.
    package struct Content: Codable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let network: TwoStreamNetwork
        fileprivate let descriptor: [Float]
        fileprivate let unit: Double
    }

    /// What is kept.
    package var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures, network: network,
            descriptor: descriptor, unit: unit)
    }

    /// Restores what was kept.
    package init(content: Content, inputs: PredictorInputs) throws {
        let cells = CellEncoding(space: inputs.features.space, hasLiveEdges: false)
        let shape = content.network.shape
        guard shape.parameterCount == content.network.parameters.count,
            shape.cell.sizes[0] == cells.width,
            shape.descriptorWidth == content.descriptor.count,
            content.unit > 0, content.unit.isFinite
        else {
            throw LatencyPredictionError.unusableSave(
                estimator: "maple-paper", reason: "its network is not of the space's cells")
        }
        encoding = cells
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        network = content.network
        descriptor = content.descriptor
        unit = content.unit
    }
}
