import Architectures
import NeuralNetworks
import TestSupport
import Testing

@testable import AccuracyPrediction

@Suite struct CellNetworkTests {
    private static let shape = CellNetworkShape(
        transforms: 1, state: 3, hidden: 5, readout: 4, outputs: 2)

    /// Sizes on both sides of the blocks of 4 × 8, against a plain sum.
    @Test(arguments: [(1, 1, 1), (4, 3, 8), (5, 7, 17), (9, 2, 24)])
    func exactProducts(rows: Int, inner: Int, columns: Int) {
        var generator = SeededGenerator(seed: 3)
        func draw(_ count: Int) -> FloatStorage {
            FloatStorage((0..<count).map { _ in Float.random(in: -1...1, using: &generator) })
        }
        let left = draw(rows * inner)
        let right = draw(inner * columns)
        let start = draw(rows * columns)
        let turned = FloatStorage(zeros: rows * inner)
        let a = left.matrix(rows: rows, columns: inner)
        let b = right.matrix(rows: inner, columns: columns)
        a.transpose(into: turned.matrix(rows: inner, columns: rows))
        for adding in [false, true] {
            let plain = FloatStorage(start.values)
            let transposing = FloatStorage(start.values)
            plain.matrix(rows: rows, columns: columns).assignExactProduct(a, b, adding: adding)
            transposing.matrix(rows: rows, columns: columns).assignExactProduct(
                transposing: turned.matrix(rows: inner, columns: rows), b, adding: adding)
            for row in 0..<rows {
                for column in 0..<columns {
                    var sum = adding ? start.base[row * columns + column] : 0
                    for index in 0..<inner {
                        sum +=
                            left.base[row * inner + index] * right.base[index * columns + column]
                    }
                    #expect(plain.base[row * columns + column] == sum)
                    #expect(transposing.base[row * columns + column] == sum)
                }
            }
        }
    }

    /// Gradients of the weighted squared error by every parameter, against central differences.
    @Test func backwardAgreesWithFiniteDifferences() throws {
        let unrolling = CellUnrolling(space: try TinySpace.make())
        var generator = SeededGenerator(seed: 5)
        let network = CellNetwork(shape: Self.shape, using: &generator)
        let parameters = FloatStorage(network.parameters)
        for index in 0..<parameters.count {
            parameters.base[index] += Float.random(in: -0.3...0.3, using: &generator)
        }
        let graphs = Array(0..<unrolling.graphCount)[...]
        let targets = CellNetworkTrainer.Targets(
            outputs: 2,
            values: (0..<(graphs.count * 2)).map { _ in
                Float.random(in: -1...1, using: &generator)
            }, weights: (0..<(graphs.count * 2)).map { Float($0 % 3) })
        let tolerance: Float = 0.5
        let pass = CellNetworkPass(Self.shape, unrolling: unrolling, capacity: graphs.count)
        func loss() -> Double {
            pass.computeStates(parameters.base)
            pass.computeOutputs(of: graphs, parameters.base)
            var (sum, weights) = (0.0, 0.0)
            for index in 0..<(graphs.count * 2) {
                let error = Double(pass.outputs.base[index]) - Double(targets.values[index])
                let scaled = error / Double(tolerance)
                sum +=
                    Double(targets.weights[index]) * 2 * Double(tolerance * tolerance)
                    * ((1 + scaled * scaled).squareRoot() - 1)
                weights += Double(targets.weights[index])
            }
            return 2 * sum / weights
        }
        _ = loss()
        let gradients = FloatStorage(zeros: parameters.count)
        CellNetworkTrainer.setGradients(
            of: pass, graphs: graphs, targets: targets, tolerance: tolerance)
        pass.backward(graphs: graphs, parameters.base, gradients: gradients.base)
        let step: Float = 1e-2
        for index in 0..<parameters.count {
            let value = parameters.base[index]
            parameters.base[index] = value + step
            let above = loss()
            parameters.base[index] = value - step
            let below = loss()
            parameters.base[index] = value
            let expected = (above - below) / Double(2 * step)
            #expect(abs(Double(gradients.base[index]) - expected) < 2e-3 * max(1, abs(expected)))
        }
    }

    @Test func fewerOutputsAreTheSame() throws {
        let unrolling = CellUnrolling(space: try TinySpace.make())
        var generator = SeededGenerator(seed: 5)
        let network = CellNetwork(shape: Self.shape, using: &generator)
        let both = network.outputs(over: unrolling)
        let first = network.prefix(outputs: 1).outputs(over: unrolling)
        #expect(both.count == 28)
        #expect(first == stride(from: 0, to: 28, by: 2).map { both[$0] })
    }

    /// s = x / √(1 + x²): at 0.75 it is 0.6, so φ = 0.75 · 1.6 / 2; φ′ = (1 + 1.2 − 0.216) / 2.
    @Test func smoothRectifier() {
        let values = FloatStorage([0.75, -0.75, 0])
        let slopes = FloatStorage(zeros: 3)
        let gradients = FloatStorage([1, 2, 1])
        SmoothRectifier.apply(
            values.matrix(rows: 1, columns: 3), slopes: slopes.matrix(rows: 1, columns: 3))
        SmoothRectifier.multiplyByDerivative(
            gradients.matrix(rows: 1, columns: 3), slopes: slopes.matrix(rows: 1, columns: 3))
        for (found, expected) in zip(values.values, [0.6, -0.15, 0]) {
            #expect(abs(Double(found) - expected) < 1e-6)
        }
        for (found, expected) in zip(gradients.values, [0.992, 2 * 0.008, 0.5]) {
            #expect(abs(Double(found) - expected) < 1e-6)
        }
    }
}
