import Architectures
import Foundation

/// `op-count`: a constant and a cost for each operator, fitted to a few samples without any pool.
///
/// It is fitted in both views of a cell; the one with the larger marginal likelihood on the samples
/// gives the predictions. The other one stays in their standard deviation with its posterior
/// probability, so that σ is wide where few samples leave the view open and the two disagree.
public struct OpCountEstimator: AdaptedEstimator {
    /// `op-count`.
    public let name = "op-count"
    /// Predicted.
    public let origin = Origin.predicted
    /// The view that was found and what it was fitted to.
    public let summary: String
    /// The samples' architectures.
    public let usedArchitectures: [Architecture]
    /// The view that explains the samples better.
    public var view: ExecutionView { model.view }
    /// Its posterior probability, ½…1, both views being equally likely before.
    public let viewProbability: Double
    private let features: CellFeatures
    private let model: AdditiveLatencyModel
    private let alternative: AdditiveLatencyModel

    /// Below this probability the other view is not evaluated.
    private static let negligible = 1e-6

    /// Fits usable samples.
    /// - Throws: ``LatencyPredictionError/undetermined(estimator:reason:)``.
    init(samples: [LatencySample], features: CellFeatures) throws {
        let written = try AdditiveLatencyModel.fit(samples, view: .asWritten, features: features)
        let pruned = try AdditiveLatencyModel.fit(samples, view: .pruned, features: features)
        let isWritten = written.logEvidence >= pruned.logEvidence
        model = isWritten ? written.model : pruned.model
        alternative = isWritten ? pruned.model : written.model
        viewProbability = 1 / (1 + exp(-abs(written.logEvidence - pruned.logEvidence)))
        usedArchitectures = samples.distinctArchitectures
        self.features = features
        let percent = Int((100 * viewProbability).rounded())
        summary =
            "operator costs (\(model.view.rawValue), \(percent) % sure) from "
            + "\(usedArchitectures.count) samples"
    }

    /// Mean and standard deviation; positive for every architecture of the space.
    public func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        var estimates = model.estimates(of: architectures, features: features)
        let doubt = 1 - viewProbability
        guard doubt > Self.negligible else { return estimates }
        let others = alternative.estimates(of: architectures, features: features)
        for index in architectures.indices {
            let own = estimates.standardDeviations[index]
            let other = others.standardDeviations[index]
            let gap = others.milliseconds[index] - estimates.milliseconds[index]
            estimates.standardDeviations[index] =
                (viewProbability * own * own + doubt * (other * other + gap * gap)).squareRoot()
        }
        return estimates
    }
}

extension OpCountEstimator: RestorableEstimator {
    /// What is kept.
    public struct Content: Codable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let viewProbability: Double
        fileprivate let model: AdditiveLatencyModel
        fileprivate let alternative: AdditiveLatencyModel
    }

    /// What is kept.
    public var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures,
            viewProbability: viewProbability, model: model, alternative: alternative)
    }

    /// Restores what was kept.
    public init(content: Content, inputs: PredictorInputs) throws {
        for model in [content.model, content.alternative] {
            try model.check(fits: inputs.features, estimator: "op-count")
        }
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        viewProbability = content.viewProbability
        model = content.model
        alternative = content.alternative
        features = inputs.features
    }
}

/// Makes ``OpCountEstimator``s.
public struct OpCountPredictor: LatencyPredictor {
    /// `op-count`.
    public let name = "op-count"
    /// Two: fewer leave even the prior's shape unchecked.
    public let minimumSamples = 2
    private let features: CellFeatures

    /// The catalogue's line.
    public static let entry = PredictorEntry(
        name: "op-count", abstract: "operator costs from a few samples, without a pool",
        restore: OpCountEstimator.restored
    ) { OpCountPredictor(features: $0.features) }

    /// Fits over the counts of a space.
    public init(features: CellFeatures) {
        self.features = features
    }

    /// Fits the target's samples.
    public func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        try OpCountEstimator(
            samples: usable(target.samples, in: features.space), features: features)
    }
}
