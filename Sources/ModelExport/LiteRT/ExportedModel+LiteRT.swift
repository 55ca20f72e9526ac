import Architectures
import Foundation
import Networks

extension ExportedModel {
    /// The network as a LiteRT file that says where it comes from.
    func liteRT(_ exported: ExportedNetwork) throws -> Data {
        LiteRTModel(
            network: exported.network, weights: exported.weights, batch: exported.settings.batch,
            metadata: try facts(about: exported.settings)
        ).encoded()
    }
}

extension LiteRTModel {
    /// A network with its weights.
    /// - Parameters:
    ///   - network: As written or pruned; what it lays out is what the file holds.
    ///   - weights: Of that network.
    ///   - metadata: What the file says of itself, by key.
    package init(
        network: Network, weights: NetworkWeights, batch: BatchSize = .fixed(1),
        metadata: [(key: String, value: String)] = []
    ) {
        let fused = FusedNetwork(network, weights: weights) { kind in
            switch kind {
            case .convolution, .normalization, .addition: true
            default: false
            }
        }
        let dataset = network.dataset
        self.init(
            graph: LiteRTGraph(
                fused,
                image: TensorShape(channels: dataset.inputChannels, size: dataset.inputSize),
                batch: batch, output: "logits"), metadata: metadata)
    }

    /// One operator of a cell on its own, for timing; the output, named `output`, has the input's
    /// shape.
    /// - Parameters:
    ///   - kind: The operator.
    ///   - shape: Of the input, for one image.
    ///   - seed: Of the weights.
    package init(
        operator kind: Operator, shape: TensorShape, batch: BatchSize = .fixed(1),
        seed: UInt64 = 0
    ) {
        self.init(
            graph: LiteRTGraph(
                FusedNetwork(operator: kind, shape: shape, seed: seed), image: shape, batch: batch,
                output: "output"), metadata: [("operator", kind.name)])
    }
}
