/// A trained stack of dense layers: a shape and its numbers.
package struct MultilayerPerceptron: Sendable, Hashable, Codable {
    /// The layers.
    package let shape: PerceptronShape
    /// ``PerceptronShape/parameterCount`` weights and biases.
    package var parameters: [Float]

    /// Wraps trained numbers.
    package init(shape: PerceptronShape, parameters: [Float]) {
        precondition(parameters.count == shape.parameterCount, "as many numbers as the shape needs")
        self.shape = shape
        self.parameters = parameters
    }

    /// Draws the weights.
    package init(
        shape: PerceptronShape, hidden: WeightInitialisation = .he,
        output: WeightInitialisation = .glorot,
        using generator: inout some RandomNumberGenerator
    ) {
        let storage = FloatStorage(zeros: shape.parameterCount)
        shape.initialise(storage.base, hidden: hidden, output: output, using: &generator)
        self.init(shape: shape, parameters: storage.values)
    }

    /// The outputs of many inputs, computed in blocks that stay in the cache.
    /// - Parameter inputs: `[rows × inputs]`, row-major.
    /// - Returns: `[rows × outputs]`, row-major.
    package func outputs(of inputs: [Float]) -> [Float] {
        let (width, outputs) = (shape.sizes[0], shape.sizes[shape.layers])
        precondition(inputs.count % width == 0, "whole rows")
        let rows = inputs.count / width
        let block = min(512, max(1, rows))
        let weights = FloatStorage(parameters)
        let source = FloatStorage(zeros: block * width)
        let result = FloatStorage(zeros: rows * outputs)
        let workspace = PerceptronWorkspace(shape, capacity: block)
        inputs.withUnsafeBufferPointer { inputs in
            guard let first = inputs.baseAddress else { return }
            for start in Swift.stride(from: 0, to: rows, by: block) {
                let count = min(block, rows - start)
                source.base.update(from: first + start * width, count: count * width)
                shape.forward(
                    weights.base, input: source.matrix(rows: count, columns: width),
                    workspace: workspace,
                    output: result.matrix(at: start * outputs, rows: count, columns: outputs))
            }
        }
        return result.values
    }
}
