import Architectures
import Foundation
import LinearAlgebra

/// What latencies looked up after a predictor was fitted say about its errors elsewhere: a Gaussian
/// process over the predictor's standardised log-errors (Rasmussen and Williams, *Gaussian
/// Processes for Machine Learning*, 2006, section 2.2), whatever kind the predictor is.
///
/// With a predicted mean m and relative error u, z = log(latency / m) / u. How z covaries between
/// cells is ``ErrorKernel``'s: its shares, and with them whether cells are alike as written or as
/// pruned, are those that the looked-up latencies make likely. A cell's own error has heavy tails
/// (Student-t, ν = 4, by re-weighting), since tables hold outliers which say little about other
/// cells. Beyond ``largestBasis`` latencies the process is approximated by ``SparsePosterior``.
package struct ErrorProcess: Sendable {
    /// Relative error assumed where a predictor states none.
    static let assumedError = 0.1
    /// The least relative error that a prediction is taken to have.
    static let leastError = 0.005
    /// Beyond this many predicted deviations an error counts as this large.
    private static let clip = 20.0
    /// Latencies up to which the process is exact.
    private static let largestBasis = 512
    /// Latencies up to which the shares are chosen anew.
    private static let largestChoice = 256
    private static let freedom = 4.0
    private static let iterations = 3
    /// The standard deviation of Student's t, ν = 4, of scale 1.
    private static let deviationOfScale = 2.0.squareRoot()
    /// Cells that are predicted at once.
    private static let block = 1024

    private let estimates: LatencyEstimates
    private let kernel: ErrorKernel
    private var observed: [Architecture] = []
    private var errors: [Double] = []
    /// Variances of the latencies' own errors, in squares of the predicted ones.
    private var noises: [Double] = []
    private var trusts: [Double] = []
    private var shares = ErrorKernel.Shares.initial
    private var variance = 1.0
    private var posterior: SparsePosterior?

    /// Starts from a predictor's estimates of the whole space.
    /// - Parameter estimates: Indexed by ``Architecture/code``.
    package init(space: SearchSpace, estimates: LatencyEstimates) {
        precondition(estimates.milliseconds.count == space.count, "one estimate an architecture")
        self.estimates = estimates
        kernel = ErrorKernel(space: space)
    }

    /// Takes known latencies in and fits the process to all that it has.
    /// - Throws: `LinearAlgebraError` where rounding leaves the covariance singular.
    /// - Complexity: O(n) for n latencies, times a constant that grows up to ``largestBasis``.
    package mutating func observe(_ samples: [LatencySample]) throws {
        for sample in samples {
            let mean = estimates.milliseconds[sample.architecture.code]
            guard mean > 0, sample.milliseconds > 0 else { continue }
            let error = log(sample.milliseconds / mean) / relativeError(of: sample.architecture)
            guard error.isFinite else { continue }
            observed.append(sample.architecture)
            errors.append(min(max(error, -Self.clip), Self.clip))
            trusts.append(1)
            let own = sample.relativeError / relativeError(of: sample.architecture)
            noises.append(own * own)
        }
        try fit()
    }

    /// Mean and standard deviation of architectures' latencies in milliseconds, given everything
    /// observed; NaN where the predictor knows nothing.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        guard let posterior else {
            return LatencyEstimates(
                milliseconds: architectures.map { estimates.milliseconds[$0.code] },
                standardDeviations: architectures.map {
                    estimates.milliseconds[$0.code] * relativeError(of: $0)
                })
        }
        var result = LatencyEstimates(milliseconds: [], standardDeviations: [])
        result.milliseconds.reserveCapacity(architectures.count)
        result.standardDeviations.reserveCapacity(architectures.count)
        for start in stride(from: 0, to: architectures.count, by: Self.block) {
            let cells = architectures[start..<min(start + Self.block, architectures.count)]
            let (means, variances) = posterior.predict(
                kernel.covariance(basis, cells, shares: shares), priorVariance: 1 - shares.own)
            for ((cell, mean), shared) in zip(zip(cells, means), variances) {
                let error = relativeError(of: cell)
                let milliseconds = estimates.milliseconds[cell.code] * exp(error * mean)
                let scale = (variance * (shared + shares.own)).squareRoot()
                result.milliseconds.append(milliseconds)
                result.standardDeviations.append(
                    milliseconds * error * scale * Self.deviationOfScale)
            }
        }
        return result
    }

    private var basis: ArraySlice<Architecture> { observed.prefix(Self.largestBasis) }

    private func relativeError(of architecture: Architecture) -> Double {
        let deviation = estimates.standardDeviations[architecture.code]
        let mean = estimates.milliseconds[architecture.code]
        return deviation.isFinite && deviation > 0
            ? max(deviation / mean, Self.leastError) : Self.assumedError
    }

    private mutating func fit() throws {
        guard !observed.isEmpty else { return }
        var features: (basis: CholeskyFactor, matrix: Matrix<Double>)?
        for iteration in 0..<Self.iterations {
            // The first look decides which errors to distrust when the shares are chosen.
            if iteration == 1, observed.count <= Self.largestChoice {
                let chosen = kernel.likelyShares(
                    of: errors, at: observed[...], trusts: trusts, from: shares)
                if chosen != shares { features = nil }
                shares = chosen
            }
            let current = try features ?? self.features()
            features = current
            let posterior = try SparsePosterior(
                basis: current.basis, features: current.matrix, observations: errors,
                priorVariance: 1 - shares.own,
                ownVariances: zip(trusts, noises).map { shares.own / $0 + $1 })
            let degrees = ErrorKernel.priorDegrees
            variance = (degrees + posterior.square) / (degrees + Double(observed.count))
            self.posterior = posterior
            if iteration < Self.iterations - 1 {
                // Lange, Little and Taylor, 1989: the expected precision of each own error.
                trusts = posterior.own.map {
                    let square = ($0.mean * $0.mean + variance * $0.variance) / variance
                    return (Self.freedom + 1) / (Self.freedom + square / shares.own)
                }
            }
        }
    }

    private func features() throws -> (basis: CholeskyFactor, matrix: Matrix<Double>) {
        let factor = try SparsePosterior.factor(
            kernel.covariance(basis, basis, shares: shares))
        return (
            factor, factor.halfSolved(kernel.covariance(basis, observed[...], shares: shares))
        )
    }
}
