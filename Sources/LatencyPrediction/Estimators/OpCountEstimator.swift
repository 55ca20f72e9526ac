import Architectures
import Foundation

/// `op-count`: a constant and a cost for each operator, fitted to a few samples without any pool.
///
/// It is fitted in every view of a cell; the likeliest one after the samples gives the predictions.
/// The others stay in their standard deviation with their posterior probabilities, so that σ is wide
/// where few samples leave the view open and the views disagree.
package struct OpCountEstimator: AdaptedEstimator {
    /// `op-count`.
    package let name = "op-count"
    /// Predicted.
    package let origin = Origin.predicted
    /// The view that was found and what it was fitted to.
    package let summary: String
    /// The samples' architectures.
    package let usedArchitectures: [Architecture]
    /// The view that explains the samples better.
    package var view: ExecutionView { model.view }
    /// Its posterior probability.
    package let viewProbability: Double
    private let features: CellFeatures
    private let model: AdditiveLatencyModel
    private let alternatives: [Alternative]

    /// Another view's model.
    fileprivate struct Alternative: Codable {
        let model: AdditiveLatencyModel
        let probability: Double
    }

    /// Below this probability another view is not evaluated.
    private static let negligible = 1e-6

    /// Fits usable samples.
    /// - Throws: ``LatencyPredictionError/undetermined(estimator:reason:)``.
    init(samples: [LatencySample], features: CellFeatures) throws {
        let fits = try ExecutionView.allCases.map { view in
            let fit = try AdditiveLatencyModel.fit(samples, view: view, features: features)
            return (model: fit.model, logWeight: fit.logEvidence + log(view.commonness))
        }
        let best = fits.reduce(fits[0]) { $1.logWeight > $0.logWeight ? $1 : $0 }
        let odds = fits.map { exp($0.logWeight - best.logWeight) }
        let total = odds.reduce(0, +)
        model = best.model
        viewProbability = 1 / total
        alternatives = zip(fits, odds).compactMap { fit, odds in
            fit.model.view == best.model.view || odds / total < Self.negligible
                ? nil : Alternative(model: fit.model, probability: odds / total)
        }
        usedArchitectures = samples.distinctArchitectures
        self.features = features
        let percent = Int((100 * viewProbability).rounded())
        summary =
            "operator costs (\(model.view.rawValue), \(percent) % sure) from "
            + "\(usedArchitectures.count) samples"
    }

    /// Mean and standard deviation; positive for every architecture of the space.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        var estimates = model.estimates(of: architectures, features: features)
        guard !alternatives.isEmpty else { return estimates }
        var variances = estimates.standardDeviations.map { viewProbability * $0 * $0 }
        for alternative in alternatives {
            let others = alternative.model.estimates(of: architectures, features: features)
            for index in architectures.indices {
                let other = others.standardDeviations[index]
                let gap = others.milliseconds[index] - estimates.milliseconds[index]
                variances[index] += alternative.probability * (other * other + gap * gap)
            }
        }
        estimates.standardDeviations = variances.map { $0.squareRoot() }
        return estimates
    }
}

extension OpCountEstimator: RestorableEstimator {
    /// What is kept.
    package struct Content: Codable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let viewProbability: Double
        fileprivate let model: AdditiveLatencyModel
        fileprivate let alternatives: [Alternative]
    }

    /// What is kept.
    package var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures,
            viewProbability: viewProbability, model: model, alternatives: alternatives)
    }

    /// Restores what was kept.
    package init(content: Content, inputs: PredictorInputs) throws {
        for model in [content.model] + content.alternatives.map(\.model) {
            try model.check(fits: inputs.features, estimator: "op-count")
        }
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        viewProbability = content.viewProbability
        model = content.model
        alternatives = content.alternatives
        features = inputs.features
    }
}

/// Makes ``OpCountEstimator``s.
package struct OpCountPredictor: LatencyPredictor {
    /// `op-count`.
    package let name = "op-count"
    /// Two: fewer leave even the prior's shape unchecked.
    package let minimumSamples = 2
    private let features: CellFeatures

    /// The catalogue's line.
    package static let entry = PredictorEntry(
        name: "op-count", abstract: "operator costs from a few samples, without a pool",
        version: 2, restore: OpCountEstimator.restored
    ) { OpCountPredictor(features: $0.features) }

    /// Fits over the counts of a space.
    package init(features: CellFeatures) {
        self.features = features
    }

    /// Fits the target's samples.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        try OpCountEstimator(
            samples: usable(target.samples, in: features.space), features: features)
    }
}
