import Architectures
import LinearAlgebra

/// A latency that is linear in a cell's counts: a constant and a cost for each operator.
///
/// Predictions never fall below ``floor``, so that they are positive for every architecture; for a
/// cell without a live path the pruned view's last coefficient applies, of which a device that was
/// never measured on such a cell tells nothing: its σ is then wide.
struct AdditiveLatencyModel: Sendable, Equatable, Codable {
    /// Which counts it is linear in.
    let view: ExecutionView
    /// Milliseconds, in the order of ``CellFeatures/names(_:)``.
    let coefficients: [Double]
    /// Covariance of the coefficients in square milliseconds; nil where they count as known.
    let covariance: Matrix<Double>?
    /// What the model leaves unexplained, as a standard deviation relative to the prediction.
    let relativeNoise: Double
    /// The smallest prediction in milliseconds, positive.
    let floor: Double

    /// Checks that a model that was read belongs to the space.
    /// - Throws: ``LatencyPredictionError/unusableSave(estimator:reason:)``.
    func check(fits features: CellFeatures, estimator: String) throws {
        let width = features.width(view)
        guard coefficients.count == width,
            covariance.map({ $0.rows == width && $0.columns == width }) ?? true
        else {
            throw LatencyPredictionError.unusableSave(
                estimator: estimator, reason: "its costs are not those of the space's operators")
        }
    }

    /// Mean and standard deviation of each architecture, in one pass over the counts.
    func estimates(of architectures: [Architecture], features: CellFeatures) -> LatencyEstimates {
        let width = coefficients.count
        precondition(width == features.width(view), "one coefficient a count")
        let matrix = features.matrix(view)
        let form = covariance.map(QuadraticForm.init)
        let noiseVariance = relativeNoise * relativeNoise
        var means = [Double](repeating: 0, count: architectures.count)
        var deviations = means
        for (index, architecture) in architectures.enumerated() {
            let row = architecture.code * width
            var mean = 0.0
            for j in 0..<width { mean += matrix[row + j] * coefficients[j] }
            mean = max(mean, floor)
            let noise = noiseVariance * mean * mean
            let variance = form?.value(of: matrix, from: row, addedTo: noise) ?? noise
            means[index] = mean
            deviations[index] = max(variance, 0).squareRoot()
        }
        return LatencyEstimates(milliseconds: means, standardDeviations: deviations)
    }
}
