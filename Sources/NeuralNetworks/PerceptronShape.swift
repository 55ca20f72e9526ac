/// A stack of dense layers, y = activation(x·W + b): its sizes, and where each layer's numbers lie in
/// a flat vector of parameters. The numbers are the caller's, so that several stacks can share one
/// vector and one optimiser.
package struct PerceptronShape: Sendable, Hashable, Codable {
    /// Inputs, the hidden layers, outputs.
    package let sizes: [Int]
    /// After every layer but the last.
    package let activation: Activation
    /// After the last layer.
    package let outputActivation: Activation

    /// - Parameter sizes: Inputs, the hidden layers, outputs: two numbers at least.
    package init(
        sizes: [Int], activation: Activation = .rectifier, outputActivation: Activation = .identity
    ) {
        precondition(sizes.count > 1 && sizes.allSatisfy { $0 > 0 }, "inputs and outputs")
        self.sizes = sizes
        self.activation = activation
        self.outputActivation = outputActivation
    }

    /// Number of layers.
    package var layers: Int { sizes.count - 1 }
    /// Weights and biases of all layers: for each `[inputs × outputs]` row-major, then `[outputs]`.
    package var parameterCount: Int {
        (0..<layers).reduce(0) { $0 + (sizes[$1] + 1) * sizes[$1 + 1] }
    }
    /// Outputs of all hidden layers for one input.
    var hiddenWidth: Int { sizes.dropFirst().dropLast().reduce(0, +) }

    func activation(of layer: Int) -> Activation {
        layer == layers - 1 ? outputActivation : activation
    }

    func weightOffset(_ layer: Int) -> Int {
        (0..<layer).reduce(0) { $0 + (sizes[$1] + 1) * sizes[$1 + 1] }
    }

    /// A layer's weights, `[inputs × outputs]`.
    func weights(_ layer: Int, in parameters: UnsafeMutablePointer<Float>) -> MatrixView {
        MatrixView(
            parameters + weightOffset(layer), rows: sizes[layer], columns: sizes[layer + 1])
    }

    /// A layer's biases, `[outputs]`.
    func bias(
        _ layer: Int, in parameters: UnsafeMutablePointer<Float>
    ) -> UnsafeMutablePointer<Float> {
        parameters + weightOffset(layer) + sizes[layer] * sizes[layer + 1]
    }

    /// Draws the weights of all layers and sets the biases to zero.
    /// - Parameters:
    ///   - parameters: ``parameterCount`` numbers.
    ///   - hidden: For all layers but the last.
    ///   - output: For the last layer.
    package func initialise(
        _ parameters: UnsafeMutablePointer<Float>, hidden: WeightInitialisation = .he,
        output: WeightInitialisation = .glorot,
        using generator: inout some RandomNumberGenerator
    ) {
        for layer in 0..<layers {
            let rule = layer == layers - 1 ? output : hidden
            rule.fill(
                weights(layer, in: parameters).base, inputs: sizes[layer],
                outputs: sizes[layer + 1], using: &generator)
            bias(layer, in: parameters).update(repeating: 0, count: sizes[layer + 1])
        }
    }
}
