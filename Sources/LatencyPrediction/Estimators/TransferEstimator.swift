import Architectures
import Foundation
import LinearAlgebra

/// `transfer`: operator costs of a device from a few samples of it and from what a pool of devices
/// has in common (``TransferPrior``). Closed form, in milliseconds.
///
/// The prediction is the median over the components of the mixture, weighted by their posterior
/// probability; σ holds the costs' uncertainty, the disagreement of the components and the errors
/// that the models leave on devices like this one.
public struct TransferEstimator: AdaptedEstimator {
    /// `transfer`.
    public let name = "transfer"
    /// Predicted.
    public let origin = Origin.predicted
    /// What it was learned from and adapted to.
    public let summary: String
    /// The samples' architectures.
    public let usedArchitectures: [Architecture]
    /// Posterior probability that the device executes every operator as written.
    public let asWrittenProbability: Double

    private let features: TransferFeatures
    private let mixture: TransferMixture

    /// Adapts a prior.
    /// - Parameter samples: Usable ones, one at least.
    init(
        samples: [LatencySample], prior: TransferPrior, devices: [String],
        features: TransferFeatures
    ) throws {
        let posterior = try TransferPosterior(samples: samples, prior: prior, features: features)
        // An outlier that is far too fast must not set the floor.
        let milliseconds = samples.map(\.milliseconds)
        let fastest = max(milliseconds.min() ?? 0, 0.1 * median(milliseconds))
        mixture = TransferMixture(
            posterior.components, floor: Self.floorShare * fastest)
        self.features = features
        usedArchitectures = samples.distinctArchitectures
        asWrittenProbability = posterior.probability(of: .asWritten)
        let closest = posterior.closestDevice.map { ", most like \(devices[$0])" } ?? ""
        summary =
            "operator costs learned from \(devices.count) "
            + "device\(devices.count == 1 ? "" : "s"), adapted to "
            + "\(usedArchitectures.count) sample\(usedArchitectures.count == 1 ? "" : "s") "
            + "(\(posterior.viewInWords)\(closest))"
    }

    private static let floorShare = 0.05

    /// Mean and standard deviation; positive for every architecture of the space.
    public func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        mixture.estimates(of: architectures, features: features)
    }
}

extension TransferPosterior {
    /// The likeliest view and how sure it is; the two pruned ones count as one.
    fileprivate var viewInWords: String {
        let (pruned, parallel) = (probability(of: .pruned), probability(of: .parallel))
        let candidates: [(view: TransferView, probability: Double)] = [
            (.asWritten, probability(of: .asWritten)), (.reaching, probability(of: .reaching)),
            (parallel > 9 * pruned ? .parallel : .pruned, pruned + parallel),
        ]
        let best = candidates.reduce(candidates[0]) { $1.probability > $0.probability ? $1 : $0 }
        return "\(best.view.rawValue), \(Int((100 * best.probability).rounded())) % sure"
    }
}

extension TransferEstimator: RestorableEstimator {
    /// What is kept.
    public struct Content: Codable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let asWrittenProbability: Double
        fileprivate let mixture: TransferMixture
    }

    /// What is kept.
    public var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures,
            asWrittenProbability: asWrittenProbability, mixture: mixture)
    }

    /// Restores what was kept.
    public init(content: Content, inputs: PredictorInputs) throws {
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
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        asWrittenProbability = content.asWrittenProbability
        mixture = content.mixture
    }
}
