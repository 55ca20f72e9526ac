import Networks

/// An operation of a network whose normalisations were folded, with the numbers that it needs.
struct FusedOperation: Equatable {
    /// What it computes.
    enum Kind: Equatable {
        /// Padding of half a kernel on every side; weights `[outputs, inputs, kernel, kernel]`.
        case convolution(stride: Int, weight: NetworkWeights.Tensor, bias: [Float])
        /// A factor and an offset a channel.
        case normalization(scale: [Float], shift: [Float])
        case relu
        /// The padding is not counted.
        case averagePooling(kernel: Int, stride: Int, padding: Int)
        /// The input times 0.
        case zero
        /// The input itself, on its own for timing.
        case identity
        /// The sum of two values.
        case addition
        /// The mean of every channel.
        case globalAveragePooling
        /// Weights `[outputs, inputs]`.
        case linear(weight: NetworkWeights.Tensor, bias: [Float])
    }

    /// What it computes.
    var kind: Kind
    /// The values that it reads, as ``FusedNetwork`` numbers them.
    var inputs: [Int]
    /// Of its first input.
    var inputShape: TensorShape
    /// Of its value.
    var shape: TensorShape
    /// Whether what it computes is cut off below 0.
    var hasReLU = false
}
