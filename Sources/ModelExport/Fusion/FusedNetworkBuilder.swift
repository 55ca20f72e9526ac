import Networks

/// Translates the layers of a network one by one.
struct FusedNetworkBuilder {
    private(set) var operations: [FusedOperation] = []
    /// The value of every tensor so far, numbered as ``Layer/inputs`` numbers them.
    private var values = [FusedNetwork.image]
    /// The ReLU of a value, once there is one.
    private var activated: [Int: Int] = [:]

    mutating func append(
        _ layer: Layer, weights: NetworkWeights, folded: FoldedNormalizations
    ) {
        let inputs = layer.inputs.map { values[$0] }
        switch layer.operation {
        case .convolution(_, let stride):
            let (weight, bias) = folded.convolution(layer, weights: weights)
            let none = [Float](repeating: 0, count: layer.outputShape.channels)
            append(.convolution(stride: stride, weight: weight, bias: bias ?? none), layer, inputs)
        case .batchNormalization where folded.contains(layer): values.append(inputs[0])
        case .batchNormalization:
            let (scale, shift) = weights.normalization(of: layer)
            append(.normalization(scale: scale, shift: shift), layer, inputs)
        case .relu:
            if let value = activated[inputs[0]] {
                values.append(value)
            } else {
                append(.relu, layer, inputs)
                activated[inputs[0]] = operations.count
            }
        case .averagePooling(let kernel, let stride, let padding):
            append(
                .averagePooling(kernel: kernel, stride: stride, padding: padding), layer, inputs)
        case .zero: append(.zero, layer, inputs)
        case .addition:
            var sum = inputs[0]
            for input in inputs.dropFirst() {
                operations.append(operation(.addition, layer, [sum, input]))
                sum = operations.count
            }
            values.append(sum)
        case .globalAveragePooling: append(.globalAveragePooling, layer, inputs)
        case .linear:
            append(
                .linear(
                    weight: weights["\(layer.name).weight"],
                    bias: weights["\(layer.name).bias"].values), layer, inputs)
        }
    }

    private mutating func append(_ kind: FusedOperation.Kind, _ layer: Layer, _ inputs: [Int]) {
        operations.append(operation(kind, layer, inputs))
        values.append(operations.count)
    }

    private func operation(
        _ kind: FusedOperation.Kind, _ layer: Layer, _ inputs: [Int]
    ) -> FusedOperation {
        FusedOperation(
            kind: kind, inputs: inputs, inputShape: layer.inputShape, shape: layer.outputShape)
    }
}
