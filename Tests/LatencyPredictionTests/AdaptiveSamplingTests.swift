import Architectures
import Foundation
import TestSupport
import Testing

@testable import LatencyPrediction

@Suite struct AdaptiveSamplingTests {
    private static func predictor() throws -> any LatencyPredictor {
        try TransferPredictor.entry.make(
            PredictorInputs(
                features: try #require(Shared.features),
                megaFLOPs: try #require(Shared.megaFLOPs), pool: Shared.pool))
    }

    private static func estimator(_ count: Int) throws -> any SampleAdvising {
        let table = try #require(Shared.asWritten)
        let estimator = try predictor().adapted(
            to: AdaptationTarget(
                device: "t", samples: SyntheticDevice.samples(table, count: count, seed: 4)))
        return try #require(estimator as? any SampleAdvising)
    }

    @Test func adviceIsNewAndTheSameEachTime() throws {
        let features = try #require(Shared.features)
        let space = features.space
        let estimator = try Self.estimator(3)
        let first = try #require(
            try estimator.nextSample(among: space.architectures, seed: 1))
        let again = try estimator.nextSample(among: space.architectures, seed: 1)
        #expect(first == again)
        #expect(!features.isDisconnected[first.code])
        let seen = Set(estimator.usedArchitectures.map { space.canonical($0) })
        #expect(!seen.contains(space.canonical(first)))
        #expect(try estimator.nextSample(among: estimator.usedArchitectures, seed: 1) == nil)
    }

    /// Of cells that all hold one operator alone but for one, the one is what is not known yet.
    @Test func whatIsUnknownIsMeasured() throws {
        let space = try #require(Shared.features).space
        let table = try #require(Shared.asWritten)
        let known = [0, 1, 2].compactMap { edges -> Architecture? in
            space.architecture(
                operatorIndices: (0..<6).map { $0 <= edges || $0 == 5 ? 3 : 1 })
        }
        let estimator = try #require(
            try Self.predictor().adapted(
                to: AdaptationTarget(
                    device: "t",
                    samples: known.map {
                        LatencySample(architecture: $0, milliseconds: table.values[$0.code])
                    })) as? any SampleAdvising)
        // 3×3 convolutions in other places, or poolings everywhere.
        let poolings = space.architecture(operatorIndices: [4, 4, 4, 4, 4, 4])
        let convolutions = [[3, 1, 3, 1, 1, 3], [1, 3, 3, 1, 1, 3], [3, 3, 1, 1, 3, 3]].map {
            space.architecture(operatorIndices: $0)
        }
        let picked = try estimator.nextSample(among: convolutions + [poolings], seed: 0)
        #expect(picked == poolings)
    }

    @Test func stepsFollowTheAdvice() throws {
        let features = try #require(Shared.features)
        let table = try #require(Shared.asWritten)
        let predictor = try Self.predictor()
        func steps(_ sampling: SamplingStrategy) throws -> [Architecture] {
            try StepwiseAdaptation(
                to: .init(samples: 5),
                from: .table(table, sampling: sampling, seed: 2, features: features), minimum: 1,
                growth: 0.1, features: features,
                fit: { try predictor.adapted(to: AdaptationTarget(device: "t", samples: $0)) }
            ).samples.map(\.architecture)
        }
        let adaptive = try steps(.adaptive)
        let chosen = try steps(.chosen)
        #expect(adaptive.prefix(3) == chosen.prefix(3))
        let advised = try #require(
            try predictor.adapted(
                to: AdaptationTarget(
                    device: "t",
                    samples: adaptive.prefix(3).map {
                        LatencySample(architecture: $0, milliseconds: table.values[$0.code])
                    })) as? any SampleAdvising)
        let connected = table.covered.filter { !features.isDisconnected[$0.code] }
        #expect(try advised.nextSample(among: connected, seed: 0) == adaptive[3])
        #expect(Set(adaptive).count == 5)
    }
}
