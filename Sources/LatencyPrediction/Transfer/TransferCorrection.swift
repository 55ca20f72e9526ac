import Architectures
import Foundation
import LinearAlgebra
import Statistics

/// What many samples show of a device that no sum of operator costs holds: a Gaussian process over
/// cells (``ResidualProcess``) for what the mixture leaves of the samples, which `transfer` gives way
/// to smoothly from some 50 samples on.
struct TransferCorrection: Sendable {
    /// What is kept.
    struct Content: Sendable, Codable {
        let process: ResidualProcess
        /// How far it is followed, 0…1.
        let share: Double
    }

    let content: Content
    private let kernel: CellKernel

    /// From this many samples on something can be said, and from the second number on it counts in
    /// full.
    private static let firstSamples = 50
    private static let fullSamples = 150
    /// More samples than this add time, not knowledge.
    private static let mostSamples = 1_000
    /// A factor beyond which a residual is an outlier, logarithmic.
    private static let largestResidual = 1.0

    /// Fits what a mixture leaves of the samples that it was adapted to.
    /// - Returns: Nil where the samples are few, or predicted no better by it when left out.
    /// - Throws: `LinearAlgebraError`.
    init?(samples: [LatencySample], mixture: TransferMixture, features: TransferFeatures) throws {
        let living = samples.lazy.filter {
            !features.counts.isDisconnected[$0.architecture.code]
        }.prefix(Self.mostSamples)
        guard living.count >= Self.firstSamples else { return nil }
        let expected = mixture.estimates(of: living.map(\.architecture), features: features)
        let residuals = zip(living, expected.milliseconds).map {
            min(max(log($0.milliseconds / $1), -Self.largestResidual), Self.largestResidual)
        }
        let kernel = Self.kernel(features)
        let process = try ResidualProcess(
            codes: living.map(\.architecture.code), residuals: residuals, kernel: kernel)
        let sizes = residuals.map { abs($0) }.sorted()
        guard process.quantile80 < sizes[sizes.count * 4 / 5] else { return nil }
        let growth =
            Double(living.count - Self.firstSamples)
            / Double(Self.fullSamples - Self.firstSamples)
        content = Content(process: process, share: min(1, growth))
        self.kernel = kernel
    }

    /// Restores what was kept.
    /// - Returns: Nil where it is not of the space's cells.
    init?(content: Content, features: TransferFeatures) {
        guard (0...1).contains(content.share),
            content.process.codes.count == content.process.coefficients.count,
            content.process.codes.allSatisfy({ (0..<features.space.count).contains($0) })
        else { return nil }
        self.content = content
        kernel = Self.kernel(features)
    }

    /// What is said of it.
    var inWords: String {
        "; \(Int((100 * content.share).rounded())) % of what a Gaussian process adds to it"
    }

    private static func kernel(_ features: TransferFeatures) -> CellKernel {
        CellKernel(features: features.counts, encoding: CellEncoding(space: features.space))
    }

    /// Moves estimates towards what it knows, and their σ towards its errors on left-out samples.
    func apply(
        to estimates: inout LatencyEstimates, of architectures: [Architecture],
        features: TransferFeatures
    ) {
        let residuals = content.process.residuals(of: architectures.map(\.code), kernel: kernel)
        let own = content.process.quantile80 / NormalInterval.of80
        for (index, architecture) in architectures.enumerated()
        where !features.counts.isDisconnected[architecture.code] {
            let before = estimates.milliseconds[index]
            let relative = estimates.standardDeviations[index] / before
            let after =
                before
                * exp(
                    content.share
                        * min(max(residuals[index], -Self.largestResidual), Self.largestResidual))
            estimates.milliseconds[index] = after
            estimates.standardDeviations[index] =
                after
                * ((1 - content.share) * relative * relative + content.share * own * own)
                .squareRoot()
        }
    }
}
