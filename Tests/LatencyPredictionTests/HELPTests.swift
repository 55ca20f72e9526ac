import Architectures
import Foundation
import TestSupport
import Testing

@testable import LatencyPrediction

/// HELP's training, adaptation and refusals, on devices whose latencies follow from stated costs.
@Suite struct HELPTests {
    /// Small enough for a test.
    static let small: HELPSettings = {
        var settings = HELPSettings()
        settings.width = 12
        settings.query = 40
        settings.episodes = 300
        settings.learningRate = 2e-3
        settings.draws = 1
        return settings
    }()

    private static func training(
        _ settings: HELPSettings = small, pool: [PoolDevice] = Shared.pool
    ) throws -> HELPTraining {
        let features = try #require(Shared.features)
        let megaFLOPs = try #require(Shared.megaFLOPs)
        return try HELPTraining(
            PredictorInputs(features: features, megaFLOPs: megaFLOPs, pool: pool),
            settings: settings)
    }

    /// A device that the pool lacks.
    private static func table() throws -> ObjectiveTable {
        let features = try #require(Shared.features)
        return SyntheticDevice.asWritten(
            features.space, costs: [0, 0.25, 1.0, 2.7, 0.8], name: "d")
    }

    private static func target(
        _ table: ObjectiveTable, seed: UInt64 = 3
    ) -> AdaptationTarget {
        AdaptationTarget(
            device: "d", samples: SyntheticDevice.samples(table, count: 10, seed: seed),
            table: table)
    }

    @Test func metaTrainingLearnsToRank() throws {
        let table = try Self.table()
        var untrained = Self.small
        untrained.episodes = 1
        let features = try #require(Shared.features)
        func score(_ settings: HELPSettings) throws -> Double {
            let predictor = try Self.training(settings).predictor(pool: [0, 1, 2, 3, 4])
            let estimator = try predictor.adapted(to: Self.target(table))
            let test = TestSet(
                table: table, without: estimator.usedArchitectures, features: features)
            return try test.scores(of: estimator).spearman
        }
        let before = try score(untrained)
        let after = try score(Self.small)
        #expect(after > before)
        #expect(after > 0.9)
    }

    @Test func adaptingLowersTheErrorOnUnseenArchitectures() throws {
        let space = try #require(Shared.features).space
        let predictor = try Self.training().predictor(pool: [0, 1, 2, 3, 4])
        let model = try predictor.trained(for: "d")
        var unadapted = model.settings
        unadapted.innerSteps = 0
        let still = HELPModel(
            settings: unadapted, embedding: model.embedding, parameters: model.parameters)
        // A device of another kind than the pool's: what takes long there is quick here.
        let table = SyntheticDevice.asWritten(space, costs: [0, 2.0, 0.3, 0.6, 3.0], name: "odd")
        let references = try #require(HELPReferences(space: space))
        let embedding = try #require(
            HELPReferences.embedding(references.known(in: table).compactMap { $0 }))
        let scaled = try #require(HELPDevice.normalised(table.values))
        var generator = SeededGenerator(seed: 5)
        let drawn = space.architectures.shuffled(using: &generator)
        let (support, query) = (Array(drawn[..<10]), Array(drawn[10..<500]))
        func error(_ model: HELPModel) -> Float {
            let predictions = model.predictions(
                device: embedding, support: support, targets: support.map { scaled[$0.code] },
                of: query, graphs: predictor.graphs, seed: 0)
            return zip(predictions.means, query).reduce(0) {
                $0 + ($1.0 - scaled[$1.1.code]) * ($1.0 - scaled[$1.1.code])
            }
        }
        #expect(error(model) < error(still))
    }

    @Test func trainingTwiceIsTheSame() throws {
        var settings = Self.small
        settings.episodes = 5
        let first = try Self.training(settings).predictor(pool: [0, 2])
        let second = try Self.training(settings).predictor(pool: [0, 2])
        let model = try first.trained(for: "d")
        #expect(try model == second.trained(for: "d"))
        #expect(try model != Self.training(settings).predictor(pool: [0, 1]).trained(for: "d"))
    }

    @Test func referencesCountAsUsed() throws {
        var settings = Self.small
        settings.episodes = 1
        let space = try #require(Shared.features).space
        let target = Self.target(try Self.table())
        let estimator = try Self.training(settings).predictor(pool: [0]).adapted(to: target)
        let references = [11982, 431, 55, 9, 14451, 8636, 9881, 13479, 6196, 1462]
            .compactMap { space.architecture(publishedIndex: $0) }
        #expect(
            estimator.usedArchitectures
                == Set(references + target.samples.map(\.architecture)).sorted())
        #expect(
            estimator.summary
                == "HELP meta-trained on 1 device, adapted to 10 samples beside 10 reference "
                + "architectures")
    }

    @Test func theScaleGoesThroughTheExtremesOfTheSupport() throws {
        let outputs: [Float] = [0.1, 0.5, 0.9]
        let support = zip(0..., [2.0, 4, 7]).map {
            LatencySample(architecture: Architecture(code: $0), milliseconds: $1)
        }
        let scale = try #require(HELPScale(outputs: outputs, support: support))
        #expect(isClose(scale.slope, 5 / 0.8, relative: 1e-6))
        #expect(isClose(scale.offset, 2 - 0.625, relative: 1e-6))
        #expect(HELPScale(outputs: [0.4, 0.4, 0.4], support: support) == nil)
    }

    @Test func whatIsKeptIsTheSameEstimator() throws {
        var settings = Self.small
        settings.episodes = 1
        let features = try #require(Shared.features)
        let estimator = try #require(
            Self.training(settings).predictor(pool: [0]).adapted(to: Self.target(try Self.table()))
                as? HELPEstimator)
        let content = try JSONDecoder().decode(
            HELPEstimator.Content.self, from: JSONEncoder().encode(estimator.content))
        let megaFLOPs = try #require(Shared.megaFLOPs)
        let kept = try HELPEstimator(
            content: content,
            inputs: PredictorInputs(features: features, megaFLOPs: megaFLOPs))
        let all = features.space.architectures
        #expect(kept.estimate(all) == estimator.estimate(all))
        #expect(kept.usedArchitectures == estimator.usedArchitectures)
        #expect(kept.summary == estimator.summary)
        let tiny = CellFeatures(space: try TinySpace.make())
        #expect(throws: LatencyPredictionError.self) {
            try HELPEstimator(
                content: content,
                inputs: PredictorInputs(
                    features: tiny, megaFLOPs: tiny.space.architectures.map { Double($0.code) }))
        }
    }

    @Test func missingReferencesAreRefusedByName() throws {
        var settings = Self.small
        settings.episodes = 1
        let space = try #require(Shared.features).space
        let predictor = try Self.training(settings).predictor(pool: [0, 1])
        var target = Self.target(try Self.table())
        target.table = nil
        let refusal = LatencyPredictionError.unavailable(
            estimator: "help", device: "d",
            reason: "latencies of its reference architectures are missing; measure published "
                + "indices 11982, 431, 55, 9, 14451, 8636, 9881, 13479, 6196, 1462")
        #expect(throws: refusal) { try predictor.adapted(to: target) }
        // The same before any training.
        #expect(throws: refusal) {
            try HELPPredictor.entry.checkReferences(of: "d", in: nil, space: space)
        }
        try HELPPredictor.entry.checkReferences(of: "d", in: Self.table(), space: space)
        try TransferPredictor.entry.checkReferences(of: "d", in: nil, space: space)

        // Samples can hold the references; two that are missing are estimated, and named.
        let table = try Self.table()
        for index in [11982, 431, 55, 9, 14451, 8636, 9881, 13479] {
            let architecture = try #require(space.architecture(publishedIndex: index))
            target.samples.append(
                LatencySample(
                    architecture: architecture, milliseconds: table.values[architecture.code]))
        }
        let estimator = try predictor.adapted(to: target)
        #expect(
            estimator.summary.hasSuffix(
                "8 reference architectures, 6196 and 1462 estimated from other devices"))
        target.samples.removeLast()
        #expect(throws: LatencyPredictionError.self) { try predictor.adapted(to: target) }
    }

    @Test func missingReferencesAreEstimatedFromRatios() throws {
        let space = try #require(Shared.features).space
        let references = try #require(HELPReferences(space: space))
        let complete = try references.known(in: Self.table()).compactMap { $0 }
        // Twice as slow throughout.
        var known = complete.map { Optional(2 * $0) }
        known[4] = nil
        let latencies = try #require(references.completed(known, others: [complete]))
        #expect(latencies.imputed == [4])
        #expect(isClose(latencies.milliseconds[4], 2 * complete[4], relative: 1e-12))
        #expect(references.completed(known, others: []) == nil)
    }

    @Test func aPoolWithoutReferencesIsRefused() throws {
        var pool = Shared.pool
        pool = [
            PoolDevice(
                device: "a", hardware: "a",
                table: ObjectiveTable(
                    quantity: pool[0].table.quantity,
                    values: pool[0].table.values.map { _ in .nan }))
        ]
        let predictor = try Self.training(pool: pool).predictor(pool: [0])
        #expect(predictor.devices.isEmpty)
        #expect(throws: LatencyPredictionError.self) {
            try predictor.adapted(to: Self.target(try Self.table()))
        }
    }

    @Test func aSpaceWithoutReferencesIsRefused() throws {
        let features = CellFeatures(space: try TinySpace.make())
        let inputs = try PredictorInputs(
            features: features, megaFLOPs: features.space.architectures.map { Double($0.code) })
        #expect(throws: LatencyPredictionError.self) { try HELPPredictor.entry.make(inputs) }
    }

    @Test func samplesThatTakeEquallyLongAreRefused() throws {
        var settings = Self.small
        settings.episodes = 1
        var target = Self.target(try Self.table())
        target.samples = target.samples.map {
            LatencySample(architecture: $0.architecture, milliseconds: 4)
        }
        let predictor = try Self.training(settings).predictor(pool: [0])
        #expect(
            throws: LatencyPredictionError.undetermined(
                estimator: "help",
                reason: "all samples, or all reference architectures, take equally long")
        ) { try predictor.adapted(to: target) }
    }
}
