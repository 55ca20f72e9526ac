import Architectures
import LatencyPrediction
import TestSupport
import Testing

@Suite struct FLOPsTests {
    @Test func findsTheLine() throws {
        let space = try #require(Shared.features).space
        let megaFLOPs = try #require(Shared.megaFLOPs)
        let samples = stride(from: 100, to: 15_000, by: 700).map {
            LatencySample(
                architecture: Architecture(code: $0), milliseconds: 2 + 0.05 * megaFLOPs[$0])
        }
        let predictor = FLOPsPredictor(space: space, megaFLOPs: megaFLOPs)
        let estimator = try #require(
            try predictor.adapted(to: AdaptationTarget(device: "d", samples: samples))
                as? FLOPsEstimator)
        #expect(isClose(estimator.offset, 2, relative: 0.01))
        #expect(isClose(estimator.millisecondsPerMegaFLOP, 0.05, relative: 0.01))
        let estimate = estimator.estimate([Architecture(code: 15_624)])
        #expect(isClose(estimate.milliseconds[0], 2 + 0.05 * megaFLOPs[15_624], relative: 0.01))
    }
}

@Suite struct LUTTests {
    /// none 4 ms, skip 4.6 ms, conv 13 ms on all three edges: 0.2 and 3 ms an edge.
    private static func table(none: Double, _ space: SearchSpace) -> ObjectiveTable {
        var values = [Double](repeating: .nan, count: 27)
        for (operatorIndex, value) in [none, 4.6, 13].enumerated() {
            let digits = [operatorIndex, operatorIndex, operatorIndex]
            values[space.architecture(operatorIndices: digits).code] = value
        }
        return ObjectiveTable(quantity: .latency(device: "d"), values: values)
    }

    private static func adapted(_ target: AdaptationTarget) throws -> LUTEstimator {
        let predictor = LUTPredictor(space: try TinySpace.make())
        return try #require(try predictor.adapted(to: target) as? LUTEstimator)
    }

    @Test func derivesFromHomogeneousCells() throws {
        let space = try TinySpace.make()
        let estimator = try Self.adapted(
            AdaptationTarget(device: "d", table: Self.table(none: 4, space)))
        #expect(estimator.baseMilliseconds == 4)
        #expect(isClose(estimator.millisecondsPerEdge[1], 0.2, relative: 1e-12))
        #expect(isClose(estimator.millisecondsPerEdge[2], 3, relative: 1e-12))
        #expect(
            estimator.usedArchitectures
                == [
                    Architecture(code: 0), Architecture(code: 13), Architecture(code: 26),
                ])
        let mixed = space.architecture(operatorIndices: [2, 0, 1])
        #expect(isClose(estimator.estimate([mixed]).milliseconds[0], 7.2, relative: 1e-12))
        #expect(
            estimator.summary
                == "operator latencies derived from 3 homogeneous cells, base 4 ms (all none)")
    }

    @Test func withoutTheEmptyCellTheFastestIsTheBase() throws {
        let space = try TinySpace.make()
        let estimator = try Self.adapted(
            AdaptationTarget(device: "d", table: Self.table(none: .nan, space)))
        #expect(estimator.baseMilliseconds == 4.6)
        #expect(isClose(estimator.millisecondsPerEdge[2], 2.8, relative: 1e-12))
        #expect(estimator.usedArchitectures.count == 2)
        #expect(estimator.summary.hasSuffix("base 4.6 ms (all skip)"))
    }

    /// Two stages of one and two cells: conv costs 1 + 2 · 0.5 ms an edge, skip 0.1 + 2 · 0.2 ms.
    @Test func sumsMeasuredLatencies() throws {
        let space = try TinySpace.make()
        let latencies = OperatorLatencies(
            milliseconds: [0, 0.1, 1, 0, 0.2, 0.5], baseMilliseconds: 3)
        let estimator = try Self.adapted(
            AdaptationTarget(
                device: "d", table: Self.table(none: 4, space), operatorLatencies: latencies))
        let mixed = space.architecture(operatorIndices: [2, 0, 1])
        #expect(isClose(estimator.estimate([mixed]).milliseconds[0], 5.5, relative: 1e-12))
        #expect(estimator.usedArchitectures.isEmpty)
        #expect(estimator.summary == "sum of measured operator latencies, base 3 ms")
    }

    @Test func theBaseIsTheRestOfTheNetworkWithTheLeastOperators() throws {
        let space = try TinySpace.make()
        let latencies = OperatorLatencies(milliseconds: [0, 0.1, 1, 0, 0.2, 0.5])
        let empty = space.architecture(operatorIndices: [0, 0, 0])
        let mixed = space.architecture(operatorIndices: [2, 0, 1])
        let estimator = try Self.adapted(
            AdaptationTarget(
                device: "d", table: Self.table(none: 4, space), operatorLatencies: latencies))
        #expect(estimator.usedArchitectures == [empty])
        // 4 + 2 + 0.5 ms.
        #expect(isClose(estimator.estimate([mixed]).milliseconds[0], 6.5, relative: 1e-12))
        #expect(
            estimator.summary
                == "sum of measured operator latencies, base 4 ms from the network "
                + "\(space.publishedIndex(of: empty))")
        let alone = try Self.adapted(
            AdaptationTarget(device: "d", operatorLatencies: latencies))
        #expect(isClose(alone.estimate([mixed]).milliseconds[0], 2.5, relative: 1e-12))
        #expect(alone.usedArchitectures.isEmpty)
        #expect(alone.summary.hasSuffix("without what surrounds the cells"))
    }

    @Test func refusesWhatItCanNotDerive() throws {
        let space = try TinySpace.make()
        var table = Self.table(none: 4, space)
        table.values[26] = .nan
        #expect(throws: LatencyPredictionError.self) {
            try Self.adapted(AdaptationTarget(device: "d", table: table))
        }
        #expect(throws: LatencyPredictionError.self) {
            try Self.adapted(AdaptationTarget(device: "d"))
        }
        let incomplete = OperatorLatencies(milliseconds: [1, 2, 3])
        #expect(throws: LatencyPredictionError.self) {
            try Self.adapted(AdaptationTarget(device: "d", operatorLatencies: incomplete))
        }
    }
}

@Suite struct OracleTests {
    @Test func isTheTable() throws {
        let table = ObjectiveTable(quantity: .latency(device: "d"), values: [1, .nan, 3])
        let estimator = try OraclePredictor().adapted(
            to: AdaptationTarget(device: "d", table: table, tableOrigin: .measured))
        #expect(estimator.origin == .measured)
        let estimates = try estimator.estimate([Architecture(code: 2), Architecture(code: 1)])
        #expect(estimates.milliseconds[0] == 3)
        #expect(estimates.milliseconds[1].isNaN)
        #expect(estimates.standardDeviations.allSatisfy { $0.isNaN })
        #expect(estimator.summary == "the measured table of d, 2 architectures")
    }

    @Test func needsATable() {
        #expect(throws: LatencyPredictionError.self) {
            try OraclePredictor().adapted(to: AdaptationTarget(device: "d"))
        }
    }
}
