import Architectures
import Foundation

/// `bundled`: the additive model of a published device that ships with the program.
package struct BundledEstimator: AdaptedEstimator {
    /// `bundled`.
    package let name = "bundled"
    /// Predicted.
    package let origin = Origin.predicted
    /// The device, the view and the errors on held-out architectures.
    package let summary: String
    /// None are named: the model was fitted to the whole published table. Its error on
    /// architectures that it had not seen is in ``DeviceLatencyModel/heldOut``.
    package var usedArchitectures: [Architecture] { [] }
    /// Its errors on the architectures that were held out of the fit.
    package let heldOut: DeviceLatencyModel.Errors?
    private let model: AdditiveLatencyModel
    private let features: CellFeatures

    /// Wraps a device's numbers, whose count fits the space.
    init(_ device: DeviceLatencyModel, features: CellFeatures) {
        let largest = device.milliseconds.max() ?? 0
        model = AdditiveLatencyModel(
            view: device.view, coefficients: device.milliseconds, covariance: nil,
            relativeNoise: device.relativeDeviation, floor: 0.05 * largest)
        self.features = features
        heldOut = device.heldOut
        let share = Int((100 * device.heldOut.within10).rounded())
        summary =
            "bundled operator costs of \(device.device) (\(device.view.rawValue)); "
            + "\(share) % of held-out architectures within ±10 %"
    }

    /// Mean and standard deviation; positive for every architecture of the space.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        model.estimates(of: architectures, features: features)
    }
}

extension BundledEstimator: RestorableEstimator {
    /// What is kept.
    package struct Content: Codable {
        fileprivate let summary: String
        fileprivate let model: AdditiveLatencyModel
        fileprivate let heldOut: DeviceLatencyModel.Errors?
    }

    /// What is kept.
    package var content: Content { Content(summary: summary, model: model, heldOut: heldOut) }

    /// Restores what was kept.
    package init(content: Content, inputs: PredictorInputs) throws {
        try content.model.check(fits: inputs.features, estimator: "bundled")
        summary = content.summary
        model = content.model
        heldOut = content.heldOut
        features = inputs.features
    }
}

/// Makes ``BundledEstimator``s.
package struct BundledPredictor: LatencyPredictor {
    /// `bundled`.
    package let name = "bundled"
    /// None.
    package let minimumSamples = 0
    private let models: BundledLatencyModels
    private let features: CellFeatures

    /// The catalogue's line; it reads the bundled file when it makes the predictor. It is no
    /// candidate for the default, because it has seen the whole table of each device.
    package static let entry = PredictorEntry(
        name: "bundled", abstract: "the model of a published device that ships with the program",
        isPredictor: false, minimumSamples: 0, seesTable: true, restore: BundledEstimator.restored
    ) { BundledPredictor(models: try .bundled(), features: $0.features) }

    /// Offers the models of a file.
    package init(models: BundledLatencyModels, features: CellFeatures) {
        self.models = models
        self.features = features
    }

    /// The device's model.
    /// - Throws: ``LatencyPredictionError/unavailable(estimator:device:reason:)`` for a device
    ///   without one.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        guard models.space == features.space.name else {
            throw LatencyPredictionError.unavailable(
                estimator: name, device: target.device,
                reason: "the models that ship with the program are of the space \(models.space), "
                    + "not of \(features.space.name); take another estimator, such as transfer")
        }
        guard let model = models.model(of: target.device) else {
            throw LatencyPredictionError.unavailable(
                estimator: name, device: target.device,
                reason: "no model of it ships with the program")
        }
        guard model.milliseconds.count == features.width(model.view) else {
            throw LatencyPredictionError.unavailable(
                estimator: name, device: target.device, reason: "its model is of another space")
        }
        return BundledEstimator(model, features: features)
    }
}
