import Architectures
import LinearAlgebra

/// `flops`: a constant and a cost of each multiply-accumulate, fitted to a few samples.
package struct FLOPsEstimator: AdaptedEstimator {
    /// `flops`.
    package let name = "flops"
    /// Predicted.
    package let origin = Origin.predicted
    /// The two numbers and what they were fitted to.
    package let summary: String
    /// The samples' architectures.
    package let usedArchitectures: [Architecture]
    /// Milliseconds with no multiply-accumulate at all.
    package let offset: Double
    /// Milliseconds a million of multiply-accumulates.
    package let millisecondsPerMegaFLOP: Double
    private let megaFLOPs: [Double]
    private let covariance: Matrix<Double>
    private let relativeNoise: Double
    private let floor: Double

    /// Fits usable samples by robust relative errors, with a weak prior: an offset of 0.4 ± 0.5 and
    /// a slope of 0.6 ± 0.5 typical latencies a mean network, and a misfit of a quarter.
    /// - Parameters:
    ///   - samples: Usable samples.
    ///   - megaFLOPs: Multiply-accumulates in millions, by ``Architecture/code``.
    init(samples: [LatencySample], megaFLOPs: [Double]) throws {
        let mean = megaFLOPs.reduce(0, +) / Double(megaFLOPs.count)
        let rows: [Double] = samples.flatMap { sample in
            [1, megaFLOPs[sample.architecture.code] / mean]
        }
        let fit: RobustRegression
        do {
            fit = try RobustRegression(
                features: Matrix(rows: samples.count, columns: 2, elements: rows),
                targets: samples.map(\.milliseconds),
                prior: RobustRegression.Prior(
                    means: [0.4, 0.6], deviations: [0.5, 0.5], noise: 0.25))
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: "flops", reason: error.description)
        }
        offset = fit.coefficients[0]
        millisecondsPerMegaFLOP = fit.coefficients[1] / mean
        covariance = Matrix(
            rows: 2, columns: 2,
            elements: [
                fit.covariance[0, 0], fit.covariance[0, 1] / mean,
                fit.covariance[1, 0] / mean, fit.covariance[1, 1] / (mean * mean),
            ])
        relativeNoise = fit.noise
        floor = 0.05 * max(samples.map(\.milliseconds).min() ?? fit.unit, 0.1 * fit.unit)
        self.megaFLOPs = megaFLOPs
        usedArchitectures = samples.distinctArchitectures
        summary = "multiply-accumulates and an offset from \(usedArchitectures.count) samples"
    }

    /// Mean and standard deviation; positive for every architecture of the space.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        var means: [Double] = []
        var deviations: [Double] = []
        means.reserveCapacity(architectures.count)
        deviations.reserveCapacity(architectures.count)
        let (constant, mixed, squared) = (covariance[0, 0], 2 * covariance[0, 1], covariance[1, 1])
        for architecture in architectures {
            let cost = megaFLOPs[architecture.code]
            let mean = max(floor, offset + millisecondsPerMegaFLOP * cost)
            let noise = relativeNoise * mean
            means.append(mean)
            deviations.append(
                max(0, noise * noise + constant + cost * (mixed + cost * squared)).squareRoot())
        }
        return LatencyEstimates(milliseconds: means, standardDeviations: deviations)
    }
}

extension FLOPsEstimator: RestorableEstimator {
    /// What is kept.
    package struct Content: Codable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let offset: Double
        fileprivate let millisecondsPerMegaFLOP: Double
        fileprivate let covariance: Matrix<Double>
        fileprivate let relativeNoise: Double
        fileprivate let floor: Double
    }

    /// What is kept.
    package var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures, offset: offset,
            millisecondsPerMegaFLOP: millisecondsPerMegaFLOP, covariance: covariance,
            relativeNoise: relativeNoise, floor: floor)
    }

    /// Restores what was kept.
    package init(content: Content, inputs: PredictorInputs) throws {
        guard content.covariance.rows == 2, content.covariance.columns == 2 else {
            throw LatencyPredictionError.unusableSave(
                estimator: "flops", reason: "its covariance is not of two numbers")
        }
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        offset = content.offset
        millisecondsPerMegaFLOP = content.millisecondsPerMegaFLOP
        covariance = content.covariance
        relativeNoise = content.relativeNoise
        floor = content.floor
        megaFLOPs = inputs.megaFLOPs
    }
}

/// Makes ``FLOPsEstimator``s.
package struct FLOPsPredictor: LatencyPredictor {
    /// `flops`.
    package let name = "flops"
    /// Two, for two numbers.
    package let minimumSamples = 2
    private let space: SearchSpace
    private let megaFLOPs: [Double]

    /// The catalogue's line.
    package static let entry = PredictorEntry(
        name: "flops", abstract: "multiply-accumulates and an offset from a few samples",
        restore: FLOPsEstimator.restored
    ) { FLOPsPredictor(space: $0.features.space, megaFLOPs: $0.megaFLOPs) }

    /// Fits over the multiply-accumulates of a space.
    package init(space: SearchSpace, megaFLOPs: [Double]) {
        precondition(megaFLOPs.count == space.count, "one number an architecture")
        self.space = space
        self.megaFLOPs = megaFLOPs
    }

    /// Fits the target's samples.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        try FLOPsEstimator(samples: usable(target.samples, in: space), megaFLOPs: megaFLOPs)
    }
}
