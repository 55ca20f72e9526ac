import Architectures
import Foundation
import TestSupport
import Testing

@testable import LatencyPrediction

@Suite struct RegressionTests {
    /// A device on which a cell's second edge costs more than the others, whatever is on it.
    private static func table(_ space: SearchSpace) -> ObjectiveTable {
        let additive = SyntheticDevice.asWritten(space)
        return ObjectiveTable(
            quantity: .latency(device: "r"),
            values: space.architectures.map { architecture in
                let index = space.operatorIndices(of: architecture)[1]
                return additive.values[architecture.code] + 2 * SyntheticDevice.costs[index]
            })
    }

    private static func scores(_ count: Int, wild: Bool = false) throws -> PredictionScores {
        let features = try #require(Shared.features)
        let table = Self.table(features.space)
        var samples = SyntheticDevice.samples(table, count: count, seed: 8)
        if wild {
            for index in stride(from: 0, to: count, by: 10) {
                samples[index] = LatencySample(
                    architecture: samples[index].architecture,
                    milliseconds: 100 * samples[index].milliseconds)
            }
        }
        let estimator = try RegressionPredictor(features: features).adapted(
            to: AdaptationTarget(device: "r", samples: samples))
        return try TestSet(
            table: table, without: estimator.usedArchitectures, features: features
        ).scores(of: estimator)
    }

    @Test func manySamplesShowWhatCountsDoNot() throws {
        #expect(try Self.scores(400).within5 > 0.95)
    }

    @Test func aTenthOfWildSamplesDoesNoHarm() throws {
        #expect(try Self.scores(400, wild: true).within10 > 0.9)
    }

    @Test func twentyNineSamplesAreTooFew() throws {
        #expect(
            throws: LatencyPredictionError.tooFewSamples(
                estimator: "regression", needed: 30, given: 29)
        ) { try Self.scores(29) }
    }

    /// Distances, by hand: cells that differ in the operator of one live edge.
    @Test func distancesCountEdgesAndCounts() throws {
        let features = try #require(Shared.features)
        let kernel = CellKernel(
            features: features, encoding: CellEncoding(space: features.space))
        let first = features.space.architecture(operatorIndices: [3, 3, 3, 3, 3, 3])
        let second = features.space.architecture(operatorIndices: [2, 3, 3, 3, 3, 3])
        let distance = kernel.squaredDistances([first.code], [second.code])
        // Two entries of the one-hot matrix in both views; two counts in both views, weighted ½.
        #expect(abs(distance[0, 0] - (4 + 4 * 0.25)) < 1e-9)
    }
}
