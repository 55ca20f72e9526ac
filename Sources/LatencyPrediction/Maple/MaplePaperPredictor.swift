import Architectures

/// Makes ``MaplePaperEstimator``s (Abbasi et al., "MAPLE: Microprocessor a priori for latency
/// estimation", 2022, sections 3.2 to 3.4): `maple-paper`.
///
/// A sample counts 1/√n where its set, the pool's or the target's, has n. The paper leaves widths,
/// steps and rate open: those that `maple` has, with three times its steps; none was tuned. Numbers of
/// a descriptor are standardised over the pool, as any network needs it, and are otherwise as
/// measured: neither logarithms nor ratios.
package struct MaplePaperPredictor: LatencyPredictor {
    /// `maple-paper`.
    package let name = "maple-paper"
    /// Two.
    package let minimumSamples = Self.leastSamples
    private static let leastSamples = 2
    private let devices: [Device]
    private let poolSize: Int
    private let encoding: CellEncoding
    private let inputs: PredictorInputs

    private static let steps = 3_000

    /// The catalogue's line.
    package static let entry = PredictorEntry(
        name: "maple-paper", abstract: "the same as published: the network alone, for comparison",
        learnsFromPool: true, isTrained: true, minimumSamples: leastSamples,
        descriptors: .targetAndPool, restore: MaplePaperEstimator.restored,
        prepare: { inputs in
            let encoding = CellEncoding(space: inputs.features.space, hasLiveEdges: false)
            let devices = inputs.pool.enumerated().map { position, device in
                Device(
                    device, features: inputs.features, seed: inputs.seed &+ UInt64(position))
            }
            return { pool in
                MaplePaperPredictor(
                    devices: pool.compactMap { devices[$0] }, poolSize: pool.count,
                    encoding: encoding, inputs: inputs)
            }
        })

    /// What is learned of a pool device.
    private struct Device: Sendable {
        let cells: [Int]
        let milliseconds: [Double]
        let descriptor: HardwareDescriptor?

        /// - Returns: Nil where the table covers too little.
        init?(_ device: PoolDevice, features: CellFeatures, seed: UInt64) {
            guard
                let cells = FineTuneDevice.cells(device.table, features: features, seed: seed)
            else { return nil }
            self.cells = cells
            milliseconds = cells.map { device.table.values[$0] }
            descriptor = device.descriptor
        }
    }

    private init(
        devices: [Device], poolSize: Int, encoding: CellEncoding, inputs: PredictorInputs
    ) {
        self.devices = devices
        self.poolSize = poolSize
        self.encoding = encoding
        self.inputs = inputs
    }

    /// Trains with the target's samples mixed in.
    /// - Throws: ``LatencyPredictionError/unavailable(estimator:device:reason:)`` where there is
    ///   no device to learn from, or no descriptor of the kind that was asked for.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        guard !devices.isEmpty else {
            throw LatencyPredictionError.nothingToLearnFrom(
                name, device: target.device, isEmpty: poolSize == 0, least: FineTuneDevice.smallest)
        }
        let samples = try usable(target.samples, in: inputs.features.space)
        let choice = try DescriptorChoice(
            inputs.descriptor, target: target.descriptor, pool: devices.map(\.descriptor),
            estimator: name, device: target.device)
        let table = Self.descriptors(
            [target.descriptor] + devices.map(\.descriptor), choice: choice)
        let latencies = devices.flatMap(\.milliseconds)
        let unit = latencies.reduce(0, +) / Double(latencies.count)
        let rows = rows(samples, unit: unit, poolSize: latencies.count)
        var settings = TwoStreamTrainer.Settings()
        settings.steps = Self.steps
        var generator = SeededGenerator(seed: inputs.seed &+ 4_000)
        var trainer = TwoStreamTrainer(
            shape: TwoStreamShape(cellWidth: encoding.width, descriptorWidth: table.width),
            settings: settings, using: &generator)
        let network = trainer.train(
            on: rows, encoding: encoding, descriptors: table, using: &generator)
        let kind = choice.kind == .samples ? "no descriptor" : "descriptor: \(choice.summary)"
        return MaplePaperEstimator(
            network: network, descriptor: Array(table.values.prefix(table.width)), unit: unit,
            encoding: encoding, samples: samples,
            summary:
                "one network from \(devices.count) devices, \(samples.count) samples mixed in; "
                + kind)
    }

    /// The pool's rows and the target's, whose device is row 0 of the descriptors.
    private func rows(_ samples: [LatencySample], unit: Double, poolSize: Int) -> TrainingRows {
        var rows = TrainingRows()
        for (position, device) in devices.enumerated() {
            rows.append(
                cells: device.cells, device: position + 1,
                targets: device.milliseconds.map { Float($0 / unit) },
                weight: TrainingRows.weight(setSize: poolSize))
        }
        rows.append(
            cells: samples.map(\.architecture.code), device: 0,
            targets: samples.map { Float($0.milliseconds / unit) },
            weight: TrainingRows.weight(setSize: samples.count))
        return rows
    }

    /// Descriptors as measured, the target's first: counters, then latencies, each in parts of its
    /// average over the pool before it is standardised. Nothing where samples are all that is asked for.
    private static func descriptors(
        _ descriptors: [HardwareDescriptor?], choice: DescriptorChoice
    ) -> DescriptorTable {
        guard choice.kind != .samples else { return DescriptorTable(rows: [[]], reference: [0]) }
        var rows = descriptors.map { descriptor -> [Double] in
            guard let descriptor else { return [] }
            let counters = choice.kind == .counters ? descriptor.counters : []
            return (counters + descriptor.operatorLatencies).map { value in
                value.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } ?? .nan
            }
        }
        let width = rows.map(\.count).max() ?? 0
        let pool = Array(rows.indices.dropFirst())
        for column in 0..<width {
            let known = pool.compactMap {
                rows[$0].count == width && rows[$0][column].isFinite ? rows[$0][column] : nil
            }
            let average = known.reduce(0, +) / Double(max(1, known.count))
            for row in rows.indices where rows[row].count == width {
                rows[row][column] = average > 0 ? rows[row][column] / average : .nan
            }
        }
        return DescriptorTable(rows: rows, reference: pool)
    }
}
