import Architectures
import Foundation

/// The training of `maple`'s networks for a target: each learns from two thirds of the pool's devices
/// and the target's samples, and is judged on the other third.
///
/// A pool device is described as the target is, by the costs that few samples of it show, in several
/// draws; what is to be learned is its deviation from an additive model of many samples. (With
/// deviations from models of few, the errors of their costs drown it: networks trained on these were
/// worse than none.)
///
/// What to learn and how to describe a device was chosen on HELP's GPUs at batch 32 and 256, pixel3,
/// raspi4 and HW-NAS-Bench's edge GPU, each left out in turn; steps and learning rate so that a
/// synthetic deviation that all devices share is learned to 1 %.
struct MapleTraining {
    /// One a part of the pool held back.
    let networks: [TwoStreamNetwork]
    /// The target's row of the descriptors.
    let targetDescriptor: [Float]
    /// How far to believe them.
    let calibration: MapleCalibration
    /// Which descriptor it is.
    let descriptorSummary: String

    private static let members = 3
    private static let fewDraws = 4

    init(
        samples: [LatencySample], target: AdaptationTarget, base: any LatencyEstimator,
        devices: [MaplePoolDevice], common: MapleCommon
    ) throws {
        let seed = common.inputs.seed
        let own = try AdditiveDeviation(
            cells: samples.map(\.architecture.code), milliseconds: samples.map(\.milliseconds),
            base: base, costs: common.costs)
        // As few samples of every device as the target has: descriptors as good as the target's.
        let distinct = Set(samples.map(\.architecture)).count
        let few = try devices.enumerated().map { position, device in
            try device.deviations(
                draws: Self.fewDraws, samples: distinct, costs: common.costs,
                seed: seed &+ UInt64(position))
        }
        let choice = try DescriptorChoice(
            common.inputs.descriptor, target: target.descriptor,
            pool: devices.map(\.descriptor), estimator: "maple", device: target.device)
        let blocks = DescriptorBlocks(
            choice, target: target.descriptor, own: own, devices: devices, few: few)
        descriptorSummary = choice.summary
        targetDescriptor = blocks.row(0)
        let shape = TwoStreamShape(
            cellWidth: common.encoding.width, descriptorWidth: blocks.table.width)

        var networks: [TwoStreamNetwork] = []
        var judged = MapleCalibration.Judged()
        for member in 0..<Self.members {
            let held = devices.indices.filter { $0 % Self.members == member }
            let rows = Self.rows(
                devices.indices.filter { $0 % Self.members != member }, devices: devices,
                blocks: blocks, own: own)
            var generator = SeededGenerator(seed: seed &+ 1_000 &+ UInt64(member))
            var trainer = TwoStreamTrainer(
                shape: shape, settings: TwoStreamTrainer.Settings(), using: &generator)
            let network = trainer.train(
                on: rows, encoding: common.encoding, descriptors: blocks.table,
                heldBack: { network in
                    var loss = 0.0
                    for index in held {
                        for (draw, deviation) in devices[index].deviations.enumerated() {
                            loss += Self.loss(
                                network, deviation, blocks.row(blocks.few[index][draw]),
                                common.encoding)
                        }
                    }
                    return loss
                }, using: &generator)
            networks.append(network)
            for index in held {
                for (draw, deviation) in few[index].enumerated() {
                    judged.outputs += network.outputs(
                        of: deviation.cells, encoding: common.encoding,
                        descriptor: blocks.row(blocks.few[index][draw]))
                    judged.structure += devices[index].structure(draw).logRatios
                    judged.logRatios += deviation.logRatios
                    judged.relativeDeviations += deviation.relativeDeviations
                }
            }
        }
        self.networks = networks
        calibration = MapleCalibration(judged)
    }

    /// The pool's rows and the target's, each weighted by the size of its set.
    static func rows(
        _ learned: [Int], devices: [MaplePoolDevice], blocks: DescriptorBlocks,
        own: AdditiveDeviation
    ) -> TrainingRows {
        var rows = TrainingRows()
        let size = learned.reduce(0) { $0 + (devices[$1].deviations.first?.cells.count ?? 0) }
        for index in learned {
            for (draw, row) in (blocks.few[index] + blocks.many[index]).enumerated() {
                let structure = devices[index].structure(draw)
                rows.append(
                    cells: structure.cells, device: row,
                    targets: structure.logRatios.map(Float.init),
                    weight: TrainingRows.weight(setSize: size))
            }
        }
        rows.append(
            cells: own.cells, device: 0, targets: own.logRatios.map(Float.init),
            weight: TrainingRows.weight(setSize: own.cells.count))
        return rows
    }

    private static func loss(
        _ network: TwoStreamNetwork, _ deviation: AdditiveDeviation, _ descriptor: [Float],
        _ encoding: CellEncoding
    ) -> Double {
        let outputs = network.outputs(
            of: deviation.cells, encoding: encoding, descriptor: descriptor)
        return zip(outputs, deviation.logRatios).reduce(0) {
            $0 + min(abs(Double($1.0) - $1.1), MapleCalibration.largestError)
        }
    }
}

/// The descriptors of the target and of all draws of the pool's devices in one table.
struct DescriptorBlocks {
    /// The target first.
    let table: DescriptorTable
    /// Rows of the draws that are learned from, by device.
    let many: [[Int]]
    /// Rows of the draws with as few samples as the target has.
    let few: [[Int]]

    init(
        _ choice: DescriptorChoice, target: HardwareDescriptor?, own: AdditiveDeviation,
        devices: [MaplePoolDevice], few: [[AdditiveDeviation]]
    ) {
        var rows = [choice.numbers(target, costs: own.costs)]
        var many: [[Int]] = []
        var fewRows: [[Int]] = []
        for device in devices {
            many.append(Array(rows.count..<(rows.count + device.deviations.count)))
            rows += device.deviations.map { choice.numbers(device.descriptor, costs: $0.costs) }
        }
        for (device, deviations) in zip(devices, few) {
            fewRows.append(Array(rows.count..<(rows.count + deviations.count)))
            rows += deviations.map { choice.numbers(device.descriptor, costs: $0.costs) }
        }
        table = DescriptorTable(
            rows: rows, reference: many.flatMap { $0 },
            scale: choice.scale)
        self.many = many
        self.few = fewRows
    }

    /// A descriptor.
    func row(_ index: Int) -> [Float] {
        Array(table.values[(index * table.width)..<((index + 1) * table.width)])
    }
}
