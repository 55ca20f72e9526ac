import Architectures
import Foundation
import LinearAlgebra

extension ErrorKernel {
    /// Degrees of freedom of the inverse-gamma prior around 1 on the variance of standardised
    /// errors.
    static let priorDegrees = 4.0
    /// By how much a share is changed at once, and what a change must gain in log-likelihood.
    private static let factor = 3.0
    private static let leastGain = 0.1
    private static let rounds = 2

    /// Shares under which standardised errors are likely, the variance being integrated out: each
    /// share in turn is raised or lowered as long as that helps.
    /// - Parameters:
    ///   - trusts: Precisions of the errors' own parts, relative to the usual one.
    ///   - start: Where to begin.
    /// - Complexity: O(cells³), some twenty times.
    func likelyShares(
        of errors: [Double], at cells: ArraySlice<Architecture>, trusts: [Double],
        from start: Shares
    ) -> Shares {
        let evidence = Evidence(kernel: self, cells: Array(cells), errors: errors, trusts: trusts)
        var (best, likelihood) = (start, evidence.logLikelihood(start))
        for _ in 0..<Self.rounds {
            var hasMoved = false
            for position in best.values.indices {
                for factor in [Self.factor, 1 / Self.factor] {
                    let candidate = best.scaling(position, by: factor)
                    let value = evidence.logLikelihood(candidate)
                    guard value > likelihood + Self.leastGain else { continue }
                    (best, likelihood, hasMoved) = (candidate, value, true)
                    break
                }
            }
            if !hasMoved { break }
        }
        return best
    }
}

/// The marginal likelihood of some errors as a function of the shares.
private struct Evidence {
    private let errors: [Double]
    private let trusts: [Double]
    /// The parts of the covariances, lower triangles, row by row.
    private let parts: [(Double, Double, Double, Double, Double)]

    init(kernel: ErrorKernel, cells: [Architecture], errors: [Double], trusts: [Double]) {
        self.errors = errors
        self.trusts = trusts
        var parts: [(Double, Double, Double, Double, Double)] = []
        parts.reserveCapacity(cells.count * (cells.count + 1) / 2)
        for (row, cell) in cells.enumerated() {
            for other in cells[...row] { parts.append(kernel.parts(cell, other)) }
        }
        self.parts = parts
    }

    /// Up to a constant; −infinity where rounding leaves the covariance singular.
    func logLikelihood(_ shares: ErrorKernel.Shares) -> Double {
        let weights = shares.shared
        let size = errors.count
        var covariance = Matrix<Double>(rows: size, columns: size)
        var position = 0
        for row in 0..<size {
            for column in 0...row {
                let part = parts[position]
                position += 1
                covariance[row, column] =
                    weights[0] * part.0 + weights[1] * part.1 + weights[2] * part.2
                    + weights[3] * part.3 + weights[4] * part.4
            }
            covariance[row, row] += shares.own / trusts[row]
        }
        guard let factor = try? CholeskyFactor(blockwise: covariance) else { return -.infinity }
        let square = zip(factor.solve(errors), errors).reduce(0) { $0 + $1.0 * $1.1 }
        // Student's t: the variance is integrated out.
        return -0.5 * factor.logDeterminant
            - 0.5 * (ErrorKernel.priorDegrees + Double(size))
            * log(ErrorKernel.priorDegrees + square)
    }
}
