import Architectures
import Foundation

/// Judges kinds of estimators on devices that they have not seen: each of some devices in turn is
/// the target, the others the pool.
///
/// What was trained on or sampled never counts in the test. A target's own hardware and near
/// duplicates are out of its pool unless asked for, and cells without a live path are left out of
/// the test where the table shows them folded.
package struct LeaveOneDeviceOut: Sendable {
    /// How to judge.
    package struct Settings: Sendable {
        /// Architectures measured on the target.
        package var samples = [3, 10]
        /// How they are picked.
        package var samplings: [SamplingStrategy] = [.random, .chosen]
        /// Draws of random samples, and designs of chosen ones (``SampleSelector``).
        package var repeats = 10
        /// Architectures of each pool device to learn from, drawn at random; nil for all.
        package var train: Int? = 900
        /// Devices of the pool to learn from, drawn at random anew for every draw; nil for all.
        package var poolSize: Int?
        /// The devices that play the target; nil for all.
        package var targets: [String]?
        /// The devices that may be learned from; nil for all, the other targets among them.
        package var sources: [String]?
        /// Whether targets are judged on, and sampled from, tables whose drift is taken out: what
        /// machines that keep their clocks would give.
        package var takesDriftOut = false
        /// Which devices may be in a target's pool.
        package var poolRule = PoolRule.strangers

        /// The paper's Table 1, with chosen samples beside random ones.
        package init() {}
    }

    /// The devices.
    package let devices: [PoolDevice]
    let partitions: [PoolSelection.Partition]
    /// What of each device's table is its machine's drift; nil where none shows, or the device is no
    /// target.
    let drifts: [TableDrift?]
    /// The pool's tables, thinned to what is learned from.
    private(set) var inputs: PredictorInputs
    private(set) var settings: Settings

    /// Prepares the tables.
    /// - Parameters:
    ///   - inputs: What estimators are made from; its pool holds all devices.
    ///   - settings: How to judge.
    package init(inputs: PredictorInputs, settings: Settings) {
        devices = inputs.pool
        let devices = inputs.pool
        partitions = PoolSelection.partitions(among: devices, rule: settings.poolRule).map {
            guard let sources = settings.sources else { return $0 }
            return PoolSelection.Partition(
                pool: $0.pool.filter { sources.contains(devices[$0].device) },
                excluded: $0.excluded.filter { sources.contains(devices[$0.position].device) })
        }
        let transferFeatures = try? TransferFeatures(inputs.features)
        drifts = devices.map { device in
            guard settings.targets?.contains(device.device) ?? true, let transferFeatures else {
                return nil
            }
            // What can't be fitted shows nothing.
            return try? TableDrift(of: device.table, features: transferFeatures)
        }
        self.inputs = inputs
        self.inputs.poolRule = settings.poolRule
        self.settings = settings
        thin()
    }

    /// The same devices, learned from in another amount.
    package func learning(train: Int?, poolSize: Int?) -> LeaveOneDeviceOut {
        var other = self
        other.settings.train = train
        other.settings.poolSize = poolSize
        other.thin()
        return other
    }

    /// The same devices, described to the estimators that look at descriptors by another one.
    package func described(by kind: DescriptorKind?) -> LeaveOneDeviceOut {
        var other = self
        other.inputs.descriptor = kind
        return other
    }

    /// What describes devices to an estimator for a target; nil where it can't be had or it looks at
    /// none.
    package func descriptor(of entry: PredictorEntry, for target: Int) -> DescriptorChoice? {
        switch entry.descriptors {
        case .none: return nil
        case .target:
            return try? DescriptorChoice(
                inputs.descriptor, target: devices[target].descriptor, estimator: entry.name,
                device: devices[target].device)
        case .targetAndPool: break
        }
        return try? DescriptorChoice(
            inputs.descriptor, target: devices[target].descriptor,
            pool: partitions[target].pool.map { devices[$0].descriptor },
            estimator: entry.name, device: devices[target].device)
    }

    /// The positions of the devices that play the target.
    package var targets: [Int] {
        devices.indices.filter { settings.targets?.contains(devices[$0].device) ?? true }
    }

    /// Whether a target's table shows drift.
    package func hasDrift(_ target: Int) -> Bool { drifts[target] != nil }

    /// The table on which a target is judged, and from which its samples are.
    func judgedTable(of target: Int) -> ObjectiveTable {
        let table = devices[target].table
        guard settings.takesDriftOut, let drift = drifts[target] else { return table }
        return drift.removed(from: table)
    }

    /// A test's truth without the target's drift.
    func truthWithoutDrift(_ test: TestSet, of target: Int) -> [Double] {
        guard let drift = drifts[target], !settings.takesDriftOut else { return test.truth }
        return zip(test.architectures, test.truth).map { $1 * exp(-drift.logFactors[$0.code]) }
    }

    /// The names of the devices that may be learned from at all.
    package var sources: [String] {
        devices.map(\.device).filter { settings.sources?.contains($0) ?? true }
    }

    /// The names of the devices from which a target's estimators may learn.
    package func pool(of target: Int) -> [String] {
        partitions[target].pool.map { devices[$0].device }
    }

    /// The devices that are out of a target's pool, with the reason.
    package func excluded(
        from target: Int
    ) -> [(device: String, reason: PoolSelection.Exclusion)] {
        partitions[target].excluded.map { (devices[$0.position].device, $0.reason) }
    }

    /// The kind of estimator that would be taken for a target, judged on its pool alone.
    /// - Throws: As ``PredictorRanking``.
    package func best(of entries: [PredictorEntry], for target: Int) throws -> PredictorEntry? {
        var others = inputs
        others.pool = partitions[target].pool.map { inputs.pool[$0] }
        let ranking = try PredictorRanking(
            of: entries, inputs: others,
            samples: settings.samples.max() ?? SamplingStrategy.standardCount,
            sampling: settings.samplings.last ?? .chosen)
        return entries.first { $0.name == ranking.rows.first?.name }
    }

    /// Judges one kind of estimator.
    /// - Parameters:
    ///   - entry: The kind.
    ///   - targets: Positions of the devices that play the target; nil for all of ``targets``.
    ///   - observer: Sees every draw, and may know what came of one before.
    /// - Throws: What training throws; a target that the estimator can't serve is a note.
    package func rows(
        of entry: PredictorEntry, on targets: [Int]? = nil, observer: Observer = Observer()
    ) throws -> (rows: [EvaluationRow], notes: [String]) {
        var trial = Trial(entry: entry, evaluation: self, observer: observer)
        for target in targets ?? self.targets { try trial.judge(target) }
        return (trial.rows, trial.notes)
    }

    /// How many draws ``rows(of:on:observer:)`` judges on one target.
    package var drawsPerTarget: Int {
        settings.samplings.count * settings.samples.count * draws
    }

    /// Draws of samples, of whichever kind, and of a part of the pool.
    var draws: Int { max(1, settings.repeats) }

    /// The pool of a draw: in every draw, a smaller one is part of a larger one.
    func pool(of target: Int, draw: Int) -> [Int] {
        let pool = partitions[target].pool
        guard let size = settings.poolSize, size < pool.count else { return pool }
        var generator = SeededGenerator(seed: inputs.seed &+ UInt64(draw))
        return pool.shuffled(using: &generator).prefix(size).sorted()
    }

    /// The inputs, in which the pool devices also know what an estimator reads beside samples.
    func inputs(of entry: PredictorEntry) -> PredictorInputs {
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
            return PoolDevice(
                device: whole.device, hardware: whole.hardware, table: table,
                descriptor: whole.descriptor)
        }
        return result
    }

    private mutating func thin() {
        inputs.pool = devices
        guard let train = settings.train else { return }
        var generator = SeededGenerator(seed: inputs.seed)
        inputs.pool = devices.map { Self.thinned($0, to: train, using: &generator) }
    }

    /// A device of which only some architectures are known.
    private static func thinned(
        _ device: PoolDevice, to count: Int, using generator: inout SeededGenerator
    ) -> PoolDevice {
        let known = device.table.values.indices.filter {
            device.table.values[$0] > 0 && device.table.values[$0].isFinite
        }
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
