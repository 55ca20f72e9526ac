import Architectures
import Foundation
import TestSupport
import Testing

@testable import LatencyPrediction

@Suite struct TransferCorrectionTests {
    /// A device on which an operator costs more on some edges than on others, which no count holds.
    private static func uneven() throws -> ObjectiveTable {
        let space = try #require(Shared.features).space
        let factors = [0.3, 1.7, 1, 0.5, 1, 1.5]
        return ObjectiveTable(
            quantity: .latency(device: "uneven"),
            values: space.architectures.map { architecture in
                zip(space.operatorIndices(of: architecture), factors).reduce(SyntheticDevice.base) {
                    $0 + $1.1 * SyntheticDevice.costs[$1.0]
                }
            })
    }

    private static func estimator(
        _ table: ObjectiveTable, samples count: Int
    ) throws -> TransferEstimator {
        let inputs = try PredictorInputs(
            features: try #require(Shared.features), megaFLOPs: try #require(Shared.megaFLOPs),
            pool: Shared.pool)
        let target = AdaptationTarget(
            device: "uneven", samples: SyntheticDevice.samples(table, count: count, seed: 6))
        return try #require(
            try TransferPredictor.entry.make(inputs).adapted(to: target) as? TransferEstimator)
    }

    private static func within10(
        _ estimator: TransferEstimator, _ table: ObjectiveTable
    ) throws -> Double {
        let cells = try #require(Shared.features).space.architectures.striding(by: 13)
        let seen = Set(estimator.usedArchitectures)
        let tested = cells.filter { !seen.contains($0) }
        return shareWithin(
            0.1, of: tested.map { table.values[$0.code] },
            estimator.estimate(tested).milliseconds)
    }

    @Test func manySamplesLeaveTheAdditiveModels() throws {
        let table = try Self.uneven()
        let few = try Self.within10(Self.estimator(table, samples: 40), table)
        let many = try Self.within10(Self.estimator(table, samples: 200), table)
        #expect(few < 0.8)
        #expect(many > few + 0.1)
    }

    @Test func whatIsAdditiveStaysSo() throws {
        let table = try #require(Shared.asWritten)
        let estimator = try Self.estimator(table, samples: 160)
        #expect(try Self.within10(estimator, table) > 0.99)
    }

    @Test func itIsKeptAndRestored() throws {
        let table = try Self.uneven()
        let estimator = try Self.estimator(table, samples: 120)
        #expect(estimator.summary.contains("Gaussian process"))
        let inputs = try PredictorInputs(
            features: try #require(Shared.features), megaFLOPs: try #require(Shared.megaFLOPs))
        let data = try #require(try estimator.encoded())
        let restored = try TransferEstimator.restored(data, inputs)
        let cells = inputs.features.space.architectures.striding(by: 101)
        #expect(try restored.estimate(cells) == estimator.estimate(cells))
    }
}
