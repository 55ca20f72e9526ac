import Architectures
import Foundation
import LinearAlgebra
import Statistics

/// `transfer`: operator costs of a device from a few samples of it and from what a pool of devices
/// has in common (`TransferPrior`). Closed form, in milliseconds.
///
/// The prediction is the median over the components of the mixture, weighted by their posterior
/// probability; σ holds the costs' uncertainty, the disagreement of the components and the errors
/// that the models leave on devices like this one.
package struct TransferEstimator: AdaptedEstimator {
    /// `transfer`.
    package let name = "transfer"
    /// Predicted.
    package let origin = Origin.predicted
    /// What it was learned from and adapted to.
    package let summary: String
    /// The samples' architectures.
    package let usedArchitectures: [Architecture]
    /// Posterior probability that the device executes every operator as written.
    package let asWrittenProbability: Double

    let features: TransferFeatures
    let mixture: TransferMixture
    private let correction: TransferCorrection?

    /// Adapts a prior.
    /// - Parameters:
    ///   - samples: Usable ones; one at least without `described`.
    ///   - described: What the device's operator latencies add to the prior.
    init(
        samples: [LatencySample], prior: [TransferPrior.Component],
        described: [TransferPrior.Component], devices: [String], features: TransferFeatures
    ) throws {
        let posterior = try TransferPosterior(
            samples: samples, prior: (samples.isEmpty ? [] : prior) + described,
            features: features)
        mixture = TransferMixture(
            posterior.components,
            floor: Self.floorShare * Self.fastest(samples, described.compactMap(\.unit)))
        correction = try TransferCorrection(
            samples: samples, mixture: mixture, features: features)
        self.features = features
        usedArchitectures = samples.distinctArchitectures
        asWrittenProbability =
            posterior.probability(of: .asWritten) + posterior.probability(of: .writtenOnce)
        let closest = posterior.closestDevice.map { ", most like \(devices[$0])" } ?? ""
        let count = usedArchitectures.count
        let learned =
            "operator costs learned from \(devices.count) device\(devices.count == 1 ? "" : "s")"
        let isHeeded = posterior.descriptorProbability > 0.5
        let own = isHeeded ? " and its operator latencies" : ""
        let overruled =
            described.isEmpty || isHeeded ? "" : "that overrule its operator latencies "
        summary =
            "\(learned)\(own), adapted to \(count == 0 ? "no" : "\(count)") "
            + "sample\(count == 1 ? "" : "s") \(overruled)"
            + "(\(posterior.viewInWords)\(closest))"
            + (correction.map { $0.inWords } ?? "")
    }

    private static let floorShare = 0.05

    /// A latency that few networks undercut. An outlier that is far too fast must not set it.
    private static func fastest(_ samples: [LatencySample], _ units: [Double]) -> Double {
        let milliseconds = samples.map(\.milliseconds)
        guard let least = milliseconds.min() else { return 0.1 * median(units) }
        return max(least, 0.1 * median(milliseconds))
    }

    /// Mean and standard deviation; positive for every architecture of the space.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        var estimates = mixture.estimates(of: architectures, features: features)
        correction?.apply(to: &estimates, of: architectures, features: features)
        return estimates
    }
}

extension TransferPosterior {
    /// What is likeliest to be executed and how sure that is. Views of the same extent count as one,
    /// which is named after the plain one unless another is far likelier.
    fileprivate var viewInWords: String {
        func probability(_ extent: TransferView.Extent) -> Double {
            TransferView.allCases.filter { $0.extent == extent }
                .reduce(0) { $0 + self.probability(of: $1) }
        }
        let extents: [TransferView.Extent] = [.everything, .reachingOutput, .live]
        let best = extents.dropFirst().reduce(extents[0]) {
            probability($1) > probability($0) ? $1 : $0
        }
        let views = TransferView.allCases.filter { $0.extent == best }
        let view = views.dropFirst().reduce(views[0]) {
            self.probability(of: $1) > 9 * self.probability(of: $0) ? $1 : $0
        }
        return "\(view.rawValue), \(Int((100 * probability(best)).rounded())) % sure"
    }
}

extension TransferEstimator: RestorableEstimator {
    /// What is kept.
    package struct Content: Codable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let asWrittenProbability: Double
        fileprivate let mixture: TransferMixture
        fileprivate let correction: TransferCorrection.Content?
    }

    /// What is kept.
    package var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures,
            asWrittenProbability: asWrittenProbability, mixture: mixture,
            correction: correction?.content)
    }

    /// Restores what was kept.
    package init(content: Content, inputs: PredictorInputs) throws {
        do {
            features = try TransferFeatures(inputs.features)
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: "transfer", reason: error.description)
        }
        guard content.mixture.fits(features) else {
            throw LatencyPredictionError.unusableSave(
                estimator: "transfer", reason: "its costs are not those of the space's operators")
        }
        if let kept = content.correction {
            guard let correction = TransferCorrection(content: kept, features: features) else {
                throw LatencyPredictionError.unusableSave(
                    estimator: "transfer", reason: "its samples are not of the space's cells")
            }
            self.correction = correction
        } else {
            correction = nil
        }
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        asWrittenProbability = content.asWrittenProbability
        mixture = content.mixture
    }
}
