/// How a layer's weights start; biases start at zero.
package enum WeightInitialisation: String, Sendable, Hashable, Codable {
    /// Uniform with variance 2 / inputs (He et al. 2015, doi:10.1109/ICCV.2015.123, eq. 10).
    case he
    /// Uniform with variance 2 / (inputs + outputs) (Glorot and Bengio, AISTATS 2010, eq. 16).
    case glorot
    /// Zeros: a last layer that changes nothing before it is trained.
    case zero

    /// Fills the weights of a layer, `inputs × outputs` of them.
    package func fill(
        _ weights: UnsafeMutablePointer<Float>, inputs: Int, outputs: Int,
        using generator: inout some RandomNumberGenerator
    ) {
        let variance: Float
        switch self {
        case .he: variance = 2 / Float(inputs)
        case .glorot: variance = 2 / Float(inputs + outputs)
        case .zero:
            weights.update(repeating: 0, count: inputs * outputs)
            return
        }
        let limit = (3 * variance).squareRoot()
        for index in 0..<(inputs * outputs) {
            // 24 bits, centred: the same numbers on every platform.
            let unit = (Float(generator.next() >> 40) + 0.5) / Float(1 << 24)
            weights[index] = limit * (2 * unit - 1)
        }
    }
}
