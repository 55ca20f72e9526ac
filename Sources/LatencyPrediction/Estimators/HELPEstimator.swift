import Architectures
import Foundation
import Statistics

/// `help`: HELP adapted to a device (``HELPPredictor``), as predictions of the whole space.
///
/// The network's outputs are scaled to milliseconds by `HELPScale`. σ holds two parts: the spread of
/// the outputs over the modulator's draws, and a misfit of the same size everywhere, of which the
/// 80 % interval holds four fifths of the errors on the samples and the reference architectures.
/// On the paper's test devices 80 % intervals held 82 % of the latencies; the rule was not tuned.
package struct HELPEstimator: AdaptedEstimator {
    /// `help`.
    package let name = "help"
    /// Predicted.
    package let origin = Origin.predicted
    /// What it was learned from and adapted to.
    package let summary: String
    /// The samples' and the reference architectures.
    package let usedArchitectures: [Architecture]
    /// By ``Architecture/code``.
    private let milliseconds: [Float]
    private let standardDeviations: [Float]

    /// The least that is ever predicted, as a part of the fastest measured architecture.
    private static let floorShare = 0.05

    /// Scales outputs and judges them by what was measured.
    /// - Parameters:
    ///   - predictions: Of the whole space.
    ///   - samples: The support.
    ///   - references: The measured ones.
    ///   - imputed: Published indices of the others.
    ///   - devices: Number of devices that it was trained on.
    /// - Throws: ``LatencyPredictionError/undetermined(estimator:reason:)``.
    init(
        predictions: HELPModel.Predictions,
        samples: [LatencySample],
        references: [LatencySample], imputed: [Int], devices: Int
    ) throws {
        let measured = samples + references
        guard
            let scale = HELPScale(outputs: predictions.means, support: samples)
        else {
            throw LatencyPredictionError.undetermined(
                estimator: name, reason: "the network tells no sample from another")
        }
        let floor = Self.floorShare * (measured.map(\.milliseconds).min() ?? 0)
        let means = predictions.means.map { max(floor, scale.offset + scale.slope * Double($0)) }
        let residuals = measured.map {
            abs(means[$0.architecture.code] - $0.milliseconds)
        }.sorted()
        let quantile = residuals[min(residuals.count - 1, residuals.count * 8 / 10)]
        let misfit = max(quantile / NormalInterval.of80, floor)
        milliseconds = means.map(Float.init)
        standardDeviations = predictions.deviations.map {
            let draw = scale.slope * Double($0)
            return Float((misfit * misfit + draw * draw).squareRoot())
        }
        usedArchitectures = measured.distinctArchitectures
        let estimated =
            imputed.isEmpty
            ? ""
            : ", \(imputed.map(String.init).joined(separator: " and ")) estimated from other devices"
        summary =
            "HELP meta-trained on \(devices) device\(devices == 1 ? "" : "s"), adapted to "
            + "\(Set(samples.map(\.architecture)).count) samples beside \(references.count) "
            + "reference architectures\(estimated)"
    }

    /// Mean and standard deviation; positive for every architecture of the space.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        LatencyEstimates(
            milliseconds: architectures.map { Double(milliseconds[$0.code]) },
            standardDeviations: architectures.map { Double(standardDeviations[$0.code]) })
    }
}

extension HELPEstimator: RestorableEstimator {
    /// What is kept of an adapted estimator.
    package struct Content: Codable, Sendable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let milliseconds: [Float]
        fileprivate let standardDeviations: [Float]
    }

    /// What is kept.
    package var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures,
            milliseconds: milliseconds, standardDeviations: standardDeviations)
    }

    /// Restores what was kept.
    /// - Throws: ``LatencyPredictionError/wrongSize(what:expected:got:)``.
    package init(content: Content, inputs: PredictorInputs) throws {
        let count = inputs.features.space.count
        for values in [content.milliseconds, content.standardDeviations]
        where values.count != count {
            throw LatencyPredictionError.wrongSize(
                what: "predictions of help", expected: count, got: values.count)
        }
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        milliseconds = content.milliseconds
        standardDeviations = content.standardDeviations
    }
}
