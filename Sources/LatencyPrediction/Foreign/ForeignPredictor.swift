import Architectures
import Foundation

/// All that another program is told of the device whose latencies it predicts: nothing on which its
/// predictions will be judged.
package struct ForeignRequest: Sendable {
    /// The device's name.
    package let device: String
    /// The latencies that it may adapt to; empty where it takes none.
    package let samples: [LatencySample]

    /// Gathers it.
    package init(device: String, samples: [LatencySample]) {
        self.device = device
        self.samples = samples
    }
}

/// What another program predicts of the whole space, kept as it said it.
package struct ForeignEstimator: AdaptedEstimator {
    /// The file, the command or the program.
    package let name: String
    /// Whatever the program did, it did not measure this.
    package let origin = Origin.predicted
    /// Who predicts, and how much of the space.
    package let summary: String
    /// The samples that it was given.
    package let usedArchitectures: [Architecture]
    /// Indexed by `Architecture/code`; NaN where it predicts nothing, or states no deviation.
    package let whole: LatencyEstimates

    /// Nothing: whoever predicted does it again, or it was kept as it is.
    package func encoded() -> Data? { nil }

    /// Takes predictions of the whole space.
    /// - Parameter words: Who predicts.
    package init(
        name: String, words: String, whole: LatencyEstimates, usedArchitectures: [Architecture] = []
    ) {
        self.name = name
        self.whole = whole
        self.usedArchitectures = usedArchitectures
        let (known, all) = (whole.milliseconds.count { !$0.isNaN }, whole.milliseconds.count)
        summary =
            words + (known < all ? "; \(known) of \(all) architectures, the others unknown" : "")
    }

    /// What was said of each.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        LatencyEstimates(
            milliseconds: architectures.map { whole.milliseconds[$0.code] },
            standardDeviations: architectures.map { whole.standardDeviations[$0.code] })
    }
}

/// Another program, seen as a kind of latency model: asked once for each device and set of samples.
package struct ForeignPredictor: LatencyPredictor {
    /// The file, the command or the program.
    package let name: String
    /// 0 where it takes no samples.
    package let minimumSamples: Int
    fileprivate let space: SearchSpace
    fileprivate let predict: Predict

    /// Predicts the whole space.
    package typealias Predict = @Sendable (ForeignRequest) throws -> ForeignEstimator

    /// Asks the program, and gives it no more than a request holds.
    /// - Throws: ``LatencyPredictionError`` where samples are no latencies, or whatever the program
    ///   fails with.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        let isGivenSome = minimumSamples > 0 && !target.samples.isEmpty
        let samples = isGivenSome ? try usable(target.samples, in: space) : []
        return try predict(ForeignRequest(device: target.device, samples: samples))
    }
}

extension PredictorEntry {
    /// Another program as an entry beside those of the registry.
    /// - Parameters:
    ///   - takesSamples: Whether it is given samples of the device.
    ///   - predict: Asks it.
    package static func foreign(
        name: String, takesSamples: Bool, predict: @escaping ForeignPredictor.Predict
    ) -> PredictorEntry {
        let minimum = takesSamples ? 1 : 0
        return PredictorEntry(
            name: name, abstract: "what another program predicts", minimumSamples: minimum
        ) { inputs in
            ForeignPredictor(
                name: name, minimumSamples: minimum, space: inputs.features.space, predict: predict)
        }
    }
}
