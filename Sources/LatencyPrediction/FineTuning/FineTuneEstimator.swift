import Architectures
import Foundation
import Statistics

/// `fine-tune`: the pool's networks, continued on a device's samples. The samples set the scale, by
/// the median over them, and then the networks' weights, by a few small steps.
package struct FineTuneEstimator: AdaptedEstimator {
    /// `fine-tune`.
    package let name = "fine-tune"
    /// Predicted.
    package let origin = Origin.predicted
    /// What it was learned from.
    package let summary: String
    /// The samples' architectures.
    package let usedArchitectures: [Architecture]
    private let members: [Continued]
    private let encoding: CellEncoding
    private let relativeDeviation: Double

    /// The relative σ where no device was held back.
    private static let unknownDeviation = 0.3
    private static let heldBackDraws = 2

    /// Continues networks.
    init(samples: [LatencySample], predictor: FineTunePredictor) {
        encoding = predictor.encoding
        usedArchitectures = samples.distinctArchitectures
        let cells = samples.map(\.architecture.code)
        let logs = samples.map { log($0.milliseconds) }
        members = predictor.networks.map {
            Continued($0, cells: cells, logs: logs, encoding: predictor.encoding)
        }
        var generator = SeededGenerator(seed: predictor.seed &+ 3_000)
        var errors: [Double] = []
        for (network, devices) in zip(predictor.networks, predictor.heldBack) {
            for device in devices {
                for _ in 0..<Self.heldBackDraws {
                    let picks = device.cells.indices.shuffled(using: &generator)
                        .prefix(min(samples.count, device.cells.count / 2))
                    let member = Continued(
                        network, cells: picks.map { device.cells[$0] },
                        logs: picks.map { device.logRatios[$0] }, encoding: encoding)
                    let outputs = member.logarithms(of: device.cells, encoding: encoding)
                    errors += zip(outputs, device.logRatios).map { abs($0 - $1) }
                }
            }
        }
        errors.sort()
        relativeDeviation =
            errors.isEmpty
            ? Self.unknownDeviation : max(1e-4, errors[errors.count * 4 / 5] / NormalInterval.of80)
        summary =
            "\(members.count) networks from \(predictor.deviceCount) "
            + "device\(predictor.deviceCount == 1 ? "" : "s"), continued on "
            + "\(usedArchitectures.count) samples"
    }

    /// Mean and standard deviation; positive for every architecture of the space.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        let codes = architectures.map(\.code)
        let logs = members.map { $0.logarithms(of: codes, encoding: encoding) }
        let means = codes.indices.map { index in
            exp(logs.reduce(0) { $0 + $1[index] } / Double(logs.count))
        }
        return LatencyEstimates(
            milliseconds: means, standardDeviations: means.map { $0 * relativeDeviation })
    }
}

extension FineTuneEstimator: RestorableEstimator {
    /// What is kept.
    package struct Content: Codable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let members: [Continued]
        fileprivate let relativeDeviation: Double
    }

    /// What is kept.
    package var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures, members: members,
            relativeDeviation: relativeDeviation)
    }

    /// Restores what was kept.
    package init(content: Content, inputs: PredictorInputs) throws {
        let cells = CellEncoding(space: inputs.features.space)
        guard
            content.members.allSatisfy({
                $0.network.shape.parameterCount == $0.network.parameters.count
                    && $0.network.shape.cell.sizes[0] == cells.width
                    && $0.network.shape.descriptorWidth == 0
            })
        else {
            throw LatencyPredictionError.unusableSave(
                estimator: "fine-tune", reason: "its networks are not of the space's cells")
        }
        encoding = cells
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        members = content.members
        relativeDeviation = content.relativeDeviation
    }
}

/// A network of the pool after some steps on a device's samples.
private struct Continued: Sendable, Codable {
    let network: TwoStreamNetwork
    private let logScale: Double

    /// Full-batch steps on the samples: few and small, so that the pool is not forgotten. Not tuned.
    private static let steps = 60
    private static let learningRate: Float = 5e-4
    /// A sample further off than this is not trusted further.
    private static let largest: Float = 0.5

    init(_ start: TwoStreamNetwork, cells: [Int], logs: [Double], encoding: CellEncoding) {
        let outputs = start.outputs(of: cells, encoding: encoding, descriptor: [])
        let scale = median(zip(logs, outputs).map { $0 - Double($1) })
        logScale = scale
        var rows = TrainingRows()
        rows.append(
            cells: cells, device: 0,
            targets: zip(logs, outputs).map { log, output in
                min(max(Float(log - scale), output - Self.largest), output + Self.largest)
            }, weight: 1)
        var trainer = TwoStreamTrainer(
            continuing: start,
            settings: TwoStreamTrainer.Settings(
                batch: cells.count, steps: Self.steps, learningRate: Self.learningRate,
                weightDecay: 0))
        var generator = SeededGenerator(seed: 0)
        network = trainer.train(
            on: rows, encoding: encoding, descriptors: DescriptorTable(rows: [], reference: []),
            using: &generator)
    }

    func logarithms(of codes: [Int], encoding: CellEncoding) -> [Double] {
        network.outputs(of: codes, encoding: encoding, descriptor: []).map {
            logScale + Double($0)
        }
    }
}
