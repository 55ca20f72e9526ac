import Networks

/// Random weights of one convolution and its normalisation.
struct OperatorWeights {
    let weight: NetworkWeights.Tensor
    /// By the names of the module `op.2`.
    let normalization: [String: NetworkWeights.Tensor]
    private let scale: [Float]
    /// The bias of the convolution with the normalisation in it.
    let shift: [Float]

    /// The convolution's weights with the normalisation in them.
    var folded: NetworkWeights.Tensor { weight.scalingOutputs(by: scale) }

    init(channels: Int, kernel: Int, seed: UInt64) {
        func random(_ name: String, _ shape: [Int]) -> NetworkWeights.Tensor {
            NetworkWeights.randomTensor(name: name, shape: shape, seed: seed)
        }
        weight = random("op.1.weight", [channels, channels, kernel, kernel])
        let gamma = random("op.2.weight", [channels])
        let beta = random("op.2.bias", [channels])
        let mean = random("op.2.running_mean", [channels])
        let variance = random("op.2.running_var", [channels])
        normalization = [
            "op.2.weight": gamma, "op.2.bias": beta, "op.2.running_mean": mean,
            "op.2.running_var": variance,
        ]
        let factors = zip(gamma.values, variance.values).map {
            $0 / ($1 + NetworkWeights.epsilon).squareRoot()
        }
        scale = factors
        shift = beta.values.indices.map { beta.values[$0] - mean.values[$0] * factors[$0] }
    }
}
