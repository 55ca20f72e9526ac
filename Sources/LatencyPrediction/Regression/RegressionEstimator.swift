import Architectures
import Foundation
import LinearAlgebra
import Statistics

/// `regression`: a device's own model from many samples of it, as the predictors of BRP-NAS and others
/// are: an additive model in the view that explains the samples better, times a Gaussian process over
/// cells for what that leaves. The reference for all the measurements that anyone would pay for.
package struct RegressionEstimator: AdaptedEstimator {
    /// `regression`.
    package let name = "regression"
    /// Predicted.
    package let origin = Origin.predicted
    /// What it is and what it was fitted to.
    package let summary: String
    /// The samples' architectures.
    package let usedArchitectures: [Architecture]
    private let additive: AdditiveLatencyModel
    private let process: ResidualProcess
    private let kernel: CellKernel
    private let features: CellFeatures

    /// A factor beyond which a residual is an outlier, logarithmic.
    private static let largestResidual = 1.0

    /// Fits usable samples.
    /// - Throws: ``LatencyPredictionError/undetermined(estimator:reason:)``.
    init(samples: [LatencySample], kernel: CellKernel, features: CellFeatures) throws {
        let written = try AdditiveLatencyModel.fit(
            samples, view: .asWritten, features: features,
            prior: AdditiveLatencyModel.weakPrior(.asWritten, of: features))
        let pruned = try AdditiveLatencyModel.fit(
            samples, view: .pruned, features: features,
            prior: AdditiveLatencyModel.weakPrior(.pruned, of: features))
        additive =
            written.logEvidence >= pruned.logEvidence ? written.model : pruned.model
        // What a runtime makes of cells without any effect says nothing of the others.
        let living = samples.filter { !features.isDisconnected[$0.architecture.code] }
        let expected = additive.estimates(of: living.map(\.architecture), features: features)
        let residuals = zip(living, expected.milliseconds).map {
            min(max(log($0.milliseconds / $1), -Self.largestResidual), Self.largestResidual)
        }
        do {
            process = try ResidualProcess(
                codes: living.map(\.architecture.code), residuals: residuals, kernel: kernel)
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: "regression", reason: error.description)
        }
        self.kernel = kernel
        self.features = features
        usedArchitectures = samples.distinctArchitectures
        summary =
            "Gaussian process on operator costs (\(additive.view.rawValue)) from "
            + "\(usedArchitectures.count) samples of the device alone"
    }

    /// Mean and standard deviation; positive for every architecture of the space.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        var estimates = additive.estimates(of: architectures, features: features)
        let residuals = process.residuals(of: architectures.map(\.code), kernel: kernel)
        for (index, architecture) in architectures.enumerated() {
            if !features.isDisconnected[architecture.code] {
                estimates.milliseconds[index] *= exp(
                    min(max(residuals[index], -Self.largestResidual), Self.largestResidual))
            }
            estimates.standardDeviations[index] =
                estimates.milliseconds[index] * max(1e-4, process.quantile80 / NormalInterval.of80)
        }
        return estimates
    }
}

extension RegressionEstimator: RestorableEstimator {
    /// What is kept.
    package struct Content: Codable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let additive: AdditiveLatencyModel
        fileprivate let process: ResidualProcess
    }

    /// What is kept.
    package var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures, additive: additive,
            process: process)
    }

    /// Restores what was kept.
    package init(content: Content, inputs: PredictorInputs) throws {
        let count = inputs.features.space.count
        guard
            content.additive.coefficients.count == inputs.features.width(content.additive.view),
            content.process.codes.allSatisfy({ (0..<count).contains($0) }),
            content.process.codes.count == content.process.coefficients.count
        else {
            throw LatencyPredictionError.unusableSave(
                estimator: "regression", reason: "its samples are not of the space's cells")
        }
        features = inputs.features
        kernel = CellKernel(
            features: inputs.features, encoding: CellEncoding(space: inputs.features.space))
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        additive = content.additive
        process = content.process
    }
}

/// Makes ``RegressionEstimator``s.
package struct RegressionPredictor: LatencyPredictor {
    /// `regression`.
    package let name = "regression"
    /// Thirty: fewer are better served by a model of five numbers.
    package let minimumSamples = Self.leastSamples
    private static let leastSamples = 30
    private let features: CellFeatures
    private let kernel: CellKernel

    /// The catalogue's line.
    package static let entry = PredictorEntry(
        name: "regression", abstract: "many samples of the device alone, 30 at least",
        isTrained: true, minimumSamples: leastSamples, restore: RegressionEstimator.restored
    ) { RegressionPredictor(features: $0.features) }

    /// Prepares a space.
    package init(features: CellFeatures) {
        self.features = features
        kernel = CellKernel(
            features: features, encoding: CellEncoding(space: features.space))
    }

    /// Fits the target's samples.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        try RegressionEstimator(
            samples: usable(target.samples, in: features.space), kernel: kernel, features: features)
    }
}
