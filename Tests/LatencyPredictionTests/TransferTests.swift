import Architectures
import Foundation
import LatencyPrediction
import TestSupport
import Testing

@Suite struct TransferTests {
    /// A device that none of the pool is, though it is of their kind.
    private static let costs = [0.0, 0.2, 1.1, 2.6, 0.8]

    private static func predictor(_ pool: [PoolDevice] = Shared.pool) throws -> TransferPredictor {
        let features = try #require(Shared.features)
        let inputs = try PredictorInputs(
            features: features, megaFLOPs: try #require(Shared.megaFLOPs), pool: pool)
        return try #require(try TransferPredictor.entry.make(inputs) as? TransferPredictor)
    }

    private static func adapted(
        _ predictor: TransferPredictor, to samples: [LatencySample]
    ) throws -> TransferEstimator {
        let target = AdaptationTarget(device: "target", samples: samples)
        return try #require(try predictor.adapted(to: target) as? TransferEstimator)
    }

    private static func scores(
        of estimator: TransferEstimator, on table: ObjectiveTable
    ) throws -> PredictionScores {
        try TestSet(
            table: table, without: estimator.usedArchitectures,
            features: try #require(Shared.features)
        ).scores(of: estimator)
    }

    @Test func aFewSamplesPlaceADeviceAmongThePool() throws {
        let space = try #require(Shared.features).space
        let table = SyntheticDevice.asWritten(space, costs: Self.costs)
        let predictor = try Self.predictor()
        var sum = 0.0
        for seed in [1, 2, 3] as [UInt64] {
            let three = try Self.adapted(
                predictor, to: SyntheticDevice.samples(table, count: 3, seed: seed))
            sum += try Self.scores(of: three, on: table).within10
            let ten = try Self.adapted(
                predictor, to: SyntheticDevice.samples(table, count: 10, seed: seed))
            #expect(try Self.scores(of: ten, on: table).within5 > 0.97)
            #expect(ten.asWrittenProbability > 0.95)
        }
        // Three samples can't settle five costs: the pool has to.
        #expect(sum / 3 > 0.85)
    }

    /// Two of three samples are twice too slow, and known to be no better than that.
    @Test func samplesThatAreUncertainCountLess() throws {
        let space = try #require(Shared.features).space
        let table = SyntheticDevice.asWritten(space, costs: Self.costs)
        let predictor = try Self.predictor()
        func within10(error: Double) throws -> Double {
            let samples = SyntheticDevice.samples(table, count: 7, seed: 5).enumerated().map {
                $0 < 2
                    ? LatencySample(
                        architecture: $1.architecture, milliseconds: 1.5 * $1.milliseconds,
                        relativeError: error) : $1
            }
            return try Self.scores(of: Self.adapted(predictor, to: samples), on: table).within5
        }
        let (unknown, known) = (try within10(error: 0), try within10(error: 0.5))
        #expect(known > 0.9, "\(known)")
        #expect(known > unknown, "\(known), \(unknown)")
        // Samples that are exact are as they always were.
        let samples = SyntheticDevice.samples(table, count: 5, seed: 2)
        let exact = samples.map {
            LatencySample(
                architecture: $0.architecture, milliseconds: $0.milliseconds, relativeError: 0)
        }
        let cells = [Architecture(code: 7), Architecture(code: 9_000)]
        #expect(
            try Self.adapted(predictor, to: samples).estimate(cells).milliseconds
                == Self.adapted(predictor, to: exact).estimate(cells).milliseconds)
    }

    @Test func theViewIsFoundOut() throws {
        let space = try #require(Shared.features).space
        // Pruned like one of the pool, but 40 times slower.
        let slow = ObjectiveTable(
            quantity: .latency(device: "slow"),
            values: SyntheticDevice.pruned(space).values.map { 40 * $0 })
        let estimator = try Self.adapted(
            try Self.predictor(), to: SyntheticDevice.samples(slow, count: 10, seed: 4))
        #expect(estimator.asWrittenProbability < 0.01)
        #expect(try Self.scores(of: estimator, on: slow).within5 > 0.97)
        #expect(
            estimator.summary
                == "operator costs learned from 5 devices, adapted to 10 samples "
                + "(pruned, 100 % sure, most like pruned)")
    }

    @Test func oneWildSampleOfTenDoesNoHarm() throws {
        let space = try #require(Shared.features).space
        let table = SyntheticDevice.asWritten(space, costs: Self.costs)
        for factor in [100, 0.01] {
            var samples = SyntheticDevice.samples(table, count: 10, seed: 5)
            samples[3] = LatencySample(
                architecture: samples[3].architecture,
                milliseconds: samples[3].milliseconds * factor)
            let estimator = try Self.adapted(try Self.predictor(), to: samples)
            #expect(try Self.scores(of: estimator, on: table).within10 > 0.95)
        }
    }

    @Test func theUnitIsIrrelevant() throws {
        let space = try #require(Shared.features).space
        let table = SyntheticDevice.asWritten(space, costs: Self.costs)
        let samples = SyntheticDevice.samples(table, count: 5, seed: 6)
        let predictor = try Self.predictor()
        let batch = space.architectures.striding(by: 531)
        let plain = try Self.adapted(predictor, to: samples).estimate(batch)
        let scaled = try Self.adapted(
            predictor,
            to: samples.map {
                LatencySample(architecture: $0.architecture, milliseconds: $0.milliseconds * 1024)
            }
        ).estimate(batch)
        for index in batch.indices {
            #expect(
                isClose(
                    scaled.milliseconds[index], 1024 * plain.milliseconds[index], relative: 1e-9))
            #expect(
                isClose(
                    scaled.standardDeviations[index], 1024 * plain.standardDeviations[index],
                    relative: 1e-6))
        }
    }

    @Test func aPoolOfOneServesWithOneSample() throws {
        let space = try #require(Shared.features).space
        let only = Array(Shared.pool.prefix(1))
        let table = ObjectiveTable(
            quantity: .latency(device: "t"), values: only[0].table.values.map { 3 * $0 })
        let estimator = try Self.adapted(
            try Self.predictor(only), to: SyntheticDevice.samples(table, count: 1, seed: 7))
        let scores = try Self.scores(of: estimator, on: table)
        #expect(scores.within10 > 0.6)
        #expect(estimator.summary.hasPrefix("operator costs learned from 1 device, adapted to 1 s"))
        let three = try Self.adapted(
            try Self.predictor(only), to: SyntheticDevice.samples(table, count: 3, seed: 7))
        // A device that is three times another one is recognised by three samples.
        #expect(try Self.scores(of: three, on: table).within10 > 0.95)
        #expect(space.count == scores.count + 1)
    }

    @Test func withoutAPoolItSaysWhatIsMissing() throws {
        let space = try #require(Shared.features).space
        let empty = ObjectiveTable(
            quantity: .latency(device: "few"),
            values: (0..<space.count).map { $0 < 5 ? 1 : .nan })
        for pool in [[], [PoolDevice(device: "few", hardware: "few", table: empty)]] {
            let predictor = try Self.predictor(pool)
            let error = #expect(throws: LatencyPredictionError.self) {
                try Self.adapted(
                    predictor,
                    to: [LatencySample(architecture: Architecture(code: 7), milliseconds: 1)])
            }
            let sentence = try #require(error).description
            #expect(sentence.hasSuffix("or take an estimator without a pool such as op-count"))
            #expect(
                sentence.contains("no other device has a table to learn from") == pool.isEmpty)
            #expect(sentence.contains("no table has so many") == !pool.isEmpty)
        }
    }

    @Test func tablesOfAnyCoverageTeach() throws {
        let space = try #require(Shared.features).space
        var generator = SeededGenerator(seed: 8)
        // Half, a tenth and a hundredth of the cells; zeros, infinities and blanks between them.
        let broken = [2, 10, 100].enumerated().map { index, step in
            var values = Shared.pool[index].table.values
            for code in values.indices where Int.random(in: 0..<step, using: &generator) > 0 {
                values[code] = [.nan, 0, .infinity, -1][code % 4]
            }
            return PoolDevice(
                device: "broken-\(index)", hardware: "b\(index)",
                table: ObjectiveTable(quantity: .latency(device: "b"), values: values))
        }
        let predictor = try Self.predictor(broken + [Shared.pool[4]])
        #expect(predictor.devices == ["broken-0", "broken-1", "broken-2", "pruned"])
        let table = SyntheticDevice.asWritten(space, costs: Self.costs)
        let estimator = try Self.adapted(
            predictor, to: SyntheticDevice.samples(table, count: 10, seed: 9))
        #expect(try Self.scores(of: estimator, on: table).within10 > 0.95)
    }

    @Test func intervalsCoverNoisyDevices() throws {
        let space = try #require(Shared.features).space
        var generator = SeededGenerator(seed: 10)
        // The sum of three uniform errors: about normal, 5 %.
        func noisy(_ table: ObjectiveTable) -> ObjectiveTable {
            ObjectiveTable(
                quantity: table.quantity,
                values: table.values.map { value in
                    value
                        * (1
                            + (0..<3).reduce(0) { sum, _ in
                                sum + Double.random(in: -0.05...0.05, using: &generator)
                            })
                })
        }
        let pool = Shared.pool.map {
            PoolDevice(device: $0.device, hardware: $0.hardware, table: noisy($0.table))
        }
        let predictor = try Self.predictor(pool)
        let table = noisy(SyntheticDevice.asWritten(space, costs: Self.costs))
        let estimator = try Self.adapted(
            predictor, to: SyntheticDevice.samples(table, count: 10, seed: 11))
        let coverage = intervalCoverage(
            of: table.values, by: estimator.estimate(space.architectures), z: 1.2816)
        #expect((0.7...0.95).contains(coverage))
    }

    @Test func smallSpacesWork() throws {
        let space = try TinySpace.make()
        let features = CellFeatures(space: space)
        let pool = [[0, 0.5, 3.0], [0, 1, 2]].enumerated().map { index, costs in
            PoolDevice(
                device: "d\(index)", hardware: "h\(index)",
                table: SyntheticDevice.asWritten(space, costs: costs))
        }
        let inputs = try PredictorInputs(
            features: features, megaFLOPs: [Double](repeating: 1, count: 27), pool: pool)
        let table = SyntheticDevice.asWritten(space, costs: [0, 0.8, 2.4])
        let estimator = try TransferPredictor.entry.make(inputs).adapted(
            to: AdaptationTarget(
                device: "t", samples: SyntheticDevice.samples(table, count: 6, seed: 1)))
        let scores = try TestSet(
            table: table, without: estimator.usedArchitectures, features: features
        ).scores(of: estimator)
        #expect(scores.within10 > 0.9)
    }
}
