import Architectures
import Foundation
import LinearAlgebra
import Statistics

/// Whether operator latencies may say something of a device of which some samples are known: they
/// mislead where a lone operator pays what a network pays once, so from some samples on they stay
/// only if the samples, each left out in turn, are predicted no worse with them.
struct DescriptorTrial {
    let samples: [LatencySample]
    let prior: [TransferPrior.Component]
    let described: [TransferPrior.Component]

    /// Fewer samples have no say.
    private static let leastSamples = 5
    /// Of more samples, several are left out at a time.
    private static let mostFolds = 8
    /// A relative error as large as any, so that no outlier decides alone.
    private static let largestError = 0.3

    /// - Returns: Whether the components stay; false where there are none.
    /// - Throws: `LinearAlgebraError`.
    func isPassed(features: TransferFeatures) throws -> Bool {
        guard !described.isEmpty else { return false }
        guard samples.count >= Self.leastSamples else { return true }
        return try error(of: prior + described, features: features)
            <= error(of: prior, features: features)
    }

    /// The sum over the samples of the absolute logarithm of what was predicted without them.
    private func error(
        of components: [TransferPrior.Component], features: TransferFeatures
    ) throws -> Double {
        let folds = min(samples.count, Self.mostFolds)
        var sum = 0.0
        for fold in 0..<folds {
            let kept = samples.enumerated().filter { $0.offset % folds != fold }.map(\.element)
            let left = samples.enumerated().filter { $0.offset % folds == fold }.map(\.element)
            let posterior = try TransferPosterior(
                samples: kept, prior: components, features: features)
            let mixture = TransferMixture(
                posterior.components,
                floor: 0.01 * median(kept.map(\.milliseconds)))
            let estimates = mixture.estimates(
                of: left.map(\.architecture), features: features)
            for (sample, estimate) in zip(left, estimates.milliseconds) {
                sum += min(abs(log(estimate / sample.milliseconds)), Self.largestError)
            }
        }
        return sum
    }
}
