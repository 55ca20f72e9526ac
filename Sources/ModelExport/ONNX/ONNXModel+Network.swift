import Architectures
import Networks

extension ONNXModel {
    /// A network with its weights.
    /// - Parameters:
    ///   - network: As written or pruned; what it lays out is what the file holds.
    ///   - weights: Of that network.
    ///   - foldsBatchNormalization: Whether a normalisation after a convolution becomes part of its
    ///     weights. The one before the classifier follows a sum, and stays.
    ///   - metadata: What the file says of itself, by key.
    package init(
        network: Network, weights: NetworkWeights, batch: BatchSize = .fixed(1),
        foldsBatchNormalization: Bool = true, metadata: [(key: String, value: String)] = []
    ) {
        var translation = NetworkTranslation(
            weights: weights,
            folded: foldsBatchNormalization
                ? FoldedNormalizations(network.layers) : FoldedNormalizations())
        for layer in network.layers { translation.append(layer) }
        let dataset = network.dataset
        let graph = translation.builder.graph(
            name: "network",
            input: Self.images(
                TensorShape(channels: dataset.inputChannels, size: dataset.inputSize), batch),
            output: ONNXValue(
                name: Self.logitsName, shape: [batch.extent, .fixed(dataset.classes)]))
        self.init(graph: graph, metadata: metadata)
    }

    /// The input of that shape.
    static func images(_ shape: TensorShape, _ batch: BatchSize) -> ONNXValue {
        ONNXValue(
            name: inputName,
            shape: [
                batch.extent, .fixed(shape.channels), .fixed(shape.size), .fixed(shape.size),
            ])
    }
}

extension BatchSize {
    /// The first extent of inputs and outputs.
    var extent: ONNXValue.Extent {
        switch self {
        case .fixed(let count): .fixed(count)
        case .dynamic: .named("N")
        }
    }
}

/// Translates the layers of a network one by one.
private struct NetworkTranslation {
    let weights: NetworkWeights
    let folded: FoldedNormalizations
    var builder = ONNXGraphBuilder()
    /// The names of the tensors so far, numbered as ``Layer/inputs`` numbers them.
    private var tensors = [ONNXModel.inputName]
    /// Residual blocks so far: the reference implementation counts them among the cells.
    private var reductions: Set<Int> = []

    init(weights: NetworkWeights, folded: FoldedNormalizations) {
        self.weights = weights
        self.folded = folded
    }

    mutating func append(_ layer: Layer) {
        let inputs = layer.inputs.map { tensors[$0] }
        let path = path(of: layer)
        switch layer.operation {
        case .convolution(_, let stride):
            tensors.append(convolution(layer, inputs[0], stride: stride, at: path))
        case .batchNormalization:
            tensors.append(
                folded.contains(layer)
                    ? inputs[0]
                    : builder.batchNormalization(
                        inputs[0], weights: weights.tensors, name: layer.name, at: path))
        case .relu: tensors.append(builder.relu(inputs[0], at: path))
        case .averagePooling(let kernel, let stride, let padding):
            tensors.append(
                builder.averagePooling(
                    inputs[0], kernel: kernel, stride: stride, padding: padding, at: path))
        case .zero: tensors.append(builder.zero(inputs[0], at: path))
        case .addition: tensors.append(builder.sum(inputs, at: path))
        case .globalAveragePooling:
            tensors.append(builder.globalAveragePooling(inputs[0], at: path))
        case .linear:
            tensors.append(
                builder.linear(
                    inputs[0], weight: weights["\(layer.name).weight"],
                    bias: weights["\(layer.name).bias"], name: layer.name, at: path))
        }
    }

    private mutating func convolution(
        _ layer: Layer, _ input: String, stride: Int, at path: String
    ) -> String {
        let (weight, bias) = folded.convolution(layer, weights: weights)
        return builder.convolution(
            input, stride: stride, weight: weight, bias: bias, name: layer.name, at: path)
    }

    /// The module in which a layer stands, by the numbers of the reference implementation.
    private mutating func path(of layer: Layer) -> String {
        switch layer.place {
        case .stem: return "stem"
        case .head: return "head"
        case .reduction(let stage):
            reductions.insert(stage)
            return "reduction\(stage)"
        case .edge(let edge, let cell): return "cells.\(cell + reductions.count)/layers.\(edge)"
        case .node(let node, let cell): return "cells.\(cell + reductions.count)/node\(node)"
        }
    }
}
