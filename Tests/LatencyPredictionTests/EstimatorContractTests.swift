import Architectures
import Foundation
import LatencyPrediction
import TestSupport
import Testing

/// What every estimator promises, checked on each of the catalogue.
@Suite struct EstimatorContractTests {
    @Test(arguments: EstimatorContract.names)
    func aBatchIsItsParts(name: String) throws {
        let features = try #require(Shared.features)
        let estimator = try EstimatorContract.estimator(name, features)
        #expect(estimator.name == name)
        let batch = [Architecture(code: 15_000), Architecture(code: 0), Architecture(code: 777)]
        let together = try estimator.estimate(batch)
        for (index, architecture) in batch.enumerated() {
            let alone = try estimator.estimate([architecture])
            #expect(alone.milliseconds == [together.milliseconds[index]])
            #expect(
                alone.standardDeviations[0].bitPattern
                    == together.standardDeviations[index].bitPattern)
        }
        #expect(try estimator.estimate([]).milliseconds.isEmpty)
    }

    @Test(arguments: EstimatorContract.names)
    func theWholeSpaceIsPositive(name: String) throws {
        let features = try #require(Shared.features)
        let estimator = try EstimatorContract.estimator(name, features)
        let estimates = try estimator.estimate(features.space.architectures)
        #expect(estimates.milliseconds.allSatisfy { $0.isFinite && $0 > 0 })
        #expect(estimates.standardDeviations.allSatisfy { $0.isNaN || $0.isFinite && $0 > 0 })
    }

    /// What is blind is adapted twice to more than the same, by the next test.
    @Test(arguments: EstimatorContract.names.filter { !EstimatorContract.blindNames.contains($0) })
    func adaptingTwiceIsTheSame(name: String) throws {
        let features = try #require(Shared.features)
        let predictor = try EstimatorContract.predictor(name, features)
        let batch = features.space.architectures.striding(by: 97)
        let first = try predictor.adapted(to: try EstimatorContract.target(features))
        let second = try EstimatorContract.estimator(name, features)
        #expect(try first.estimate(batch).milliseconds == second.estimate(batch).milliseconds)
        #expect(first.summary == second.summary)
        #expect(first.usedArchitectures == second.usedArchitectures)
    }

    /// What is tested on must not have been read: the table counts where an estimator says that it
    /// used it, and nowhere else.
    @Test(arguments: EstimatorContract.blindNames)
    func theUnsampledPartOfTheTableIsNotRead(name: String) throws {
        let features = try #require(Shared.features)
        let entry = try EstimatorContract.entry(name)
        let predictor = try EstimatorContract.predictor(name, features)
        var target = try EstimatorContract.target(features)
        let first = try EstimatorContract.estimator(name, features)
        let used = Set(first.usedArchitectures)
        if entry.minimumSamples > 0 {
            let references = entry.referenceIndices.compactMap {
                features.space.architecture(publishedIndex: $0)
            }
            #expect(used.isSubset(of: target.samples.map(\.architecture) + references))
        }
        var table = try #require(target.table)
        for architecture in features.space.architectures where !used.contains(architecture) {
            table.values[architecture.code] *= 1 + Double(architecture.code % 7)
        }
        target.table = table
        let second = try predictor.adapted(to: target)
        let cells = Array(features.space.architectures)
        #expect(try first.estimate(cells).milliseconds == second.estimate(cells).milliseconds)
        #expect(first.summary == second.summary)
        #expect(first.usedArchitectures == second.usedArchitectures)
    }

    @Test(arguments: EstimatorContract.names)
    func tooFewSamplesAreRefused(name: String) throws {
        let features = try #require(Shared.features)
        let predictor = try EstimatorContract.predictor(name, features)
        guard predictor.minimumSamples > 0 else { return }
        var target = try EstimatorContract.target(features, count: predictor.minimumSamples)
        _ = try predictor.adapted(to: target)
        // The same architecture again is no further sample.
        let given = predictor.minimumSamples == 1 ? 0 : 1
        target.samples = (0..<(given * predictor.minimumSamples)).map { _ in target.samples[0] }
        #expect(
            throws: LatencyPredictionError.tooFewSamples(
                estimator: name, needed: predictor.minimumSamples, given: given)
        ) { try predictor.adapted(to: target) }
    }

    @Test(arguments: ["op-count", "transfer", "flops", "help"], [Double.nan, 0, -1, .infinity])
    func samplesThatAreNoLatencyAreRefused(name: String, value: Double) throws {
        let features = try #require(Shared.features)
        var target = try EstimatorContract.target(features)
        target.samples[4] = LatencySample(
            architecture: Architecture(code: 0), milliseconds: value)
        let error = #expect(throws: LatencyPredictionError.self) {
            try EstimatorContract.predictor(name, features).adapted(to: target)
        }
        #expect(
            try #require(error).description.hasPrefix(
                "sample |none~0|+|none~0|none~1|+|none~0|none~1|none~2|: "))
    }

    @Test func samplesOfAnotherSpaceAreRefused() throws {
        let features = try #require(Shared.features)
        var target = try EstimatorContract.target(features)
        target.samples[0] = LatencySample(
            architecture: Architecture(code: 15_625), milliseconds: 1)
        #expect(throws: LatencyPredictionError.foreignSample(code: 15_625, count: 15_625)) {
            try EstimatorContract.predictor("op-count", features).adapted(to: target)
        }
    }

    @Test func inputsOfAnotherSpaceAreRefused() throws {
        let features = CellFeatures(space: try TinySpace.make())
        #expect(throws: LatencyPredictionError.self) {
            try PredictorInputs(features: features, megaFLOPs: [1, 2])
        }
    }
}
