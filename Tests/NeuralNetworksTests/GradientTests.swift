import Architectures
import NeuralNetworks
import Testing

@Suite struct GradientTests {
    /// Σ output² / 2 and its gradient by every parameter and input, against central differences.
    @Test(arguments: [Activation.identity, .rectifier, .leakyRectifier])
    func backwardAgreesWithFiniteDifferences(activation: Activation) {
        let shape = PerceptronShape(
            sizes: [3, 5, 4, 2], activation: activation, outputActivation: .leakyRectifier)
        var generator = SeededGenerator(seed: 11)
        let rows = 6
        let parameters = FloatStorage(zeros: shape.parameterCount)
        shape.initialise(parameters.base, using: &generator)
        // Biases that are not zero.
        for index in 0..<parameters.count {
            parameters.base[index] += Float.random(in: -0.2...0.2, using: &generator)
        }
        let inputs = FloatStorage(
            (0..<(rows * 3)).map { _ in Float.random(in: -1...1, using: &generator) })
        let outputs = FloatStorage(zeros: rows * 2)
        let outputGradients = FloatStorage(zeros: rows * 2)
        let gradients = FloatStorage(zeros: shape.parameterCount)
        let inputGradients = FloatStorage(zeros: rows * 3)
        let workspace = PerceptronWorkspace(shape, capacity: 8)
        func loss() -> Double {
            shape.forward(
                parameters.base, input: inputs.matrix(rows: rows, columns: 3),
                workspace: workspace, output: outputs.matrix(rows: rows, columns: 2))
            return outputs.values.reduce(0) { $0 + Double($1) * Double($1) / 2 }
        }
        _ = loss()
        outputGradients.assign(outputs.values)
        shape.backward(
            parameters.base, gradients: gradients.base,
            input: inputs.matrix(rows: rows, columns: 3),
            output: outputs.matrix(rows: rows, columns: 2),
            outputGradient: outputGradients.matrix(rows: rows, columns: 2),
            inputGradient: inputGradients.matrix(rows: rows, columns: 3), workspace: workspace)
        let step: Float = 1e-3
        func difference(_ number: UnsafeMutablePointer<Float>) -> Double {
            let value = number.pointee
            number.pointee = value + step
            let above = loss()
            number.pointee = value - step
            let below = loss()
            number.pointee = value
            return (above - below) / Double(2 * step)
        }
        for index in 0..<parameters.count {
            let expected = difference(parameters.base + index)
            #expect(abs(Double(gradients.base[index]) - expected) < 2e-3 * max(1, abs(expected)))
        }
        for index in 0..<inputs.count {
            let expected = difference(inputs.base + index)
            #expect(
                abs(Double(inputGradients.base[index]) - expected) < 2e-3 * max(1, abs(expected)))
        }
    }
}
