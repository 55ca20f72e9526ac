import Architectures
import Foundation
import LatencyPrediction
import TestSupport
import Testing

@Suite struct RankCorrelationTests {
    private static let x = [3.0, 1.5, 2.0, 2.0, 7.5, 4.0, 1.0, 6.0, 6.0, 5.5]
    private static let y = [2.0, 1.0, 3.0, 2.5, 8.0, 3.0, 1.5, 6.0, 5.0, 6.0]

    /// Expected: scipy 1.17.1, `stats.spearmanr`, `kendalltau` and `pearsonr` of the two lists.
    @Test func agreesWithSciPy() {
        let (x, y) = (Self.x, Self.y)
        #expect(
            isClose(RankCorrelation.spearman(x, y), 0.9079754601226994, relative: 1e-14))
        #expect(isClose(RankCorrelation.kendall(x, y), 0.7674418604651163, relative: 1e-14))
        #expect(isClose(RankCorrelation.pearson(x, y), 0.9449129348180791, relative: 1e-14))
    }

    /// τ-b by its definition, over all pairs.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func agreesWithAllPairs(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let x = (0..<60).map { _ in Double(Int.random(in: 0..<20, using: &generator)) }
        let y = (0..<60).map { _ in Double(Int.random(in: 0..<15, using: &generator)) }
        var (balance, untiedX, untiedY) = (0.0, 0.0, 0.0)
        for i in x.indices {
            for j in 0..<i {
                let a = (x[i] - x[j]).signum
                let b = (y[i] - y[j]).signum
                balance += a * b
                untiedX += a * a
                untiedY += b * b
            }
        }
        let expected = balance / (untiedX * untiedY).squareRoot()
        #expect(isClose(RankCorrelation.kendall(x, y), expected, relative: 1e-12))
    }

    @Test func constantSidesHaveNoCorrelation() {
        #expect(RankCorrelation.kendall([1, 1, 1], [1, 2, 3]).isNaN)
        #expect(RankCorrelation.spearman([1, 2, 3], [4, 4, 4]).isNaN)
        #expect(RankCorrelation.pearson([1], [2]).isNaN)
    }
}

extension Double {
    fileprivate var signum: Double { self > 0 ? 1 : self < 0 ? -1 : 0 }
}

@Suite struct PredictionScoresTests {
    @Test func sharesByHand() {
        // Relative errors: 0.5 %, 4 %, 5 %, 10 %, 20 %.
        let truth = [200.0, 100, 20, 10, 10]
        let scores = PredictionScores(predictions: [201, 96, 21, 9, 12], truth: truth)
        #expect(scores.count == 5)
        #expect(scores.within1 == 0.2)
        #expect(scores.within5 == 0.6)
        #expect(scores.within10 == 0.8)
        #expect(isClose(scores.mape, 0.079, relative: 1e-12))
    }

    @Test func coverageByHand() {
        let estimates = LatencyEstimates(
            milliseconds: [10, 10, 10, 10], standardDeviations: [1, 1, 1, 1])
        let coverage = intervalCoverage(of: [11, 9, 12, 10.5], by: estimates, z: 1)
        #expect(coverage == 0.75)
    }

    @Test func testSetLeavesOutWhatWasSeenAndWhatIsNoLatency() throws {
        let space = try TinySpace.make()
        let features = CellFeatures(space: space)
        var values = [Double](repeating: 5, count: 27)
        values[3] = .nan
        values[4] = 0
        values[5] = -1
        let table = ObjectiveTable(quantity: .latency(device: "d"), values: values)
        let test = TestSet(table: table, without: [Architecture(code: 26)], features: features)
        #expect(test.architectures.count == 23)
        #expect(!test.leavesOutDisconnected)
        #expect(!test.architectures.map(\.code).contains { [3, 4, 5, 26].contains($0) })
    }

    @Test func foldedCellsAreLeftOut() throws {
        let space = try TinySpace.make()
        let features = CellFeatures(space: space)
        // Disconnected: no edge 0→2, and none on 0→1 or 1→2: 3 + 3 − 1 = 5 of 27.
        let values = features.isDisconnected.map { $0 ? 0.01 : 5.0 }
        let table = ObjectiveTable(quantity: .latency(device: "d"), values: values)
        let test = TestSet(table: table, without: [], features: features)
        #expect(test.leavesOutDisconnected)
        #expect(test.architectures.count == 22)
    }
}

@Suite struct TwinsTests {
    @Test func nasBench201Has1500Pairs() throws {
        let features = try #require(Shared.features)
        let twins = Twins(space: features.space)
        #expect(twins.pairs.count == 1500)
        // What is the same for both twins has no noise.
        let noise = try #require(twins.noise(of: SyntheticDevice.asWritten(features.space)))
        #expect(noise.sigma == 0)
        #expect(noise.bound1 == 1)
    }

    @Test func whatWasMeasuredOnceForBothTwinsSaysNothing() throws {
        let space = try #require(Shared.features).space
        let twins = Twins(space: space)
        var values = space.architectures.map { 1 + Double(space.canonical($0).code % 7) }
        func noise() -> TableNoise? {
            twins.noise(of: ObjectiveTable(quantity: .latency(device: "d"), values: values))
        }
        #expect(noise() == nil)
        // One pair was asked for by name.
        values[twins.pairs[0].1.code] *= 1.05
        #expect(noise() == nil)
        for pair in twins.pairs { values[pair.1.code] *= 1.05 }
        #expect(abs((noise()?.sigma ?? 0) - 1.4826 * log(1.05) / 2.0.squareRoot()) < 1e-3)
    }

    /// Expected: numpy 2.4.6 over the CSV's 1,500 swap pairs, by the definitions of TableNoise.
    @Test(
        .enabled(if: PublishedData.isAvailable, Comment(rawValue: PublishedData.absence)),
        arguments: [
            ("gold_6226", 0.016217128842497687, 0.79, 0.921, 0.9983333333333333),
            ("titanx_1", 0.0320953728664443, 0.6773333333333333, 0.9856666666666667, 1.0),
        ])
    func noiseOfPublishedTables(
        device: String, sigma: Double, bound1: Double, bound5: Double, bound10: Double
    ) throws {
        let features = try #require(Shared.features)
        let table = try HELPTable.table(device, space: features.space)
        let noise = try #require(Twins(space: features.space).noise(of: table))
        #expect(isClose(noise.sigma, sigma, relative: 1e-9))
        #expect(isClose(noise.bound1, bound1, relative: 1e-12))
        #expect(isClose(noise.bound5, bound5, relative: 1e-12))
        #expect(isClose(noise.bound10, bound10, relative: 1e-12))
    }
}
