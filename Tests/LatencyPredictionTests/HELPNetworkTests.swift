import Architectures
import Foundation
import NeuralNetworks
import TestSupport
import Testing

@testable import LatencyPrediction

/// The network, the modulator and the inner steps against an independent computation in numpy, and
/// gradients against finite differences.
///
/// The essence of the script, in doubles, with a dense adjacency matrix and one graph at a time:
///
///     A = eye(9); A[i+1, 0] = 1 for edges from 0; A[i+1, j+1] = 1 where edge j ends in i's source
///     A[7, i+1] = 1 for edges to 3; A[8, :] = 1; X[node] = one-hot(operator | 5 in, 6 out, 7 global)
///     for W, b in convolutions: X = relu(A @ (X @ W) + b)
///     for W, b in device layers: h = relu(h @ W + b)
///     v = concatenate(X[8], h); v = relu(v @ W + b) twice; y = v @ W + b
///     gradients of the inner steps: central differences of the loss, h = 1e-6
@Suite struct HELPNetworkTests {
    private static let codes: [Int32] = [0, 3_333, 8_888, 15_624]
    private static let support: [Int32] = [77, 4_242, 12_345]
    private static let targets: [Float] = [0.1, 0.5, 0.9]
    private static let embedding = (0..<10).map { Float($0) / 9 }

    private static func settings(steps: Int = 2) -> HELPSettings {
        var settings = HELPSettings()
        settings.width = 4
        settings.modulation = 0.5
        settings.innerSteps = steps
        return settings
    }

    private static func learner(_ settings: HELPSettings) throws -> HELPLearner {
        let space = try SearchSpace.nasBench201()
        let learner = HELPLearner(
            graphs: HELPGraphs(space: space), embedding: 10, settings: settings, parameters: nil,
            capacity: 8)
        let count = learner.network.parameterCount
        for index in 0..<count {
            let i = Double(index)
            learner.parameters.base[index] = Float(0.4 * sin(2.1 * i))
            learner.parameters.base[count + index] = Float(0.02 * (1 + 0.5 * sin(0.11 * i)))
        }
        for index in 0..<learner.modulator.shape.parameterCount {
            learner.parameters.base[2 * count + index] = Float(0.3 * sin(0.61 * Double(index)))
        }
        return learner
    }

    /// Adapts with noise of √(2·ln 2)·cos π for every factor.
    private static func adapt(_ learner: inout HELPLearner) {
        var generator = ConstantGenerator(bits: 1 << 63)
        support.withUnsafeBufferPointer { codes in
            learner.adapt(
                embedding: embedding, codes: codes, targets: targets, using: &generator)
        }
    }

    private static func predictions(_ learner: inout HELPLearner) -> [Float] {
        var result = [Float](repeating: 0, count: codes.count)
        codes.withUnsafeBufferPointer { codes in
            learner.addPredictions(embedding: embedding, codes: codes, to: &result)
        }
        return result
    }

    private static func agree(_ found: [Float], _ expected: [Double]) -> Bool {
        zip(found, expected).allSatisfy { abs(Double($0) - $1) < 2e-5 }
    }

    @Test func theForwardPassIsNumpys() throws {
        var learner = try Self.learner(Self.settings())
        learner.adapted.base.update(
            from: learner.parameters.base, count: learner.network.parameterCount)
        #expect(
            Self.agree(
                Self.predictions(&learner), [0.26080667, 0.09325961, -0.01181248, 0.114108086]))
    }

    @Test func theModulatedHeadIsNumpys() throws {
        var learner = try Self.learner(Self.settings(steps: 0))
        Self.adapt(&learner)
        #expect(
            Self.agree(
                Self.predictions(&learner),
                [-0.102801767, -0.089649758, -0.137434607, -0.1081974]))
    }

    @Test func twoInnerStepsAreNumpys() throws {
        var learner = try Self.learner(Self.settings())
        Self.adapt(&learner)
        #expect(
            Self.agree(
                Self.predictions(&learner),
                [-0.04353634, -0.036379678, -0.067692715, -0.037061535]))
    }

    /// With no inner step, the gradients by the meta-weights and by the modulator are exact; with
    /// one, those by the rates are.
    @Test(arguments: [0, 1])
    func metaGradientsAreFiniteDifferences(steps: Int) throws {
        var learner = try Self.learner(Self.settings(steps: steps))
        let network = learner.network.parameterCount
        let tested =
            steps == 0
            ? Array(0..<network) + Array((2 * network)..<learner.parameters.count)
            : Array(network..<(2 * network))
        let query: [Float] = [0.2, -0.3, 0.4, 0.8]
        func loss(_ learner: inout HELPLearner) -> Double {
            Self.adapt(&learner)
            let errors = zip(Self.predictions(&learner), query).map { Double($0 - $1) }
            let divergence = Self.divergence(learner)
            return errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
                + 0.1 * divergence
        }
        Self.adapt(&learner)
        Self.codes.withUnsafeBufferPointer { codes in
            _ = learner.addMetaGradient(
                embedding: Self.embedding, codes: codes, targets: query, weight: 1)
        }
        let found = learner.gradients.values
        // The rates' own gradients are small, but the loss is all but linear in them.
        let step: Float = steps == 0 ? 2e-3 : 2e-2
        var worst = 0.0
        for index in tested {
            let value = learner.parameters.base[index]
            learner.parameters.base[index] = value + step
            let above = loss(&learner)
            learner.parameters.base[index] = value - step
            let below = loss(&learner)
            learner.parameters.base[index] = value
            let difference = (above - below) / Double(2 * step)
            let error = abs(Double(found[index]) - difference)
            worst = max(worst, error / (0.02 + abs(difference)))
        }
        #expect(worst < 0.03)
        #expect(tested.contains { abs(found[$0]) > 0.01 })
    }

    /// The divergence from the standard normal distribution, computed from the weights alone.
    private static func divergence(_ learner: borrowing HELPLearner) -> Double {
        let start = 2 * learner.network.parameterCount
        let factors = learner.modulator.factorCount
        func number(_ index: Int) -> Double { Double(learner.parameters.base[start + index]) }
        let hidden = (0..<10).map { unit in
            max(
                0,
                (0..<10).reduce(number(100 + unit)) {
                    $0 + Double(embedding[$1]) * number($1 * 10 + unit)
                })
        }
        func output(_ index: Int) -> Double {
            (0..<10).reduce(number(110 + 20 * factors + index)) {
                $0 + hidden[$1] * number(110 + $1 * 2 * factors + index)
            }
        }
        return (0..<factors).reduce(0) { sum, factor in
            let mean = output(factor)
            let deviation = log(1 + exp(output(factors + factor)))
            return sum - log(deviation) + (deviation * deviation + mean * mean - 1) / 2
        }
    }
}

/// Always the same bits.
private struct ConstantGenerator: RandomNumberGenerator {
    let bits: UInt64

    mutating func next() -> UInt64 { bits }
}
