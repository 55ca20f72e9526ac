import Architectures

/// Judges kinds of estimators on devices that they have not seen: each of some devices in turn is
/// the target, the others the pool.
///
/// What was trained on or sampled never counts in the test. A target's own hardware and near
/// duplicates are out of its pool, and cells without a live path are left out of the test where
/// the table shows them folded.
public struct LeaveOneDeviceOut: Sendable {
    /// How to judge.
    public struct Settings: Sendable {
        /// Architectures measured on the target.
        public var samples = [3, 10]
        /// How they are picked.
        public var samplings: [SamplingStrategy] = [.random, .chosen]
        /// Draws of random samples; chosen ones are always the same.
        public var repeats = 10
        /// Architectures of each pool device to learn from, drawn at random; nil for all.
        public var train: Int? = 900
        /// The devices that play the target; nil for all.
        public var targets: [String]?

        /// The paper's Table 1, with chosen samples beside random ones.
        public init() {}
    }

    /// The devices.
    public let devices: [PoolDevice]
    private let pools: [[Int]]
    private let inputs: PredictorInputs
    private let settings: Settings

    /// Prepares the tables.
    /// - Parameters:
    ///   - inputs: What estimators are made from; its pool holds all devices.
    ///   - settings: How to judge.
    public init(inputs: PredictorInputs, settings: Settings) {
        devices = inputs.pool
        pools = PoolSelection.pools(among: inputs.pool)
        var training = inputs
        if let train = settings.train {
            var generator = SeededGenerator(seed: inputs.seed)
            training.pool = inputs.pool.map { Self.thinned($0, to: train, using: &generator) }
        }
        self.inputs = training
        self.settings = settings
    }

    /// The positions of the devices that play the target.
    public var targets: [Int] {
        devices.indices.filter { settings.targets?.contains(devices[$0].device) ?? true }
    }

    /// The names of the devices from which a target's estimators learn.
    public func pool(of target: Int) -> [String] {
        pools[target].map { devices[$0].device }
    }

    /// The kind of estimator that would be taken for a target, judged on its pool alone.
    /// - Throws: As ``PredictorRanking``.
    public func best(of entries: [PredictorEntry], for target: Int) throws -> PredictorEntry? {
        var others = inputs
        others.pool = pools[target].map { devices[$0] }
        let ranking = try PredictorRanking(
            of: entries, inputs: others, samples: settings.samples.max() ?? 10,
            sampling: settings.samplings.last ?? .chosen)
        return entries.first { $0.name == ranking.rows.first?.name }
    }

    /// Judges one kind of estimator.
    /// - Parameters:
    ///   - targets: Positions of the devices that play the target; nil for all of ``targets``.
    ///   - progress: Called after every target.
    /// - Throws: What training throws; a target that the estimator can't serve is a note.
    public func rows(
        of entry: PredictorEntry, on targets: [Int]? = nil,
        progress: (String) -> Void = { _ in }
    ) throws -> (rows: [EvaluationRow], notes: [String]) {
        let make = try entry.prepare(withReferences(of: entry))
        let shared = entry.learnsFromPool ? nil : try make([])
        var rows: [EvaluationRow] = []
        var notes: [String] = []
        if !entry.referenceIndices.isEmpty {
            notes.append(
                "\(entry.name) reads the latencies of \(entry.referenceIndices.count) reference "
                    + "architectures of every device beside the samples; they are not in its test")
        }
        for target in targets ?? self.targets {
            let predictor = try shared ?? make(pools[target])
            do {
                rows += try self.rows(of: predictor, on: target)
            } catch let error as LatencyPredictionError {
                notes.append("\(devices[target].device) is left out for \(entry.name): \(error)")
            }
            progress(devices[target].device)
        }
        return (rows, notes)
    }

    /// The inputs, in which the pool devices also know what an estimator reads beside samples.
    private func withReferences(of entry: PredictorEntry) -> PredictorInputs {
        var result = inputs
        let references = entry.referenceIndices.compactMap {
            inputs.features.space.architecture(publishedIndex: $0)
        }
        guard !references.isEmpty else { return result }
        result.pool = zip(inputs.pool, devices).map { thinned, whole in
            var table = thinned.table
            for reference in references {
                table.values[reference.code] = whole.table.values[reference.code]
            }
            return PoolDevice(device: whole.device, hardware: whole.hardware, table: table)
        }
        return result
    }

    private func rows(
        of predictor: any LatencyPredictor, on target: Int
    ) throws -> [EvaluationRow] {
        let device = devices[target]
        let candidates = device.table.covered.filter {
            device.table.values[$0.code] > 0 && device.table.values[$0.code].isFinite
        }
        guard predictor.minimumSamples > 0 else {
            let draw = try judge(predictor, on: device, samples: [])
            return draw.scores.count == 0
                ? []
                : [
                    EvaluationRow(
                        device: device.device, latencySource: predictor.name, samples: 0,
                        sampling: nil, draws: [draw])
                ]
        }
        let selector = SampleSelector(features: inputs.features)
        var rows: [EvaluationRow] = []
        for count in settings.samples {
            for sampling in settings.samplings {
                let draws = try (0..<(sampling == .random ? max(1, settings.repeats) : 1)).map {
                    draw in
                    var generator = SeededGenerator(seed: inputs.seed &+ UInt64(draw))
                    let picked = try selector.pick(
                        count, by: sampling, among: candidates, using: &generator)
                    return try judge(predictor, on: device, samples: picked)
                }
                rows.append(
                    EvaluationRow(
                        device: device.device, latencySource: predictor.name, samples: count,
                        sampling: sampling, draws: draws))
            }
        }
        return rows
    }

    private func judge(
        _ predictor: any LatencyPredictor, on device: PoolDevice, samples: [Architecture]
    ) throws -> EvaluationRow.Draw {
        let estimator = try predictor.adapted(
            to: AdaptationTarget(
                device: device.device,
                samples: samples.map {
                    LatencySample(architecture: $0, milliseconds: device.table.values[$0.code])
                }, table: device.table, descriptor: device.descriptor))
        let test = TestSet(
            table: device.table, without: estimator.usedArchitectures,
            features: inputs.features)
        let estimates = try estimator.estimate(test.architectures)
        let states = estimates.standardDeviations.allSatisfy { $0.isFinite }
        return EvaluationRow.Draw(
            scores: PredictionScores(predictions: estimates.milliseconds, truth: test.truth),
            coverage80: states
                ? intervalCoverage(of: test.truth, by: estimates, z: EvaluationRow.z80) : nil)
    }

    /// A device of which only some architectures are known.
    private static func thinned(
        _ device: PoolDevice, to count: Int, using generator: inout SeededGenerator
    ) -> PoolDevice {
        let known = device.table.values.indices.filter { device.table.values[$0] > 0 }
        guard known.count > count else { return device }
        var values = [Double](repeating: .nan, count: device.table.values.count)
        for code in known.shuffled(using: &generator).prefix(count) {
            values[code] = device.table.values[code]
        }
        return PoolDevice(
            device: device.device, hardware: device.hardware,
            table: ObjectiveTable(quantity: device.table.quantity, values: values),
            descriptor: device.descriptor)
    }
}
