import Foundation
import LinearAlgebra

/// A Gaussian process over what an additive model leaves of a device's log-latency, with heavy-tailed
/// noise by re-weighting (Student-t, ν = 4), its profile and noise chosen by the leave-one-out error
/// (Rasmussen and Williams, section 5.4.2: the residual of sample i is αᵢ / (K + N)⁻¹ᵢᵢ).
struct ResidualProcess: Sendable {
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
        (.gaussian(length: 10), 0.5), (.gaussian(length: 10), 1), (.gaussian(length: 30), 0.5),
        (.gaussian(length: 30), 1), (.exponential(length: 4), 0.5), (.exponential(length: 4), 1),
        (.exponential(length: 12), 1),
    ]
    private static let iterations = 2
    private static let freedom = 4.0
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
            var trust = [Double](repeating: 1, count: size)
            var alpha: [Double] = []
            for iteration in 0..<Self.iterations {
                var complete = similar
                for row in 0..<size { complete[row, row] += noise / trust[row] }
                let factor = try CholeskyFactor(blockwise: complete)
                alpha = factor.solve(residuals)
                if iteration == Self.iterations - 1 {
                    let diagonal = factor.inverseDiagonal()
                    let errors = zip(alpha, diagonal).map { abs($0 / $1) }
                    let loss = errors.reduce(0) { $0 + min($1, Self.largestError) }
                    if loss < best?.loss ?? .infinity { best = (loss, profile, alpha, errors) }
                } else {
                    let left = (0..<size).map { alpha[$0] * noise / trust[$0] }
                    let spread = 1.4826 * median(left.map { abs($0) }) + 0.002
                    trust = left.map {
                        (Self.freedom + 1) / (Self.freedom + $0 * $0 / (spread * spread))
                    }
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
