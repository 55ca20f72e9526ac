import Foundation
import LinearAlgebra
import Statistics

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
        unit = median(zip(targets, expected).map { $0 / $1 })
        let unit = unit
        var fit = try Iteration(
            features: features, targets: targets.map { $0 / unit }, expected: expected, prior: prior
        )
        for step in 0..<Self.iterations {
            fit.relate()
            if step > 0 { fit.reweigh() }
            try fit.solve()
        }
        fit.relate()
        logEvidence = fit.logEvidence - Double(targets.count) * log(unit)
        coefficients = fit.beta.map { $0 * unit }
        var covariance = fit.covariance
        for index in covariance.elements.indices { covariance.elements[index] *= unit * unit }
        self.covariance = covariance
        noise = fit.variance.squareRoot()
        weights = fit.trust
    }

    /// A fit on its way, in multiples of the unit.
    private struct Iteration {
        private let features: Matrix<Double>
        private let targets: [Double]
        private let expected: [Double]
        private let prior: Prior
        /// 1/τ².
        private let precision: [Double]

        private(set) var beta: [Double]
        private(set) var covariance: Matrix<Double>
        /// s².
        private(set) var variance = 0.2 * 0.2
        /// The precision of every sample relative to a normal one.
        private(set) var trust: [Double]
        private var factor: CholeskyFactor
        /// ŷ, and x and y − x·β divided by it.
        private var scale: [Double]
        private var relative: Matrix<Double>
        private var residuals: [Double]

        init(
            features: Matrix<Double>, targets: [Double], expected: [Double], prior: Prior
        ) throws {
            self.features = features
            self.targets = targets
            self.expected = expected
            self.prior = prior
            precision = prior.deviations.map { 1 / ($0 * $0) }
            beta = prior.means
            covariance = Matrix(diagonal: prior.deviations.map { $0 * $0 })
            trust = [Double](repeating: 1, count: targets.count)
            factor = try CholeskyFactor(Matrix(diagonal: precision))
            scale = expected
            relative = features
            residuals = targets
        }

        /// Compares the samples with the fit.
        mutating func relate() {
            scale = zip(features.product(beta), expected).map {
                max($0, RobustRegression.floor * $1)
            }
            for row in 0..<features.rows {
                var fitted = 0.0
                for column in 0..<features.columns {
                    relative[row, column] = features[row, column] / scale[row]
                    fitted += relative[row, column] * beta[column]
                }
                residuals[row] = targets[row] / scale[row] - fitted
            }
        }

        /// Finds s² and how much each sample is trusted.
        mutating func reweigh() {
            let squares = zip(residuals, relative.quadraticForms(covariance)).map { $0 * $0 + $1 }
            let weighted = zip(trust, squares).reduce(0) { $0 + $1.0 * $1.1 }
            variance =
                (prior.noiseWeight * prior.noise * prior.noise + weighted)
                / (prior.noiseWeight + Double(targets.count))
            trust = squares.map {
                (prior.degreesOfFreedom + 1) / (prior.degreesOfFreedom + $0 / variance)
            }
        }

        /// Finds the normal posterior of β.
        mutating func solve() throws {
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
                    right[column] += weighted[row, column] * targets[row] / scale[row]
                }
            }
            for j in precision.indices { information[j, j] += precision[j] }
            factor = try CholeskyFactor(information)
            beta = factor.solve(right)
            covariance = factor.inverse()
        }

        /// log N(y | x·μ, S) with S = X diag(τ²) Xᵀ + s²/w, by the determinant lemma.
        var logEvidence: Double {
            var sum = -0.5 * (factor.logDeterminant - precision.reduce(0) { $0 + log($1) })
            for row in targets.indices {
                let sampleVariance = variance / trust[row]
                sum -=
                    0.5
                    * (log(2 * .pi * sampleVariance)
                        + residuals[row] * residuals[row] / sampleVariance)
                    + log(scale[row])
            }
            for j in precision.indices {
                let deviation = beta[j] - prior.means[j]
                sum -= 0.5 * precision[j] * deviation * deviation
            }
            return sum
        }
    }
}
