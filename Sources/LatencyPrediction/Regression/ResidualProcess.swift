import Foundation
import LinearAlgebra
import Statistics

/// A Gaussian process over what an additive model leaves of a device's log-latency, with heavy-tailed
/// noise by re-weighting (Student-t, ν = 4, of the leave-one-out errors), its profile and noise chosen by the leave-one-out error
/// (Rasmussen and Williams, section 5.4.2: the residual of sample i is αᵢ / (K + N)⁻¹ᵢᵢ).
struct ResidualProcess: Sendable, Codable {
    /// How the similarity falls.
    let profile: CellKernel.Profile
    /// The samples' cells.
    let codes: [Int]
    /// The process's variance times (K + N)⁻¹·r.
    let coefficients: [Double]
    /// 80 % quantile of the absolute leave-one-out errors.
    let quantile80: Double

    /// Profiles and noises in parts of the residuals' scale. (Chosen on HELP's GPUs at batch 32,
    /// phones and HW-NAS-Bench's edge GPU.)
    private static let candidates: [(CellKernel.Profile, Double)] = [
        (.gaussian(length: 10), 0.1), (.gaussian(length: 10), 0.3), (.gaussian(length: 10), 1),
        (.gaussian(length: 30), 0.03), (.gaussian(length: 30), 0.1), (.gaussian(length: 30), 0.3),
        (.gaussian(length: 30), 1), (.exponential(length: 4), 0.3), (.exponential(length: 4), 1),
        (.exponential(length: 12), 1),
    ]
    private static let iterations = 2
    private static let freedom = 4.0
    /// Leave-one-out errors beyond this many standard deviations are wrong measurements, which count
    /// next to nothing: Student's weights alone would let small noise follow them.
    private static let outlier = 6.0
    private static let distrust = 1e-6
    /// Beyond it an error says nothing more.
    private static let largestError = 0.3

    /// Fits residuals.
    /// - Throws: `LinearAlgebraError`.
    /// - Complexity: O(samples³) a candidate and iteration.
    init(codes: [Int], residuals: [Double], kernel: CellKernel) throws {
        let size = codes.count
        guard size > 0 else { throw LinearAlgebraError.notPositiveDefinite(row: 0) }
        let distances = kernel.squaredDistances(codes, codes)
        let scale = 1.4826 * median(residuals.map { abs($0) }) + 0.003
        var best: (loss: Double, profile: CellKernel.Profile, alpha: [Double], errors: [Double])?
        for (profile, share) in Self.candidates {
            var similar = distances
            for index in similar.elements.indices {
                similar.elements[index] = scale * scale * profile.value(distances.elements[index])
            }
            let noise = share * share * scale * scale
            var trust = Self.trust(residuals.map { abs($0) }, spread: scale)
            var alpha: [Double] = []
            for iteration in 0..<Self.iterations {
                var complete = similar
                for row in 0..<size { complete[row, row] += noise / trust[row] }
                let factor = try CholeskyFactor(blockwise: complete)
                alpha = factor.solve(residuals)
                let errors = zip(alpha, factor.inverseDiagonal()).map { abs($0 / $1) }
                if iteration == Self.iterations - 1 {
                    let loss = errors.reduce(0) { $0 + min($1, Self.largestError) }
                    if loss < best?.loss ?? .infinity { best = (loss, profile, alpha, errors) }
                } else {
                    let spread = 1.4826 * median(errors) + 0.002
                    trust = Self.trust(errors, spread: spread)
                }
            }
        }
        guard let best else { throw LinearAlgebraError.notPositiveDefinite(row: 0) }
        self.codes = codes
        profile = best.profile
        coefficients = best.alpha.map { $0 * scale * scale }
        let sorted = best.errors.sorted()
        quantile80 = sorted[sorted.count * 4 / 5]
    }

    /// How much samples with such errors count.
    private static func trust(_ errors: [Double], spread: Double) -> [Double] {
        errors.map {
            let ratio = $0 / spread
            return ratio > outlier ? distrust : (freedom + 1) / (freedom + ratio * ratio)
        }
    }

    /// Cells that are predicted together.
    private static let block = 512

    /// The expected residuals of cells, by matrix products.
    func residuals(of others: [Int], kernel: CellKernel) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(others.count)
        for start in stride(from: 0, to: others.count, by: Self.block) {
            let part = Array(others[start..<min(others.count, start + Self.block)])
            var similar = kernel.squaredDistances(part, codes)
            for index in similar.elements.indices {
                similar.elements[index] = profile.value(similar.elements[index])
            }
            result += similar.product(coefficients)
        }
        return result
    }
}
