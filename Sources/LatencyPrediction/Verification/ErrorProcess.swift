import Architectures
import Foundation
import LinearAlgebra

/// What latencies looked up after a predictor was fitted say about its errors elsewhere: a Gaussian
/// process over the predictor's standardised log-errors (Rasmussen and Williams, *Gaussian
/// Processes for Machine Learning*, 2006, section 2.2), whatever kind the predictor is.
///
/// With a predicted mean m and relative error u, z = log(latency / m) / u. Two cells' z covary by
/// s² · (w₀ + w₁ · exp(−d² / 8) + w₂ · exp(−h / 1.5)), d being the distance of their operator counts
/// and h the number of edges on which they differ; what is left, s² · w₃, is each cell's own. The
/// weights are those of a small grid with the highest marginal likelihood, s² being integrated out
/// under an inverse-gamma prior around 1.
package struct ErrorProcess: Sendable {
    /// Relative error assumed where a predictor states none.
    static let assumedError = 0.1
    /// The least relative error that a prediction is taken to have.
    static let leastError = 0.005
    /// Degrees of freedom of the prior on s².
    private static let priorDegrees = 4.0
    /// Beyond this many predicted deviations an error counts as this large: an outlier of the table
    /// says little about other cells.
    private static let clip = 5.0

    private let estimates: LatencyEstimates
    private let cells: CellDistances
    private var observed: [Architecture] = []
    private var residuals: [Double] = []
    private var mixture = Mixture.grid[0]
    private var scale = 1.0
    private var factor: CholeskyFactor?
    private var weights: [Double] = []

    /// Starts from a predictor's estimates of the whole space.
    /// - Parameter estimates: Indexed by ``Architecture/code``.
    package init(space: SearchSpace, estimates: LatencyEstimates) {
        precondition(estimates.milliseconds.count == space.count, "one estimate an architecture")
        self.estimates = estimates
        cells = CellDistances(space: space)
    }

    /// Takes known latencies in and fits the process to all that it has.
    /// - Throws: `LinearAlgebraError` where rounding leaves the covariance singular.
    /// - Complexity: O(n³) for n latencies, a weight of the grid.
    package mutating func observe(_ samples: [LatencySample]) throws {
        for sample in samples {
            let mean = estimates.milliseconds[sample.architecture.code]
            guard mean > 0, sample.milliseconds > 0 else { continue }
            let residual = log(sample.milliseconds / mean) / relativeError(of: sample.architecture)
            observed.append(sample.architecture)
            residuals.append(min(max(residual, -Self.clip), Self.clip))
        }
        try fit()
    }

    /// Mean and standard deviation of architectures' latencies in milliseconds, given everything
    /// observed; NaN where the predictor knows nothing.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        guard let factor, !architectures.isEmpty else {
            return LatencyEstimates(
                milliseconds: architectures.map { estimates.milliseconds[$0.code] },
                standardDeviations: architectures.map {
                    estimates.milliseconds[$0.code] * relativeError(of: $0)
                })
        }
        let kernel = mixture.tables
        var covariance = Matrix<Double>(rows: observed.count, columns: architectures.count)
        for (row, known) in observed.enumerated() {
            for (column, architecture) in architectures.enumerated() {
                covariance[row, column] = kernel.covariance(
                    cells.difference(known, architecture))
            }
        }
        let means = covariance.product(
            Matrix(rows: weights.count, columns: 1, elements: weights), transposingSelf: true)
        let halves = factor.halfSolved(covariance)
        var explained = [Double](repeating: 0, count: architectures.count)
        for row in 0..<halves.rows {
            for column in 0..<halves.columns {
                explained[column] += halves[row, column] * halves[row, column]
            }
        }
        var result = LatencyEstimates(milliseconds: [], standardDeviations: [])
        for (column, architecture) in architectures.enumerated() {
            let error = relativeError(of: architecture)
            let mean =
                estimates.milliseconds[architecture.code]
                * exp(error * means[column, 0])
            result.milliseconds.append(mean)
            result.standardDeviations.append(
                mean * error * (scale * max(1 - explained[column], 1e-6)).squareRoot())
        }
        return result
    }

    private func relativeError(of architecture: Architecture) -> Double {
        let deviation = estimates.standardDeviations[architecture.code]
        let mean = estimates.milliseconds[architecture.code]
        return deviation.isFinite && deviation > 0
            ? max(deviation / mean, Self.leastError) : Self.assumedError
    }

    private mutating func fit() throws {
        guard !observed.isEmpty else { return }
        var differences: [CellDistances.Difference] = []
        for i in observed.indices {
            for j in 0...i { differences.append(cells.difference(observed[i], observed[j])) }
        }
        let count = Double(observed.count)
        var best = -Double.infinity
        for candidate in Mixture.grid {
            let kernel = candidate.tables
            var covariance = Matrix<Double>(rows: observed.count, columns: observed.count)
            var position = 0
            for i in observed.indices {
                for j in 0...i {
                    covariance[i, j] =
                        kernel.covariance(differences[position]) + (i == j ? candidate.own : 0)
                    position += 1
                }
            }
            let factor = try CholeskyFactor(covariance)
            let solved = factor.solve(residuals)
            let square = zip(solved, residuals).reduce(0) { $0 + $1.0 * $1.1 }
            // Student's t: s² is integrated out.
            let likelihood =
                -0.5 * factor.logDeterminant
                - 0.5 * (Self.priorDegrees + count) * log(Self.priorDegrees + square)
            guard likelihood > best else { continue }
            best = likelihood
            mixture = candidate
            scale = (Self.priorDegrees + square) / (Self.priorDegrees + count)
            self.factor = factor
            weights = solved
        }
    }
}
