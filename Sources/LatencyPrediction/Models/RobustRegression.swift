import Foundation
import LinearAlgebra

/// Bayesian linear regression of a positive quantity with errors that are relative to the
/// prediction and heavy-tailed, indifferent to the unit.
///
/// yᵢ = xᵢ·β + ŷᵢ·εᵢ with εᵢ ~ Student-t(ν) of scale s, β ~ N(u·μ, diag(u·τ)²), s² ~ scaled inverse
/// χ²(ν₀, s₀²), and u the unit: the median of yᵢ / xᵢ·μ. The t distribution is a normal one with
/// gamma-distributed precision (Lange, Little and Taylor, 1989, doi:10.1080/01621459.1989.10478852),
/// so the fit iterates over the normal posterior of β, the precision of every sample and s², by
/// expectation–maximisation with the spread of β counted in the residuals.
struct RobustRegression {
    /// What is believed before any sample, in multiples of the unit.
    struct Prior {
        /// μ, one a coefficient.
        var means: [Double]
        /// τ, one a coefficient.
        var deviations: [Double]
        /// s₀, relative.
        var noise = 0.07
        /// ν₀, how many samples s₀ is worth.
        var noiseWeight = 3.0
        /// ν of the errors.
        var degreesOfFreedom = 3.0
    }

    /// Posterior mean of β.
    let coefficients: [Double]
    /// Posterior covariance of β, `[coefficients × coefficients]`.
    let covariance: Matrix<Double>
    /// s, relative to the prediction.
    let noise: Double
    /// How much each sample was trusted: about 1, near 0 for an outlier.
    let weights: [Double]
    /// Log marginal likelihood of the samples, given the precisions found.
    let logEvidence: Double
    /// The unit u.
    let unit: Double

    /// Smallest prediction that counts as positive, in parts of the prior's prediction.
    private static let floor = 0.1
    private static let iterations = 20

    /// Fits samples.
    /// - Parameters:
    ///   - features: x, `[samples × coefficients]`, with x·μ > 0 in every row.
    ///   - targets: y, finite and positive.
    ///   - prior: The prior.
    /// - Throws: `LinearAlgebraError` where features are not finite.
    init(features: Matrix<Double>, targets: [Double], prior: Prior) throws {
        let expected = features.product(prior.means)
        let unit = median(zip(targets, expected).map { $0 / $1 })
        let y = targets.map { $0 / unit }
        let precision = prior.deviations.map { 1 / ($0 * $0) }
        let count = Double(y.count)

        var beta = prior.means
        var covariance = Matrix(diagonal: prior.deviations.map { $0 * $0 })
        var factor = try CholeskyFactor(Matrix(diagonal: precision))
        var variance = 0.2 * 0.2
        var trust = [Double](repeating: 1, count: y.count)
        var relative = features
        var residuals = y
        var scale = expected

        func relate() {
            scale = zip(features.product(beta), expected).map { max($0, Self.floor * $1) }
            for row in 0..<features.rows {
                var fitted = 0.0
                for column in 0..<features.columns {
                    relative[row, column] = features[row, column] / scale[row]
                    fitted += relative[row, column] * beta[column]
                }
                residuals[row] = y[row] / scale[row] - fitted
            }
        }
        for iteration in 0..<Self.iterations {
            relate()
            if iteration > 0 {
                let squares = zip(
                    residuals, relative.quadraticForms(covariance)
                ).map { $0 * $0 + $1 }
                let weighted = zip(trust, squares).reduce(0) { $0 + $1.0 * $1.1 }
                variance =
                    (prior.noiseWeight * prior.noise * prior.noise + weighted)
                    / (prior.noiseWeight + count)
                trust = squares.map {
                    (prior.degreesOfFreedom + 1) / (prior.degreesOfFreedom + $0 / variance)
                }
            }
            var weighted = relative
            for row in 0..<features.rows {
                for column in 0..<features.columns {
                    weighted[row, column] *= trust[row] / variance
                }
            }
            var information = relative.product(weighted, transposingSelf: true)
            var right = precision.indices.map { precision[$0] * prior.means[$0] }
            for row in 0..<features.rows {
                for column in 0..<features.columns {
                    right[column] += weighted[row, column] * y[row] / scale[row]
                }
            }
            for j in precision.indices { information[j, j] += precision[j] }
            factor = try CholeskyFactor(information)
            beta = factor.solve(right)
            covariance = factor.inverse()
        }
        relate()

        // log N(y | x·μ, S) with S = X diag(τ²) Xᵀ + s²/w, by the determinant lemma.
        var logEvidence = -0.5 * (factor.logDeterminant - precision.reduce(0) { $0 + log($1) })
        for row in y.indices {
            let sampleVariance = variance / trust[row]
            logEvidence -=
                0.5
                * (log(2 * .pi * sampleVariance) + residuals[row] * residuals[row] / sampleVariance)
                + log(scale[row])
        }
        for j in precision.indices {
            let deviation = beta[j] - prior.means[j]
            logEvidence -= 0.5 * precision[j] * deviation * deviation
        }
        self.logEvidence = logEvidence - count * log(unit)
        self.unit = unit
        coefficients = beta.map { $0 * unit }
        for index in covariance.elements.indices { covariance.elements[index] *= unit * unit }
        self.covariance = covariance
        noise = variance.squareRoot()
        weights = trust
    }
}
