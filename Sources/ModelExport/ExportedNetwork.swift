import Architectures
import Foundation
import Networks

/// Where the weights of exported networks come from.
package enum WeightsSource: Sendable {
    /// Drawn at random.
    case seed(UInt64)
    /// Read from a file; named without its folder.
    case file(name: String, sha256: String, tensors: [String: NetworkWeights.Tensor])

    /// As files state it.
    var text: String {
        switch self {
        case .seed(let seed): "random, seed \(seed)"
        case .file(let name, let sha256, _): "\(name), SHA-256 \(sha256)"
        }
    }
}

/// How an architecture becomes a network that a runtime can load.
package struct NetworkSettings: Sendable {
    /// Sets the input's size and the classifier.
    package let dataset: Dataset
    /// Which edges are laid out.
    package let view: GraphView
    /// Images at once, in formats that fix it.
    package let batch: BatchSize
    /// Whether normalisations become part of convolutions, in formats that allow it.
    package let foldsBatchNormalization: Bool
    /// Where the weights come from.
    package let weights: WeightsSource

    /// The operator set that ONNX files state, one of ``ONNXModel/operatorSets``.
    package var operatorSet = ONNXModel.standardOperatorSet
    /// The version of the program that writes files; empty for none.
    package var producerVersion = ""

    /// Gathers the settings.
    package init(
        dataset: Dataset, view: GraphView, batch: BatchSize, foldsBatchNormalization: Bool,
        weights: WeightsSource
    ) {
        self.dataset = dataset
        self.view = view
        self.batch = batch
        self.foldsBatchNormalization = foldsBatchNormalization
        self.weights = weights
    }
}

/// An architecture laid out with its weights.
struct ExportedNetwork {
    let settings: NetworkSettings
    let network: Network
    let weights: NetworkWeights

    /// - Throws: `NetworkError` where the weights of a file are another network's.
    init(_ architecture: Architecture, in space: SearchSpace, settings: NetworkSettings) throws {
        self.settings = settings
        network = Network(architecture, in: space, for: settings.dataset, view: settings.view)
        switch settings.weights {
        case .seed(let seed): weights = NetworkWeights(for: network, seed: seed)
        case .file(_, _, let tensors): weights = try NetworkWeights(tensors, for: network)
        }
    }

    /// The tensors of the network in the order of its layers.
    var tensors: [(name: String, tensor: NetworkWeights.Tensor)] {
        network.layers.flatMap(\.parameterShapes).map { ($0.name, weights[$0.name]) }
    }
}
