/// Weighted, regularised linear least squares by the normal equations.
package enum LeastSquares {
    /// Minimises Σᵢ wᵢ (yᵢ − xᵢ·β)² + Σⱼ λⱼ (βⱼ − μⱼ)².
    /// - Parameters:
    ///   - features: x, `[samples × coefficients]`.
    ///   - targets: y, one a sample.
    ///   - weights: w ≥ 0, one a sample; nil for equal weights of 1.
    ///   - penalties: λ ≥ 0, one a coefficient.
    ///   - centre: μ, to which the penalties shrink; nil for zeros.
    /// - Returns: β.
    /// - Throws: ``LinearAlgebraError/notPositiveDefinite(row:)`` where the samples and penalties
    ///   leave a coefficient undetermined.
    package static func fit(
        features: Matrix<Double>, targets: [Double], weights: [Double]? = nil,
        penalties: [Double], centre: [Double]? = nil
    ) throws -> [Double] {
        precondition(targets.count == features.rows, "one target a sample")
        precondition(penalties.count == features.columns, "one penalty a coefficient")
        var scaled = features
        var scaledTargets = targets
        if let weights {
            precondition(weights.count == features.rows, "one weight a sample")
            for row in 0..<features.rows {
                let root = weights[row].squareRoot()
                scaledTargets[row] *= root
                for column in 0..<features.columns { scaled[row, column] *= root }
            }
        }
        var normal = scaled.product(scaled, transposingSelf: true)
        let target = Matrix(rows: features.rows, columns: 1, elements: scaledTargets)
        var right = scaled.product(target, transposingSelf: true).elements
        for (j, penalty) in penalties.enumerated() {
            normal[j, j] += penalty
            right[j] += penalty * (centre?[j] ?? 0)
        }
        return try CholeskyFactor(normal).solve(right)
    }
}
