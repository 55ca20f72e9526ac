import Architectures
import Foundation
import LatencyPrediction
import Statistics
import TestSupport
import Testing

@Suite struct ErrorProcessTests {
    let space: SearchSpace

    init() throws { space = try SearchSpace.nasBench201() }

    private func process(deviation: Double = 1) -> ErrorProcess {
        ErrorProcess(
            space: space,
            estimates: LatencyEstimates(
                milliseconds: [Double](repeating: 10, count: space.count),
                standardDeviations: [Double](repeating: deviation, count: space.count)))
    }

    @Test func withoutObservationsNothingChanges() {
        let estimate = process().estimate([Architecture(code: 17)])
        #expect(estimate.milliseconds == [10])
        #expect(abs(estimate.standardDeviations[0] - 1) < 1e-12)
    }

    /// A predictor that is 10 % too fast everywhere is corrected everywhere, and believed more.
    @Test func aCommonErrorIsLearned() throws {
        var process = process()
        let codes = stride(from: 100, to: 15_000, by: 749)
        try process.observe(
            codes.map { LatencySample(architecture: Architecture(code: $0), milliseconds: 11) })
        let estimate = process.estimate([Architecture(code: 4321)])
        #expect((10.75...11).contains(estimate.milliseconds[0]))
        #expect(estimate.standardDeviations[0] < 0.5)
    }

    /// Latencies that are themselves uncertain teach less.
    @Test func uncertainLatenciesTeachLess() throws {
        func estimate(error: Double) throws -> LatencyEstimates {
            var process = process()
            try process.observe(
                stride(from: 100, to: 15_000, by: 5_000).map {
                    LatencySample(
                        architecture: Architecture(code: $0), milliseconds: 12,
                        relativeError: error)
                })
            return process.estimate([Architecture(code: 101)])
        }
        let (exact, vague) = (try estimate(error: 0), try estimate(error: 0.3))
        #expect(exact.milliseconds[0] > vague.milliseconds[0] + 0.2)
        #expect(exact.standardDeviations[0] < vague.standardDeviations[0])
    }

    /// An error of one kind of cells stays with cells of that kind.
    @Test func aLocalErrorStaysLocal() throws {
        var process = process()
        let heavy = try space.architecture(
            string:
                "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|"
        )
        let light = Architecture(code: 0)
        func neighbours(of cell: Architecture, _ milliseconds: Double) -> [LatencySample] {
            (0..<6).flatMap { edge in
                [1, 2, 4].map { index in
                    LatencySample(
                        architecture: space.replacing(edge: edge, of: cell, byOperator: index),
                        milliseconds: milliseconds)
                }
            }
        }
        try process.observe(neighbours(of: heavy, 12) + neighbours(of: light, 10))
        let estimate = process.estimate([heavy, light])
        #expect(abs(estimate.milliseconds[0] - 12) < 0.3)
        #expect(abs(estimate.milliseconds[1] - 10) < 0.3)
    }

    /// Errors far beyond what was predicted widen the deviations, wherever nothing was looked up.
    @Test func errorsBeyondThePredictedOnesWidenTheDeviations() throws {
        var process = process(deviation: 0.2)
        var generator = SeededGenerator(seed: 3)
        let samples = (0..<40).map { index in
            LatencySample(
                architecture: Architecture(code: index * 390),
                milliseconds: Bool.random(using: &generator) ? 9.2 : 10.8)
        }
        try process.observe(samples)
        let estimate = process.estimate([Architecture(code: 200)])
        #expect(estimate.standardDeviations[0] > 0.5)
    }

    @Test func onePredictionThatIsFarOffMovesTheOthersLittle() throws {
        var process = process()
        let codes = stride(from: 100, to: 15_000, by: 750)
        try process.observe(
            codes.map {
                LatencySample(
                    architecture: Architecture(code: $0), milliseconds: $0 == 100 ? 1000 : 10)
            })
        let estimate = process.estimate([Architecture(code: 4321)])
        #expect(abs(estimate.milliseconds[0] - 10) < 0.5)
    }

    /// Errors may follow what is written or what a device executes: which, the latencies say.
    @Test(arguments: [true, false])
    func errorsFollowTheViewOfTheDevice(isPruned: Bool) throws {
        func latency(_ cell: Architecture) -> Double {
            let indices = space.operatorIndices(of: isPruned ? space.pruned(cell) : cell)
            return 10 * (1 + 0.05 * Double(indices.count { $0 == 3 }) + (indices[4] == 4 ? 0.1 : 0))
        }
        var generator = SeededGenerator(seed: 5)
        let cells = Array(space.architectures.shuffled(using: &generator).prefix(400))
        var process = process()
        try process.observe(
            cells.prefix(150).map {
                LatencySample(architecture: $0, milliseconds: latency($0))
            })
        let differing = cells.dropFirst(150).filter { space.pruned($0) != $0 }
        let estimates = process.estimate(differing)
        let errors = zip(differing, estimates.milliseconds).map { abs($1 / latency($0) - 1) }
        #expect(median(errors) < 0.01)
        #expect(errors.count { $0 > 0.05 } * 20 < errors.count)
    }

    /// Beyond what the process holds exactly, it still learns.
    @Test func manyLatenciesAreTakenIn() throws {
        var process = process()
        func latency(_ cell: Architecture) -> Double {
            10 * (1 + 0.05 * Double(space.operatorIndices(of: cell).count { $0 == 3 }))
        }
        var generator = SeededGenerator(seed: 6)
        let cells = Array(space.architectures.shuffled(using: &generator).prefix(900))
        for start in stride(from: 0, to: 800, by: 400) {
            try process.observe(
                cells[start..<(start + 400)].map {
                    LatencySample(architecture: $0, milliseconds: latency($0))
                })
        }
        let rest = Array(cells[800...])
        let estimates = process.estimate(rest)
        let errors = zip(rest, estimates.milliseconds).map { abs($1 / latency($0) - 1) }
        #expect(median(errors) < 0.01)
        #expect(errors.count { $0 > 0.03 } * 20 <= errors.count)
    }
}
