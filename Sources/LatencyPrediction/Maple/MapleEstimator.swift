import Architectures
import Foundation
import Statistics

/// `maple`: the latency of an additive model, times what a network says of the cell's deviation from
/// it on a device with this descriptor.
///
/// σ holds the additive model's own, stretched so that 80 % intervals cover 80 % on pool devices held
/// back, and the networks' disagreement.
package struct MapleEstimator: AdaptedEstimator {
    /// `maple`.
    package let name = "maple"
    /// Predicted.
    package let origin = Origin.predicted
    /// What it was learned from, and which descriptor it saw.
    package let summary: String
    /// The samples' architectures.
    package let usedArchitectures: [Architecture]
    private let base: TransferEstimator
    private let networks: [TwoStreamNetwork]
    private let descriptor: [Float]
    private let calibration: MapleCalibration
    private let features: CellFeatures
    private let encoding: CellEncoding

    /// With fewer devices nothing can be held back.
    static let fewestDevices = 3

    /// Trains.
    /// - Parameters:
    ///   - samples: Usable ones of the target.
    ///   - target: What was measured of it beside them.
    ///   - base: The additive model, adapted to the samples.
    ///   - devices: The pool.
    init(
        samples: [LatencySample], target: AdaptationTarget, base: TransferEstimator,
        devices: [MaplePoolDevice], common: MapleCommon
    ) throws {
        self.base = base
        usedArchitectures = base.usedArchitectures
        features = common.inputs.features
        encoding = common.encoding
        guard devices.count >= Self.fewestDevices else {
            networks = []
            self.descriptor = []
            calibration = MapleCalibration(share: 0, stretch: 1)
            summary =
                "\(base.summary); no network, which needs \(Self.fewestDevices) devices of "
                + "other hardware"
            return
        }
        let training = try MapleTraining(
            samples: samples, target: target, base: base, devices: devices, common: common)
        networks = training.networks
        self.descriptor = training.targetDescriptor
        calibration = training.calibration
        summary =
            "\(networks.count) networks from \(devices.count) devices, "
            + "\(samples.count) samples mixed in; descriptor: \(training.descriptorSummary); "
            + "\(Int((100 * calibration.share).rounded())) % of their deviation from: "
            + base.summary
    }

    /// Mean and standard deviation; positive for every architecture of the space.
    package func estimate(_ architectures: [Architecture]) throws -> LatencyEstimates {
        var estimates = base.estimate(architectures)
        guard !networks.isEmpty else { return estimates }
        let codes = architectures.map(\.code)
        let outputs =
            calibration.share == 0
            ? []
            : networks.map {
                $0.outputs(of: codes, encoding: encoding, descriptor: descriptor)
            }
        let count = Double(max(1, outputs.count))
        for index in architectures.indices {
            let before = estimates.milliseconds[index]
            var deviation = 0.0
            var squares = 0.0
            if !features.isDisconnected[codes[index]] {
                for output in outputs {
                    let value = Double(output[index])
                    deviation += value / count
                    squares += value * value / count
                }
            }
            let spread = max(0, squares - deviation * deviation).squareRoot()
            let mean = before * exp(calibration.share * deviation)
            let relative = estimates.standardDeviations[index] / before * calibration.stretch
            let disagreement = calibration.share * spread
            estimates.milliseconds[index] = mean
            estimates.standardDeviations[index] =
                mean * (relative * relative + disagreement * disagreement).squareRoot()
        }
        return estimates
    }
}

extension MapleEstimator: RestorableEstimator {
    /// What is kept.
    package struct Content: Codable {
        fileprivate let summary: String
        fileprivate let base: TransferEstimator.Content
        fileprivate let networks: [TwoStreamNetwork]
        fileprivate let descriptor: [Float]
        fileprivate let calibration: MapleCalibration
    }

    /// What is kept.
    package var content: Content {
        Content(
            summary: summary, base: base.content, networks: networks, descriptor: descriptor,
            calibration: calibration)
    }

    /// Restores what was kept.
    package init(content: Content, inputs: PredictorInputs) throws {
        base = try TransferEstimator(content: content.base, inputs: inputs)
        let cells = CellEncoding(space: inputs.features.space)
        guard
            content.networks.allSatisfy({
                $0.shape.descriptorWidth == content.descriptor.count
                    && $0.shape.parameterCount == $0.parameters.count
                    && $0.shape.cell.sizes[0] == cells.width
            })
        else {
            throw LatencyPredictionError.unusableSave(
                estimator: "maple", reason: "its networks are not of the space's cells")
        }
        usedArchitectures = base.usedArchitectures
        features = inputs.features
        encoding = cells
        summary = content.summary
        networks = content.networks
        descriptor = content.descriptor
        calibration = content.calibration
    }
}

/// How far the networks are believed, as held-back pool devices advise.
struct MapleCalibration: Sendable, Hashable, Codable {
    /// Share of the networks' deviation that is applied, 0…1.
    let share: Double
    /// What the additive model's σ is multiplied by.
    let stretch: Double

    /// Largest error that still counts, relative: beyond it a prediction is wrong anyway.
    static let largestError = 0.3
    private static let shares = stride(from: 0, through: 10, by: 1).map { Double($0) / 10 }
    private static let stretches = 1.0...1.5

    init(share: Double, stretch: Double) {
        self.share = share
        self.stretch = stretch
    }

    /// What is known of held-back devices, a number a cell and draw.
    struct Judged {
        /// What a network that has not seen the device said.
        var outputs: [Float] = []
        /// The deviation from an additive model of many samples.
        var structure: [Double] = []
        /// The deviation from one of as few as the target has.
        var logRatios: [Double] = []
        /// That model's σ.
        var relativeDeviations: [Double] = []
    }

    /// Takes the share with the smallest mean error, and the stretch with which 80 % of the errors
    /// lie within 80 % intervals; half of it, logarithmic, and never below 1, as the additive model
    /// states its σ honestly itself and a pool is small.
    init(_ judged: Judged) {
        var best = (loss: Double.infinity, share: 0.0)
        for share in Self.shares {
            var loss = 0.0
            for index in judged.structure.indices {
                let error = abs(share * Double(judged.outputs[index]) - judged.structure[index])
                loss += min(error, Self.largestError)
            }
            if loss < best.loss { best = (loss, share) }
        }
        let ratios = judged.logRatios.indices.map {
            abs(best.share * Double(judged.outputs[$0]) - judged.logRatios[$0])
                / max(judged.relativeDeviations[$0], 1e-6)
        }.sorted()
        let quantile = ratios.isEmpty ? NormalInterval.of80 : ratios[ratios.count * 4 / 5]
        share = best.share
        stretch = min(
            max((quantile / NormalInterval.of80).squareRoot(), Self.stretches.lowerBound),
            Self.stretches.upperBound)
    }
}
