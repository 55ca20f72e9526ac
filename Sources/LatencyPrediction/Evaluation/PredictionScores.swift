import Architectures
import Statistics

/// How good predictions are on architectures that the estimator has not seen.
package struct PredictionScores: Sendable, Hashable, Codable {
    /// Architectures that were compared.
    package var count: Int
    /// Share with |prediction − truth| ≤ 1 % of the truth.
    package var within1: Double
    /// The same at 5 %.
    package var within5: Double
    /// The same at 10 %.
    package var within10: Double
    /// Mean of |prediction − truth| / truth.
    package var mape: Double
    /// Median of prediction / truth − 1: negative where latencies are taken for too small.
    package var bias: Double
    /// Spearman's ρ of predictions and truth.
    package var spearman: Double
    /// Kendall's τ-b of predictions and truth.
    package var kendall: Double

    /// Compares predictions with the truth.
    /// - Parameters:
    ///   - predictions: Finite numbers.
    ///   - truth: Finite positive numbers, one a prediction.
    package init(predictions: [Double], truth: [Double]) {
        precondition(predictions.count == truth.count, "a prediction for each truth")
        count = truth.count
        within1 = shareWithin(0.01, of: truth, predictions)
        within5 = shareWithin(0.05, of: truth, predictions)
        within10 = shareWithin(0.10, of: truth, predictions)
        mape =
            zip(predictions, truth).reduce(0) { $0 + abs($1.0 - $1.1) / $1.1 }
            / Double(truth.count)
        bias = truth.isEmpty ? .nan : median(zip(predictions, truth).map { $0 / $1 }) - 1
        spearman = RankCorrelation.spearman(predictions, truth)
        kendall = RankCorrelation.kendall(predictions, truth)
    }
}

/// Share of predictions with |prediction − truth| ≤ tolerance · truth; NaN without any.
package func shareWithin(_ tolerance: Double, of truth: [Double], _ predictions: [Double]) -> Double
{
    let hits = zip(predictions, truth).count { abs($0 - $1) <= tolerance * $1 }
    return Double(hits) / Double(truth.count)
}

/// Share of truths inside mean ± z standard deviations; NaN without any.
///
/// Normal 80 % intervals have z = 1.2816.
package func intervalCoverage(of truth: [Double], by estimates: LatencyEstimates, z: Double)
    -> Double
{
    precondition(truth.count == estimates.milliseconds.count, "an estimate for each truth")
    let hits = truth.indices.count {
        abs(truth[$0] - estimates.milliseconds[$0]) <= z * estimates.standardDeviations[$0]
    }
    return Double(hits) / Double(truth.count)
}
