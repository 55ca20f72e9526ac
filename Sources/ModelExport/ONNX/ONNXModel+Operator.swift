import Architectures
import Networks

extension ONNXModel {
    /// One operator of a cell on its own, for timing: ReLU, convolution and normalisation, average
    /// pooling, the input itself, or zeros.
    ///
    /// The output, named `output`, has the input's shape.
    /// - Parameters:
    ///   - kind: The operator.
    ///   - shape: Of the input, for one image.
    ///   - seed: Of the weights.
    package init(
        operator kind: Operator, shape: TensorShape, batch: BatchSize = .fixed(1),
        seed: UInt64 = 0, foldsBatchNormalization: Bool = true
    ) {
        var builder = ONNXGraphBuilder()
        let input = Self.inputName
        let path = kind.name
        switch kind.kind {
        case .zero: _ = builder.zero(input, at: path)
        case .identity: _ = builder.identity(input, at: path)
        case .averagePooling(let kernel):
            _ = builder.averagePooling(
                input, kernel: kernel, stride: 1, padding: kernel / 2, at: path)
        case .convolution(let kernel):
            let weights = OperatorWeights(
                channels: shape.channels, kernel: kernel, seed: seed)
            let activated = builder.relu(input, at: path)
            if foldsBatchNormalization {
                _ = builder.convolution(
                    activated, stride: 1, weight: weights.folded, bias: weights.shift,
                    name: "op.1", at: path)
            } else {
                let convolved = builder.convolution(
                    activated, stride: 1, weight: weights.weight, bias: nil, name: "op.1",
                    at: path)
                _ = builder.batchNormalization(
                    convolved, weights: weights.normalization, name: "op.2", at: path)
            }
        }
        let value = Self.images(shape, batch)
        self.init(
            graph: builder.graph(
                name: kind.name, input: value,
                output: ONNXValue(name: "output", shape: value.shape)),
            metadata: [
                ("operator", kind.name), ("channels", String(shape.channels)),
                ("size", String(shape.size)), ("seed", String(seed)),
            ])
    }
}
