import Architectures

/// The numbers of a network, by the names that they have in the state dictionary of the benchmark's
/// reference implementation (`cells.0.layers.3.op.1.weight` and so on).
package struct NetworkWeights: Sendable, Equatable {
    /// An array of numbers and its shape, the last dimension fastest.
    package struct Tensor: Sendable, Equatable {
        /// Extents; a convolution's is `[outputs, inputs, kernel, kernel]`.
        package let shape: [Int]
        /// As many numbers as the extents' product.
        package let values: [Float]

        /// Pairs numbers with their shape.
        package init(shape: [Int], values: [Float]) {
            precondition(values.count == shape.reduce(1, *), "as many numbers as the shape holds")
            self.shape = shape
            self.values = values
        }
    }

    /// The tensors by name; those of dead edges among them, where they are known.
    package let tensors: [String: Tensor]

    /// Takes the tensors that a network needs from those that there are.
    /// - Throws: ``NetworkError`` where one is missing, has another shape or holds what is no number.
    package init(_ tensors: [String: Tensor], for network: Network) throws {
        for (name, shape) in network.layers.flatMap(\.parameterShapes) {
            guard let tensor = tensors[name] else { throw NetworkError.missingTensor(name) }
            guard tensor.shape == shape else {
                throw NetworkError.wrongShape(name, found: tensor.shape, expected: shape)
            }
            guard tensor.values.allSatisfy(\.isFinite) else { throw NetworkError.notFinite(name) }
        }
        self.tensors = tensors
    }

    /// Random weights as a new network has them (He et al. 2015, doi:10.1109/ICCV.2015.123, eq. 10),
    /// with the statistics of batch normalisation spread around 0 and 1, so that a wrong
    /// normalisation shows in the output.
    ///
    /// A tensor's numbers depend on the seed and its name alone: a network has the same weights as
    /// written and pruned.
    package init(for network: Network, seed: UInt64) {
        var tensors: [String: Tensor] = [:]
        for layer in network.layers {
            for (name, shape) in layer.parameterShapes {
                tensors[name] = Self.randomTensor(name: name, shape: shape, seed: seed)
            }
        }
        self.tensors = tensors
    }

    /// One tensor of such random weights, as its name (`….weight`, `….bias`, `….running_mean`,
    /// `….running_var`) and shape have it.
    package static func randomTensor(name: String, shape: [Int], seed: UInt64) -> Tensor {
        var generator = SeededGenerator(seed: seed ^ fingerprint(of: name))
        let range = range(of: name, shape: shape)
        let values = (0..<shape.reduce(1, *)).map { _ in
            // 24 bits, centred: the same numbers on every platform.
            let unit = (Float(generator.next() >> 40) + 0.5) / Float(1 << 24)
            return range.lowerBound + unit * (range.upperBound - range.lowerBound)
        }
        return Tensor(shape: shape, values: values)
    }

    /// The tensor of that name; it is there for every name of the network's layers.
    package subscript(name: String) -> Tensor {
        guard let tensor = tensors[name] else {
            preconditionFailure("\(name) is not among the weights of this network")
        }
        return tensor
    }

    /// A batch normalisation as one factor and one offset a channel: γ / √(σ² + ε) and β − μ times
    /// that, with PyTorch's ε of 1e-5.
    package func normalization(of layer: Layer) -> (scale: [Float], shift: [Float]) {
        let scale = zip(
            self["\(layer.name).weight"].values, self["\(layer.name).running_var"].values
        ).map { $0 / ($1 + Self.epsilon).squareRoot() }
        let centred = zip(scale, self["\(layer.name).running_mean"].values).map { $0 * $1 }
        let shift = zip(self["\(layer.name).bias"].values, centred).map { $0 - $1 }
        return (scale, shift)
    }

    /// What is added to a variance before it divides.
    package static let epsilon: Float = 1e-5

    private static func range(of name: String, shape: [Int]) -> ClosedRange<Float> {
        if name.hasSuffix(".running_var") { return 0.5...1.5 }
        if name.hasSuffix(".running_mean") || name.hasSuffix(".bias") { return -0.1...0.1 }
        if shape.count == 1 { return 0.8...1.2 }
        let limit = (6 / Float(shape.dropFirst().reduce(1, *))).squareRoot()
        return -limit...limit
    }

    /// FNV-1a over the name's bytes.
    private static func fingerprint(of name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
