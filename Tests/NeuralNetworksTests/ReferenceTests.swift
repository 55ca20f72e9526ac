import Architectures
import Foundation
import NeuralNetworks
import TestSupport
import Testing

/// Literal values from PyTorch 1.13 in double precision:
///
///     p[i] = sin(i + 1) / 2 as W1 [3 × 4], b1, W2 [4 × 2], b2, W3 [2 × 1], b3; x[i] = cos(i) [2 × 3]
///     h = relu(x @ W1 + b1); h = relu(h @ W2 + b2); y = h @ W3 + b3
///     (y * [[1], [-2]]).sum().backward()
///     AdamW([1, -2, .5], lr=.1, weight_decay=.01), steps with [.3, -1, .02] · 1, · 2, · 3
@Suite struct ReferenceTests {
    private static let shape = PerceptronShape(sizes: [3, 4, 2, 1])
    private static let parameters = (0..<29).map { Float(sin(Double($0 + 1)) / 2) }
    private static let inputs = (0..<6).map { Float(cos(Double($0))) }
    private static let outputs: [Float] = [-0.13983245, -0.2849139]
    private static let gradients: [Float] = [
        -0.3814315, 0.2200888, 0.1994399, 0, -0.2181678, 0.133599, 0.1077578, 0, 0.1456783,
        -0.0757211, -0.0829963, 0, -0.1790027, -0.0259958, 0.1994399, 0, 0.1367683, -0.0060684,
        0.4722892, 0.1176997, 0.3735896, 0.1058241, 0, 0, 0.478188, -0.1354529, 0.1971751,
        0.0287304, -1,
    ]

    @Test func forwardIsPyTorchs() {
        let network = MultilayerPerceptron(shape: Self.shape, parameters: Self.parameters)
        let outputs = network.outputs(of: Self.inputs)
        #expect(outputs.count == 2)
        for (output, expected) in zip(outputs, Self.outputs) {
            #expect(abs(output - expected) < 1e-6)
        }
    }

    @Test func backwardIsPyTorchs() {
        let parameters = FloatStorage(Self.parameters)
        let inputs = FloatStorage(Self.inputs)
        let outputs = FloatStorage(zeros: 2)
        let outputGradients = FloatStorage([1, -2])
        let gradients = FloatStorage(zeros: 29)
        let workspace = PerceptronWorkspace(Self.shape, capacity: 2)
        let (input, output) = (
            inputs.matrix(rows: 2, columns: 3), outputs.matrix(rows: 2, columns: 1)
        )
        Self.shape.forward(
            parameters.base, input: input, workspace: workspace, output: output)
        Self.shape.backward(
            parameters.base, gradients: gradients.base, input: input, output: output,
            outputGradient: outputGradients.matrix(rows: 2, columns: 1), workspace: workspace)
        for (gradient, expected) in zip(gradients.values, Self.gradients) {
            #expect(abs(gradient - expected) < 1e-6)
        }
    }

    @Test func adamIsPyTorchs() {
        let parameters = FloatStorage([1, -2, 0.5])
        var adam = Adam(count: 3, learningRate: 0.1, weightDecay: 0.01)
        for step in 1...3 {
            let gradients = FloatStorage([0.3, -1, 0.02].map { $0 * Float(step) })
            adam.step(parameters.base, gradients: gradients.base)
        }
        let expected: [Float] = [0.70498115, -1.7019842, 0.2064797]
        for (value, expected) in zip(parameters.values, expected) {
            #expect(abs(value - expected) < 1e-6)
        }
    }

    @Test func initialisationHasItsVariance() {
        var generator = SeededGenerator(seed: 1)
        let weights = FloatStorage(zeros: 40_000)
        for (rule, variance) in [(WeightInitialisation.he, 0.02), (.glorot, 2.0 / 500)] {
            rule.fill(weights.base, inputs: 100, outputs: 400, using: &generator)
            let values = weights.values.map(Double.init)
            let found = values.reduce(0) { $0 + $1 * $1 } / 40_000
            #expect(abs(found / variance - 1) < 0.03)
            #expect(abs(values.reduce(0, +) / 40_000) < 0.02 * variance.squareRoot())
        }
        WeightInitialisation.zero.fill(
            weights.base, inputs: 100, outputs: 400, using: &generator)
        #expect(weights.values.allSatisfy { $0 == 0 })
    }
}
