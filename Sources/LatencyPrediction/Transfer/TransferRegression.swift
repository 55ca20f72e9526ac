import Foundation
import LinearAlgebra
import Statistics

/// Robust Bayesian regression of a few samples, once for every component of a ``TransferPrior``.
///
/// yᵢ = xᵢ·β + ŷᵢ·(εᵢ + δᵢ), εᵢ ~ Student-t(ν) of scale s, δᵢ ~ N(0, dᵢ²) what the sample itself is
/// uncertain by, β the component's costs times a unit u (where the component knows none, the median
/// of yᵢ / xᵢ·μ), s² ~ scaled inverse χ²(ν₀, s₀²) about the component's noise. As in
/// ``RobustRegression``, expectation–maximisation over the precision of every sample and s² (Lange,
/// Little and Taylor, 1989, doi:10.1080/01621459.1989.10478852). Memory is used again from one component to the next.
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

    // What belongs to the component at hand, in its unit.
    private var unit = 1.0
    /// s².
    private var variance = 0.0
    /// Λ, then its factor.
    private var information: SmallCholesky
    /// The costs.
    private var beta: [Double]
    /// What the component predicts before the samples.
    private var expected: [Double]
    /// ŷᵢ.
    private var scale: [Double]
    /// wᵢ, the precision of a sample relative to a normal one.
    private var trust: [Double]
    /// Expected squared errors relative to ŷᵢ.
    private var squares: [Double]

    /// How many samples the component's noise is worth.
    private static let noiseWeight = 5.0
    /// Relative deviation with which the first iteration reckons.
    private static let firstDeviation = 0.15
    /// The least that a network is expected to take, in the component's unit.
    private static let leastExpected = 0.05
    /// The least that a fit may predict, in parts of what was expected.
    private static let leastFitted = 0.1

    /// - Parameter errors: What each target itself is uncertain by, relative.
    init(rows: [Double], targets: [Double], errors: [Double], width: Int) {
        self.rows = rows
        self.targets = targets
        ownVariances = errors.map { $0 * $0 }
        self.width = width
        information = SmallCholesky(size: width)
        beta = [Double](repeating: 0, count: width)
        expected = [Double](repeating: 0, count: targets.count)
        scale = expected
        trust = expected
        squares = expected
    }

    /// Updates a component by the samples.
    /// - Parameters:
    ///   - iterations: Steps of re-weighting.
    ///   - withCovariance: Whether the covariance is wanted, else it is empty.
    /// - Throws: `LinearAlgebraError`.
    mutating func posterior(
        of component: TransferPrior.Component, iterations: Int, withCovariance: Bool
    ) throws -> Posterior {
        start(with: component)
        try solve(component, variance: max(variance, Self.firstDeviation * Self.firstDeviation))
        for iteration in 0..<iterations {
            let weighted = relate()
            if iteration > 0 { updateVariance(component, weighted: weighted) }
            updateTrust()
            try solve(component, variance: variance)
        }
        return Posterior(
            mean: beta.map { $0 * unit },
            covariance: withCovariance ? information.inverse(times: unit * unit) : [],
            noise: variance.squareRoot(), logWeight: logWeight(of: component))
    }

    private mutating func start(with component: TransferPrior.Component) {
        for index in targets.indices {
            expected[index] = max(
                product(index, component.mean), Self.leastExpected)
            scale[index] = expected[index]
            trust[index] = 1
        }
        unit = component.unit ?? median(zip(targets, expected).map { $0 / $1 })
        variance = component.noise * component.noise
    }

    /// xᵢ·β.
    private func product(_ index: Int, _ costs: [Double]) -> Double {
        rows.withUnsafeBufferPointer { rows in
            costs.withUnsafeBufferPointer { costs in
                var sum = 0.0
                for j in 0..<width { sum += rows[index * width + j] * costs[j] }
                return sum
            }
        }
    }

    /// The normal posterior of the costs: Λ = P + Σ wᵢ xᵢ·xᵢᵀ / ((s² + dᵢ²)·ŷᵢ²), and its mean.
    private mutating func solve(
        _ component: TransferPrior.Component, variance: Double
    ) throws {
        information.load(component.precision)
        for a in 0..<width {
            var sum = 0.0
            for b in 0..<width { sum += component.precision[a * width + b] * component.mean[b] }
            beta[a] = sum
        }
        for i in targets.indices {
            let weight = trust[i] / ((variance + ownVariances[i]) * scale[i] * scale[i])
            let target = weight * targets[i] / unit
            information.add(weight, timesSquareOf: rows, from: i * width)
            for a in 0..<width { beta[a] += rows[i * width + a] * target }
        }
        try information.factorise()
        information.solve(&beta)
    }

    /// Compares the samples with the fit, whose predictions are the new scales.
    /// - Returns: The weighted sum of the part of the squared errors that is expected to be the
    ///   model's, not the samples' own.
    private mutating func relate() -> Double {
        var weighted = 0.0
        for i in targets.indices {
            let fitted = product(i, beta)
            scale[i] = max(fitted, Self.leastFitted * expected[i])
            let spread = information.inverseForm(rows, from: i * width)
            let residual = (targets[i] / unit - fitted) / scale[i]
            squares[i] = residual * residual + spread / (scale[i] * scale[i])
            let share = variance / (variance + ownVariances[i])
            weighted += trust[i] * share * (share * squares[i] + ownVariances[i])
        }
        return weighted
    }

    private mutating func updateVariance(
        _ component: TransferPrior.Component, weighted: Double
    ) {
        let prior = component.noise * component.noise
        variance =
            (Self.noiseWeight * prior + weighted) / (Self.noiseWeight + Double(targets.count))
    }

    private mutating func updateTrust() {
        let freedom = TransferPrior.degreesOfFreedom
        for i in targets.indices {
            trust[i] = (freedom + 1) / (freedom + squares[i] / (variance + ownVariances[i]))
        }
    }

    /// The component's weight times log N(y | x·μ, S), by the determinant lemma, with the densities of
    /// w and s².
    private func logWeight(of component: TransferPrior.Component) -> Double {
        var sum = component.logWeight - Double(targets.count) * log(unit)
        for a in 0..<width {
            sum -= log(information.pivot(a))
            var image = 0.0
            for b in 0..<width {
                image += component.precision[a * width + b] * (beta[b] - component.mean[b])
            }
            sum -= 0.5 * image * (beta[a] - component.mean[a])
        }
        sum += 0.5 * component.logDeterminant
        let freedom = TransferPrior.degreesOfFreedom
        for i in targets.indices {
            let residual = (targets[i] / unit - product(i, beta)) / scale[i]
            let spread = variance + ownVariances[i]
            sum -= 0.5 * (trust[i] * residual * residual / spread)
            sum -= 0.5 * log(spread * scale[i] * scale[i] / trust[i])
            sum += 0.5 * freedom * (log(trust[i]) - (trust[i] - 1))
        }
        let ratio = component.noise * component.noise / variance
        return sum - 0.5 * Self.noiseWeight * (ratio - 1 - log(ratio))
    }
}
