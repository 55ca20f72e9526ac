import Networks

/// The normalisations that can become part of the convolution before them: they alone read its
/// output. The one before the classifier follows a sum, and stays.
struct FoldedNormalizations {
    /// By the convolution's name.
    private var byConvolution: [String: Layer] = [:]
    private var names: Set<String> = []

    /// None, so that every normalisation stays.
    init() {}

    /// Finds them among a network's layers.
    init(_ layers: [Layer]) {
        let readers = layers.reduce(into: [Int: Int]()) { readers, layer in
            for input in layer.inputs { readers[input, default: 0] += 1 }
        }
        for layer in layers where layer.operation == .batchNormalization {
            guard let input = layer.inputs.first, input > 0, readers[input] == 1,
                case .convolution = layers[input - 1].operation
            else { continue }
            byConvolution[layers[input - 1].name] = layer
            names.insert(layer.name)
        }
    }

    /// Whether the layer is one of them.
    func contains(_ layer: Layer) -> Bool { names.contains(layer.name) }

    /// A convolution's weights with the normalisation in them, and the bias that it brings; as they
    /// are, and no bias, where none follows.
    func convolution(
        _ layer: Layer, weights: NetworkWeights
    ) -> (weight: NetworkWeights.Tensor, bias: [Float]?) {
        let weight = weights["\(layer.name).weight"]
        guard let normalization = byConvolution[layer.name] else { return (weight, nil) }
        let (scale, shift) = weights.normalization(of: normalization)
        return (weight.scalingOutputs(by: scale), shift)
    }
}

extension NetworkWeights.Tensor {
    /// The tensor with everything that leads to an output times that output's factor.
    func scalingOutputs(by factors: [Float]) -> NetworkWeights.Tensor {
        let count = values.count / factors.count
        var scaled = values
        for (output, factor) in factors.enumerated() {
            for index in (output * count)..<((output + 1) * count) { scaled[index] *= factor }
        }
        return NetworkWeights.Tensor(shape: shape, values: scaled)
    }
}
