import Architectures
import Foundation
import LatencyPrediction
import TestSupport
import Testing

@Suite struct StepwiseAdaptationTests {
    /// An estimator whose σ is a stated part of its mean.
    private struct Stated: AdaptedEstimator {
        let name = "stated"
        let origin = Origin.predicted
        let summary = ""
        let usedArchitectures: [Architecture]
        let share: Double

        func encoded() -> Data? { nil }

        func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
            LatencyEstimates(
                milliseconds: architectures.map { _ in 4 },
                standardDeviations: architectures.map { _ in 4 * share })
        }
    }

    private static func run(
        _ goal: StepwiseAdaptation.Goal, available: Int? = nil, minimum: Int = 2,
        growth: Double = 0, error: @escaping (Int) -> Double
    ) throws -> StepwiseAdaptation {
        let features = CellFeatures(space: try #require(Shared.features).space)
        let source = SampleSource(
            available: available ?? 15_625,
            next: { count, before in
                (before.count..<(before.count + count)).map { Architecture(code: 7 * $0) }
            },
            measure: { architecture in
                SampleSource.Measurement(
                    sample: LatencySample(architecture: architecture, milliseconds: 4),
                    seconds: 0.5)
            })
        return try StepwiseAdaptation(
            to: goal, from: source, minimum: minimum, growth: growth, features: features,
            fit: { Stated(usedArchitectures: $0.map(\.architecture), share: error($0.count)) })
    }

    @Test func aNumberOfSamplesIsTaken() throws {
        let adaptation = try Self.run(.init(samples: 6)) { 1 / Double($0) }
        #expect(adaptation.stop == .samples)
        let expected: [Double?] = [nil, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6]
        #expect(adaptation.steps.map(\.expectedError) == expected)
        #expect(adaptation.samples.map(\.architecture.code) == [0, 7, 14, 21, 28, 35])
        #expect(adaptation.seconds == 3)
        #expect(adaptation.estimator?.usedArchitectures.count == 6)
    }

    @Test func theErrorThatIsAskedForEndsIt() throws {
        let adaptation = try Self.run(.init(samples: 3, error: 0.1)) { 1 / Double($0) }
        #expect(adaptation.stop == .error)
        #expect(adaptation.samples.count == 10)
        #expect(adaptation.expectedError == 0.1)
    }

    @Test func theTablesNoiseEndsIt() throws {
        let adaptation = try Self.run(
            .init(samples: 3, error: 0.01, noise: 0.05)
        ) { 1 / Double($0) }
        #expect(adaptation.stop == .noise)
        #expect(adaptation.samples.count == 20)
    }

    @Test func timeEndsItBeforeItIsOverspent() throws {
        let adaptation = try Self.run(.init(samples: 3, seconds: 4.2)) { 1 / Double($0) }
        #expect(adaptation.stop == .time)
        #expect(adaptation.seconds == 4)
        // Less than the estimator needs is no choice.
        let short = try Self.run(.init(samples: 3, seconds: 0.1)) { 1 / Double($0) }
        #expect(short.samples.count == 2)
        #expect(short.expectedError == 0.5)
    }

    @Test func anErrorThatHardlyFallsEndsIt() throws {
        // e = 0.2 / n falls for ever, 0.1 + 0.2 / n does not.
        let falling = try Self.run(.init(samples: 3, error: 0.001)) { 0.2 / Double($0) }
        #expect(falling.stop == .error)
        #expect(falling.samples.count == 200)
        let flat = try Self.run(.init(samples: 3, error: 0.05)) { 0.1 + 0.2 / Double($0) }
        #expect(flat.stop == .flat)
        // d log e / d log n is −0.14 at 12 samples and −0.11 at 16.
        #expect((16...17).contains(flat.samples.count))
        // With fits further apart too.
        let slow = try Self.run(.init(samples: 3, error: 0.05), growth: 0.5) {
            0.1 + 0.2 / Double($0)
        }
        #expect(slow.stop == .flat)
        #expect((16...40).contains(slow.samples.count))
    }

    /// A few samples that agree may suggest less than the table's own noise.
    @Test func nothingIsExpectedBelowTheNoise() throws {
        let adaptation = try Self.run(.init(samples: 3, error: 0.04, noise: 0.05)) { _ in 0.03 }
        #expect(adaptation.stop == .noise)
        #expect(adaptation.expectedError == 0.05)
    }

    @Test func whatThereIsEndsIt() throws {
        let adaptation = try Self.run(
            .init(samples: 3, error: 0.01), available: 8
        ) { 1 / Double($0) }
        #expect(adaptation.stop == .exhausted)
        #expect(adaptation.samples.count == 8)
        #expect(adaptation.expectedError == 0.125)
    }

    @Test(arguments: SamplingStrategy.allCases)
    func aTableGivesWhatTheSelectorPicks(sampling: SamplingStrategy) throws {
        let features = try #require(Shared.features)
        let table = try #require(Shared.asWritten)
        let source = SampleSource.table(table, sampling: sampling, seed: 5, features: features)
        var generator = SeededGenerator(seed: 5)
        let expected = try SampleSelector(features: features).pick(
            7, by: sampling, among: table.covered, using: &generator)
        var taken: [LatencySample] = []
        for count in [3, 3, 1] {
            for architecture in try source.next(count, taken) {
                let measured = try source.measure(architecture)
                #expect(measured.sample.milliseconds == table[architecture])
                #expect(measured.seconds == 50 * measured.sample.milliseconds / 1000)
                taken.append(measured.sample)
            }
        }
        #expect(taken.map(\.architecture) == expected)
    }

    @Test func aFewKnownLatenciesAreAllTaken() throws {
        let features = try #require(Shared.features)
        // Cells that compute nothing and twins among them, and numbers that are no latency.
        var values = [Double](repeating: .nan, count: features.space.count)
        for code in [0, 1, 2, 5_000, 9_000, 12_000] { values[code] = 3 }
        values[3] = 0
        values[4] = -1
        values[5] = .infinity
        let source = SampleSource.table(
            ObjectiveTable(quantity: .latency(device: "d"), values: values), sampling: .chosen,
            seed: 0, features: features)
        #expect(source.available == 6)
        #expect(
            try source.next(6, []).map(\.code).sorted() == [0, 1, 2, 5_000, 9_000, 12_000])
    }

    @Test func theExpectedErrorIsAMedianOverWhatWasNotMeasured() throws {
        let features = try #require(Shared.features)
        let table = try #require(Shared.asWritten)
        let estimator = try OpCountPredictor(features: features).adapted(
            to: AdaptationTarget(
                device: "d", samples: SyntheticDevice.samples(table, count: 8, seed: 1)))
        let seen = Set(estimator.usedArchitectures)
        let others = features.space.architectures.filter {
            features.space.liveEdges(of: $0).contains(true) && !seen.contains($0)
        }
        let estimates = try estimator.estimate(others)
        let ratios = zip(estimates.standardDeviations, estimates.milliseconds)
            .map { $0 / $1 }.sorted()
        let middle = (ratios[(ratios.count - 1) / 2] + ratios[ratios.count / 2]) / 2
        #expect(try estimator.expectedError(features: features) == middle)
        let lut = try LUTPredictor(space: features.space).adapted(
            to: AdaptationTarget(device: "d", table: table))
        #expect(try lut.expectedError(features: features) == nil)
    }
}
