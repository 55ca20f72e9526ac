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
        let form = covariance.map { upperTriangle($0) } ?? []
        let noiseVariance = relativeNoise * relativeNoise
        var means = [Double](repeating: 0, count: architectures.count)
        var deviations = means
        features.matrix(view).withUnsafeBufferPointer { matrix in
            coefficients.withUnsafeBufferPointer { coefficients in
                form.withUnsafeBufferPointer { form in
                    means.withUnsafeMutableBufferPointer { means in
                        deviations.withUnsafeMutableBufferPointer { deviations in
                            for (index, architecture) in architectures.enumerated() {
                                let row = architecture.code * width
                                var mean = 0.0
                                for j in 0..<width { mean += matrix[row + j] * coefficients[j] }
                                mean = max(mean, floor)
                                var variance = noiseVariance * mean * mean
                                if !form.isEmpty {
                                    var position = 0
                                    for a in 0..<width {
                                        let left = matrix[row + a]
                                        if left != 0 {
                                            for b in 0..<(width - a) {
                                                variance +=
                                                    form[position + b] * left * matrix[row + a + b]
                                            }
                                        }
                                        position += width - a
                                    }
                                }
                                means[index] = mean
                                deviations[index] = max(variance, 0).squareRoot()
                            }
                        }
                    }
                }
            }
        }
        return LatencyEstimates(milliseconds: means, standardDeviations: deviations)
    }

    /// The upper triangle row by row, what is off the diagonal doubled: the coefficients of the
    /// quadratic form.
    private func upperTriangle(_ matrix: Matrix<Double>) -> [Double] {
        (0..<matrix.rows).flatMap { row in
            (row..<matrix.columns).map { matrix[row, $0] * ($0 == row ? 1 : 2) }
        }
    }
}
