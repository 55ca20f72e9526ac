import Architectures
import LinearAlgebra

/// A Gaussian process given observations, through a basis of some of its points: the fully
/// independent training conditional (Snelson and Ghahramani, *Sparse Gaussian Processes using
/// Pseudo-inputs*, 2006; Quiñonero-Candela and Rasmussen, 2005, section 6). Where every observed
/// point is in the basis, it is the exact posterior.
///
/// With K the basis' covariance, L·Lᵀ = K and φ(x) = L⁻¹·k(basis, x), an observation is
/// φ·β + δ, β ~ N(0, 1), δ of variance λ = k(x, x) − |φ|² + own / trust; so A = 1 + Σ φ·φᵀ / λ is β's
/// precision.
struct SparsePosterior: Sendable {
    private let basis: CholeskyFactor
    private let precision: CholeskyFactor
    private let mean: [Double]
    /// Σ r² / λ − bᵀA⁻¹b, the squared length of the observations in the process's metric.
    let square: Double
    /// Of each observation: what is left of it beside φ·β, the variance of its own part, and the
    /// variance of that part once all is known.
    let own: [Own]

    /// The part of an observation that it shares with none.
    struct Own: Sendable {
        /// Its expectation.
        let mean: Double
        /// Its variance, given all observations.
        let variance: Double
    }

    /// Added to the basis' variances against rounding.
    private static let jitter = 1e-9

    /// The factor of a basis' covariance.
    /// - Throws: `LinearAlgebraError`.
    static func factor(_ covariance: Matrix<Double>) throws -> CholeskyFactor {
        var covariance = covariance
        for row in 0..<covariance.rows { covariance[row, row] += jitter }
        return try CholeskyFactor(blockwise: covariance)
    }

    /// Takes observations in.
    /// - Parameters:
    ///   - basis: The factor of the basis' covariance.
    ///   - features: `[basis × observations]`: φ of each observation.
    ///   - priorVariance: The variance of what points share.
    ///   - ownVariances: The variance of what each observation shares with none.
    /// - Throws: `LinearAlgebraError`.
    /// - Complexity: O(observations × basis²).
    init(
        basis: CholeskyFactor, features: Matrix<Double>, observations: [Double],
        priorVariance: Double, ownVariances: [Double]
    ) throws {
        self.basis = basis
        let lengths = features.squaredColumnLengths()
        let variances = zip(lengths, ownVariances).map { max(priorVariance - $0, 0) + $1 }
        var scaled = features
        let count = observations.count
        for row in 0..<features.rows {
            for column in 0..<count { scaled[row, column] /= variances[column] }
        }
        var information = scaled.product(features, transposingRight: true)
        for row in 0..<information.rows { information[row, row] += 1 }
        precision = try CholeskyFactor(blockwise: information)
        let sums = scaled.product(observations)
        mean = precision.solve(sums)
        let fitted = features.product(
            Matrix(rows: mean.count, columns: 1, elements: mean), transposingSelf: true)
        var square = -zip(sums, mean).reduce(0) { $0 + $1.0 * $1.1 }
        let uncertainties = precision.halfSolved(features).squaredColumnLengths()
        var own: [Own] = []
        for index in 0..<count {
            let (variance, ownVariance) = (variances[index], ownVariances[index])
            square += observations[index] * observations[index] / variance
            let share = ownVariance / variance
            own.append(
                Own(
                    mean: share * (observations[index] - fitted[index, 0]),
                    variance: max(
                        ownVariance - share * ownVariance + share * share * uncertainties[index], 0)
                ))
        }
        self.square = max(square, 0)
        self.own = own
    }

    /// Mean and variance of what points share, from their covariances with the basis.
    /// - Parameter covariances: `[basis × points]`.
    func predict(
        _ covariances: Matrix<Double>, priorVariance: Double
    ) -> (means: [Double], variances: [Double]) {
        let features = basis.halfSolved(covariances)
        let means = features.product(
            Matrix(rows: mean.count, columns: 1, elements: mean), transposingSelf: true)
        let lengths = features.squaredColumnLengths()
        let uncertainties = precision.halfSolved(features).squaredColumnLengths()
        return (
            means.elements,
            zip(lengths, uncertainties).map { max(priorVariance - $0, 0) + $1 }
        )
    }
}

extension Matrix where Scalar == Double {
    /// The sum of squares of each column.
    fileprivate func squaredColumnLengths() -> [Double] {
        var sums = [Double](repeating: 0, count: columns)
        elements.withUnsafeBufferPointer { elements in
            for row in 0..<rows {
                for column in 0..<columns {
                    let value = elements[row * columns + column]
                    sums[column] += value * value
                }
            }
        }
        return sums
    }
}
