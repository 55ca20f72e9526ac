import Architectures
import Networks

extension FusedNetwork {
    /// One operator of a cell on its own, for timing: ReLU and convolution, average pooling, the
    /// input itself, or zeros.
    /// - Parameters:
    ///   - kind: The operator.
    ///   - shape: Of the input and the output, for one image.
    ///   - seed: Of the weights.
    init(operator kind: Operator, shape: TensorShape, seed: UInt64) {
        func operation(_ kind: FusedOperation.Kind, _ input: Int) -> FusedOperation {
            FusedOperation(kind: kind, inputs: [input], inputShape: shape, shape: shape)
        }
        switch kind.kind {
        case .zero: self.init(operations: [operation(.zero, Self.image)])
        case .identity: self.init(operations: [operation(.identity, Self.image)])
        case .averagePooling(let kernel):
            let pooling = FusedOperation.Kind.averagePooling(
                kernel: kernel, stride: 1, padding: kernel / 2)
            self.init(operations: [operation(pooling, Self.image)])
        case .convolution(let kernel):
            let weights = OperatorWeights(channels: shape.channels, kernel: kernel, seed: seed)
            let convolution = FusedOperation.Kind.convolution(
                stride: 1, weight: weights.folded, bias: weights.shift)
            self.init(
                operations: [operation(.relu, Self.image), operation(convolution, Self.image + 1)])
        }
    }
}
