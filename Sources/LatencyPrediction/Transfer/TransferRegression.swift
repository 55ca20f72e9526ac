import Foundation
import LinearAlgebra

/// Robust Bayesian regression of a few samples, once for every component of a ``TransferPrior``.
///
/// yᵢ = xᵢ·β + ŷᵢ·(εᵢ + δᵢ), εᵢ ~ Student-t(ν) of scale s, δᵢ ~ N(0, dᵢ²) what the sample itself is
/// uncertain by, β the component's costs times a unit u (where the component knows none, the median
/// of yᵢ / xᵢ·μ), s² ~ scaled inverse χ²(ν₀, s₀²) about the component's noise. As in
/// ``RobustRegression``, expectation–maximisation over the precision of every sample and s² (Lange,
/// Little and Taylor, 1989, doi:10.1080/01621459.1989.10478852). All work happens in one buffer.
struct TransferRegression {
    /// A component after the samples.
    struct Posterior {
        /// Costs in milliseconds.
        var mean: [Double]
        /// Covariance of the costs in square milliseconds, row-major.
        var covariance: [Double]
        /// Scale of the relative errors.
        var noise: Double
        /// Prior probability times likelihood, logarithmic.
        var logWeight: Double
    }

    /// `[samples × width]`.
    private let rows: [Double]
    private let targets: [Double]
    /// dᵢ².
    private let ownVariances: [Double]
    private let width: Int
    private var scratch: [Double]
    private var expected: [Double]

    /// How many samples the component's noise is worth.
    private static let noiseWeight = 5.0
    /// Relative deviation with which the first iteration reckons.
    private static let firstDeviation = 0.15

    /// - Parameter errors: What each target itself is uncertain by, relative.
    init(rows: [Double], targets: [Double], errors: [Double], width: Int) {
        self.rows = rows
        self.targets = targets
        ownVariances = errors.map { $0 * $0 }
        self.width = width
        let count = targets.count
        scratch = [Double](repeating: 0, count: width * width + 3 * width + 2 * count)
        expected = [Double](repeating: 0, count: count)
    }

    /// Updates a component by the samples.
    /// - Parameters:
    ///   - iterations: Steps of re-weighting.
    ///   - withCovariance: Whether the covariance is wanted, else it is empty.
    mutating func posterior(
        of component: TransferPrior.Component, iterations: Int, withCovariance: Bool
    ) throws -> Posterior {
        let (width, count) = (width, targets.count)
        for index in 0..<count {
            var sum = 0.0
            for j in 0..<width { sum += rows[index * width + j] * component.mean[j] }
            expected[index] = max(sum, 0.05)
        }
        let unit = component.unit ?? median(zip(targets, expected).map { $0 / $1 })
        let freedom = TransferPrior.degreesOfFreedom
        let priorVariance = component.noise * component.noise
        var variance = priorVariance
        var logWeight = component.logWeight - Double(count) * log(unit)
        var failedRow: Int?
        scratch.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let factor = base
            let beta = factor + width * width
            let right = beta + width
            let solved = right + width
            let scale = solved + width
            let trust = scale + count
            for i in 0..<count {
                scale[i] = expected[i]
                trust[i] = 1
            }
            for iteration in 0...iterations {
                let assumed =
                    iteration == 0
                    ? max(variance, Self.firstDeviation * Self.firstDeviation) : variance
                // The normal posterior of the costs: Λ = P + Σ wᵢ xᵢ·xᵢᵀ / (s²·ŷᵢ²).
                for a in 0..<width {
                    var sum = 0.0
                    for b in 0..<width {
                        let element = component.precision[a * width + b]
                        factor[a * width + b] = element
                        sum += element * component.mean[b]
                    }
                    right[a] = sum
                }
                for i in 0..<count {
                    let spread = (assumed + ownVariances[i]) * scale[i] * scale[i]
                    let weight = trust[i] / spread
                    let target = weight * targets[i] / unit
                    for a in 0..<width {
                        let left = rows[i * width + a]
                        guard left != 0 else { continue }
                        right[a] += left * target
                        let weighted = left * weight
                        for b in 0...a { factor[a * width + b] += weighted * rows[i * width + b] }
                    }
                }
                guard Self.factorise(factor, width) else {
                    failedRow = iteration
                    return
                }
                for a in 0..<width { beta[a] = right[a] }
                Self.solve(factor, width, beta)
                if iteration == iterations { break }
                var weighted = 0.0
                for i in 0..<count {
                    var fitted = 0.0
                    for j in 0..<width { fitted += rows[i * width + j] * beta[j] }
                    scale[i] = max(fitted, 0.1 * expected[i])
                    let spread = Self.form(factor, width, rows, i * width, solved)
                    let residual = (targets[i] / unit - fitted) / scale[i]
                    right[0] = residual * residual + spread / (scale[i] * scale[i])
                    // How much of it is expected to be the model's, not the sample's own.
                    let share = variance / (variance + ownVariances[i])
                    weighted += trust[i] * share * (share * right[0] + ownVariances[i])
                    // Holds the square until the variance is known.
                    trust[i] = right[0]
                }
                if iteration > 0 {
                    variance =
                        (Self.noiseWeight * priorVariance + weighted)
                        / (Self.noiseWeight + Double(count))
                }
                for i in 0..<count {
                    trust[i] =
                        (freedom + 1) / (freedom + trust[i] / (variance + ownVariances[i]))
                }
            }
            // log N(y | x·μ, S) by the determinant lemma, with the densities of w and s².
            for a in 0..<width {
                logWeight -= log(factor[a * width + a])
                var image = 0.0
                for b in 0..<width {
                    image += component.precision[a * width + b] * (beta[b] - component.mean[b])
                }
                logWeight -= 0.5 * image * (beta[a] - component.mean[a])
            }
            logWeight += 0.5 * component.logDeterminant
            for i in 0..<count {
                var fitted = 0.0
                for j in 0..<width { fitted += rows[i * width + j] * beta[j] }
                let residual = (targets[i] / unit - fitted) / scale[i]
                let spread = variance + ownVariances[i]
                logWeight -= 0.5 * (trust[i] * residual * residual / spread)
                logWeight -= 0.5 * log(spread * scale[i] * scale[i] / trust[i])
                logWeight += 0.5 * freedom * (log(trust[i]) - (trust[i] - 1))
            }
        }
        if let failedRow { throw LinearAlgebraError.notPositiveDefinite(row: failedRow) }
        let ratio = priorVariance / variance
        logWeight -= 0.5 * Self.noiseWeight * (ratio - 1 - log(ratio))
        let costs = scratch[(width * width)..<(width * width + width)].map { $0 * unit }
        return Posterior(
            mean: costs, covariance: withCovariance ? covariance(unit: unit) : [],
            noise: variance.squareRoot(), logWeight: logWeight)
    }

    /// Λ⁻¹ of the last factor, in the samples' unit.
    private mutating func covariance(unit: Double) -> [Double] {
        let width = width
        var covariance = [Double](repeating: 0, count: width * width)
        scratch.withUnsafeMutableBufferPointer { buffer in
            guard let factor = buffer.baseAddress else { return }
            let column = factor + width * width
            for j in 0..<width {
                for a in 0..<width { column[a] = a == j ? unit * unit : 0 }
                Self.solve(factor, width, column)
                for a in 0..<width { covariance[a * width + j] = column[a] }
            }
        }
        return covariance
    }

    /// Cholesky in place, of the lower triangle.
    private static func factorise(_ matrix: UnsafeMutablePointer<Double>, _ size: Int) -> Bool {
        for j in 0..<size {
            let rowJ = matrix + j * size
            var pivot = rowJ[j]
            for k in 0..<j { pivot -= rowJ[k] * rowJ[k] }
            guard pivot > 0, pivot.isFinite else { return false }
            let root = pivot.squareRoot()
            rowJ[j] = root
            for i in (j + 1)..<max(size, j + 1) {
                let rowI = matrix + i * size
                var sum = rowI[j]
                for k in 0..<j { sum -= rowI[k] * rowJ[k] }
                rowI[j] = sum / root
            }
        }
        return true
    }

    private static func solve(
        _ factor: UnsafeMutablePointer<Double>, _ size: Int, _ x: UnsafeMutablePointer<Double>
    ) {
        for i in 0..<size {
            var sum = x[i]
            for k in 0..<i { sum -= factor[i * size + k] * x[k] }
            x[i] = sum / factor[i * size + i]
        }
        for i in (0..<size).reversed() {
            x[i] /= factor[i * size + i]
            for k in 0..<i { x[k] -= factor[i * size + k] * x[i] }
        }
    }

    /// xᵀ·Λ⁻¹·x.
    private static func form(
        _ factor: UnsafeMutablePointer<Double>, _ size: Int, _ rows: [Double], _ start: Int,
        _ scratch: UnsafeMutablePointer<Double>
    ) -> Double {
        var total = 0.0
        for i in 0..<size {
            var sum = rows[start + i]
            for k in 0..<i { sum -= factor[i * size + k] * scratch[k] }
            scratch[i] = sum / factor[i * size + i]
            total += scratch[i] * scratch[i]
        }
        return total
    }
}
