import Architectures
import LatencyPrediction
import TestSupport
import Testing

@Suite struct OpCountTests {
    private static func estimator(
        _ samples: [LatencySample], _ features: CellFeatures
    ) throws -> OpCountEstimator {
        let target = AdaptationTarget(device: "d", samples: samples)
        return try #require(
            try OpCountPredictor(features: features).adapted(to: target) as? OpCountEstimator)
    }

    private static func shareWithin10(
        _ estimator: OpCountEstimator, _ table: ObjectiveTable, _ features: CellFeatures
    ) throws -> Double {
        let test = TestSet(
            table: table, without: estimator.usedArchitectures, features: features)
        return shareWithin(
            0.1, of: test.truth, estimator.estimate(test.architectures).milliseconds)
    }

    @Test func findsTheViewOfADevice() throws {
        let features = try #require(Shared.features)
        let written = try #require(Shared.asWritten)
        let pruned = try #require(Shared.pruned)
        for seed in 0..<3 as Range<UInt64> {
            let first = try Self.estimator(
                SyntheticDevice.samples(written, count: 20, seed: seed), features)
            #expect(first.view == .asWritten && first.viewProbability > 0.9)
            #expect(try Self.shareWithin10(first, written, features) > 0.99)
            let second = try Self.estimator(
                SyntheticDevice.samples(pruned, count: 20, seed: seed), features)
            #expect(second.view == .pruned && second.viewProbability > 0.9)
            #expect(try Self.shareWithin10(second, pruned, features) > 0.93)
        }
    }

    @Test func theUnitDoesNotMatter() throws {
        let features = try #require(Shared.features)
        let samples = SyntheticDevice.samples(
            SyntheticDevice.asWritten(features.space), count: 5, seed: 1)
        let larger = samples.map {
            LatencySample(architecture: $0.architecture, milliseconds: 1024 * $0.milliseconds)
        }
        let batch = features.space.architectures.striding(by: 1001)
        let small = try Self.estimator(samples, features).estimate(batch)
        let large = try Self.estimator(larger, features).estimate(batch)
        for index in batch.indices {
            #expect(
                isClose(
                    1024 * small.milliseconds[index], large.milliseconds[index], relative: 1e-9))
            #expect(
                isClose(
                    1024 * small.standardDeviations[index], large.standardDeviations[index],
                    relative: 1e-9))
        }
    }

    @Test(arguments: [100, 0.01])
    func oneWildSampleOfTenDoesNotRuinIt(factor: Double) throws {
        let features = try #require(Shared.features)
        let table = try #require(Shared.asWritten)
        var shares: [Double] = []
        for seed in 0..<5 as Range<UInt64> {
            var samples = SyntheticDevice.samples(table, count: 10, seed: seed)
            samples[3] = LatencySample(
                architecture: samples[3].architecture,
                milliseconds: factor * samples[3].milliseconds)
            let estimator = try Self.estimator(samples, features)
            shares.append(try Self.shareWithin10(estimator, table, features))
        }
        #expect(shares.sorted()[2] > 0.85, "\(shares)")
    }

    @Test func deviationsShrinkWithSamples() throws {
        let features = try #require(Shared.features)
        let table = try #require(Shared.asWritten)
        let batch = features.space.architectures.striding(by: 1001)
        let means = try [3, 30].map { count in
            try Self.estimator(
                SyntheticDevice.samples(table, count: count, seed: 2), features
            ).estimate(batch).standardDeviations.reduce(0, +)
        }
        #expect(means[1] < 0.5 * means[0])
    }

    /// Ten random samples, all other architectures as the test, the median of 20 draws.
    @Test(.enabled(if: PublishedData.isAvailable, Comment(rawValue: PublishedData.absence)))
    func tenSamplesOfGold6226() throws {
        let features = try #require(Shared.features)
        let table = try HELPTable.table("gold_6226", space: features.space)
        let shares = try (0..<20 as Range<UInt64>).map { seed in
            let samples = SyntheticDevice.samples(table, count: 10, seed: seed)
            return try Self.shareWithin10(Self.estimator(samples, features), table, features)
        }.sorted()
        #expect((shares[9] + shares[10]) / 2 >= 0.88, "\(shares)")
    }
}
