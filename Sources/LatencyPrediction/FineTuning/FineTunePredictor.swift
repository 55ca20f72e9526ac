import Architectures
import Foundation
import Statistics

/// Makes ``FineTuneEstimator``s: networks trained on a pool, then continued on the target's samples
/// (Syed and Srinivasan, "Generalized latency performance estimation for once-for-all neural
/// architecture search", 2021).
package struct FineTunePredictor: LatencyPredictor {
    /// `fine-tune`.
    package let name = "fine-tune"
    /// Two.
    package let minimumSamples = Self.leastSamples
    private static let leastSamples = 2
    let networks: [TwoStreamNetwork]
    /// The devices that each network has not seen, on which the error is judged.
    let heldBack: [[FineTuneDevice]]
    let deviceCount: Int
    /// Devices that it was given to learn from, those with too small a table included.
    private let poolSize: Int
    let encoding: CellEncoding
    private let features: CellFeatures
    let seed: UInt64

    private static let members = 3
    /// With fewer devices nothing is held back.
    private static let fewestDevices = 3

    /// The catalogue's line.
    package static let entry = PredictorEntry(
        name: "fine-tune", abstract: "a network of the pool, continued on the samples; not tuned",
        learnsFromPool: true, isTrained: true, minimumSamples: leastSamples,
        restore: FineTuneEstimator.restored,
        prepare: { inputs in
            let encoding = CellEncoding(space: inputs.features.space)
            let devices = inputs.pool.enumerated().map { position, device in
                FineTuneDevice(
                    device.table, features: inputs.features,
                    seed: inputs.seed &+ UInt64(position))
            }
            return { pool in
                FineTunePredictor(
                    devices: pool.compactMap { devices[$0] }, poolSize: pool.count,
                    encoding: encoding, features: inputs.features, seed: inputs.seed)
            }
        })

    init(
        devices: [FineTuneDevice], poolSize: Int, encoding: CellEncoding, features: CellFeatures,
        seed: UInt64
    ) {
        self.poolSize = poolSize
        self.encoding = encoding
        self.features = features
        self.seed = seed
        deviceCount = devices.count
        let shape = TwoStreamShape(cellWidth: encoding.width, descriptorWidth: 0)
        let none = DescriptorTable(rows: [], reference: [])
        var networks: [TwoStreamNetwork] = []
        var heldBack: [[FineTuneDevice]] = []
        for member in 0..<(devices.isEmpty ? 0 : Self.members) {
            let held =
                devices.count < Self.fewestDevices
                ? [] : devices.indices.filter { $0 % Self.members == member }
            var rows = TrainingRows()
            for index in devices.indices where !held.contains(index) {
                rows.append(
                    cells: devices[index].cells, device: 0,
                    targets: devices[index].logRatios.map(Float.init), weight: 1)
            }
            var generator = SeededGenerator(seed: seed &+ 2_000 &+ UInt64(member))
            var trainer = TwoStreamTrainer(
                shape: shape, settings: TwoStreamTrainer.Settings(), using: &generator)
            networks.append(
                trainer.train(
                    on: rows, encoding: encoding, descriptors: none, using: &generator))
            heldBack.append(held.map { devices[$0] })
        }
        self.networks = networks
        self.heldBack = heldBack
    }

    /// Continues the networks on the target's samples.
    /// - Throws: ``LatencyPredictionError/unavailable(estimator:device:reason:)`` where there is
    ///   no device to learn from.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        guard !networks.isEmpty else {
            throw LatencyPredictionError.nothingToLearnFrom(
                name, device: target.device, isEmpty: poolSize == 0, least: FineTuneDevice.smallest)
        }
        return FineTuneEstimator(
            samples: try usable(target.samples, in: features.space), predictor: self)
    }
}

/// A device whose latencies a network learns, without their scale.
struct FineTuneDevice: Sendable {
    /// Cells, by their codes; none with an output that is always zero.
    let cells: [Int]
    /// Log-latency less its median.
    let logRatios: [Double]

    private static let largest = 900
    static let smallest = 60

    /// - Returns: Nil where the table covers too little.
    init?(_ table: ObjectiveTable, features: CellFeatures, seed: UInt64) {
        guard let known = Self.cells(table, features: features, seed: seed) else { return nil }
        cells = known
        let logs = known.map { log(table.values[$0]) }
        let middle = median(logs)
        logRatios = logs.map { $0 - middle }
    }

    /// The cells of a table to learn from, by their codes.
    /// - Returns: Nil where the table covers too little.
    static func cells(_ table: ObjectiveTable, features: CellFeatures, seed: UInt64) -> [Int]? {
        let known = table.values.indices.filter {
            table.values[$0] > 0 && table.values[$0].isFinite && !features.isDisconnected[$0]
        }
        guard known.count >= smallest else { return nil }
        guard known.count > largest else { return known }
        var generator = SeededGenerator(seed: seed)
        return Array(known.shuffled(using: &generator).prefix(largest)).sorted()
    }
}
