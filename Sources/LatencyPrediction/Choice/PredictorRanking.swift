import Architectures

/// Which kind of estimator is likely to serve a new device best, judged on devices that are known:
/// each pool device in turn plays the target.
package struct PredictorRanking: Sendable {
    /// What one kind of estimator achieved.
    package struct Row: Sendable, Hashable {
        /// The estimator's name.
        package let name: String
        /// Mean over the devices that played the target of the share within ±10 %; one for which it
        /// could not be made counts 0. NaN where it could be made for none.
        package let within10: Double
        /// Devices that played the target and for which it could be made.
        package let devices: Int

        /// Whether anything was found out about it.
        package var isJudged: Bool { devices > 0 }
    }

    /// The kinds of estimators, best first; equals keep the catalogue's order, and those of which
    /// nothing was found out come last.
    package let rows: [Row]
    /// What each kind makes of the whole pool, by its name.
    package let predictors: [String: any LatencyPredictor]

    /// Draws of random samples.
    private static let draws = 3

    /// Ranks kinds of estimators.
    ///
    /// Without devices to judge by the catalogue's order stands: put the safest first.
    /// Deterministic by seed.
    /// - Parameters:
    ///   - entries: The kinds that the target allows; the ones that don't predict are passed
    ///     over, and so are the trained ones.
    ///   - inputs: What they are made from; its pool holds the devices that play the target, each
    ///     left out (with its hardware and its near duplicates) where a kind learns from the pool.
    ///   - targets: Positions in the pool of the devices that play the target; nil for all. From
    ///     the others is only learned.
    ///   - samples: Architectures measured on the target.
    ///   - sampling: How they are picked.
    /// - Throws: What making a kind throws; a device on which one can't be adapted is no error.
    package init(
        of entries: [PredictorEntry], inputs: PredictorInputs, targets: [Int]? = nil,
        samples: Int, sampling: SamplingStrategy
    ) throws {
        // Training one for every pool device would take minutes: these are taken by name only.
        let entries = entries.filter { $0.isPredictor && !$0.isTrained }
        let targets = targets ?? Array(inputs.pool.indices)
        guard !targets.isEmpty else {
            rows = entries.map { Row(name: $0.name, within10: .nan, devices: 0) }
            predictors = [:]
            return
        }
        let draws = try Self.drawnArchitectures(
            count: samples, sampling: sampling, inputs: inputs,
            devices: targets.map { inputs.pool[$0] })
        let pools =
            entries.contains { $0.learnsFromPool }
            ? PoolSelection.pools(among: inputs.pool, rule: inputs.poolRule) : []
        let judges = targets.map { Judge(device: inputs.pool[$0], features: inputs.features) }
        var sums = [Double](repeating: 0, count: entries.count)
        var made = [Int](repeating: 0, count: entries.count)
        var predictors: [String: any LatencyPredictor] = [:]
        for (index, entry) in entries.enumerated() {
            let make = try entry.prepare(inputs)
            let whole = try make(Array(inputs.pool.indices))
            predictors[entry.name] = whole
            let shared = entry.learnsFromPool ? nil : whole
            for (position, judge) in zip(targets, judges) {
                let predictor = try shared ?? make(pools[position])
                let shares = draws.compactMap { judge.share(of: predictor, samples: $0) }
                guard !shares.isEmpty else { continue }
                sums[index] += shares.reduce(0, +) / Double(shares.count)
                made[index] += 1
            }
        }
        self.predictors = predictors
        let unsorted = entries.indices.map {
            Row(
                name: entries[$0].name,
                within10: made[$0] > 0 ? sums[$0] / Double(targets.count) : .nan,
                devices: made[$0])
        }
        let judged = unsorted.filter(\.isJudged).enumerated().sorted {
            ($1.element.within10, $0.offset) < ($0.element.within10, $1.offset)
        }.map(\.element)
        rows = judged + unsorted.filter { !$0.isJudged }
    }

    /// Samples for every device alike, among what all of them cover if that is enough.
    private static func drawnArchitectures(
        count: Int, sampling: SamplingStrategy, inputs: PredictorInputs, devices: [PoolDevice]
    ) throws -> [[Architecture]] {
        let selector = SampleSelector(features: inputs.features)
        var generator = SeededGenerator(seed: inputs.seed)
        let all = inputs.features.space.architectures
        let common = all.filter { architecture in
            devices.allSatisfy { $0.table.values[architecture.code] > 0 }
        }
        let candidates = common.count >= 4 * count ? common : all
        return try (0..<(sampling == .random ? draws : 1)).map { _ in
            try selector.pick(
                count, by: sampling, among: candidates, using: &generator)
        }
    }
}

/// A pool device that plays the target.
private struct Judge {
    private let device: PoolDevice
    private let tested: [Architecture]

    /// Architectures on which a device is judged.
    private static let testSize = 512

    init(device: PoolDevice, features: CellFeatures) {
        self.device = device
        let count = features.space.count
        tested = stride(from: 0, to: count, by: max(1, count / Self.testSize) | 1).compactMap {
            guard let value = device.table[Architecture(code: $0)], value > 0, value.isFinite,
                !features.isDisconnected[$0]
            else { return nil }
            return Architecture(code: $0)
        }
    }

    /// The share within ±10 % after adapting to some architectures; nil where a kind can't serve
    /// the device, which is no failure of the ranking: it earns nothing here.
    func share(of predictor: any LatencyPredictor, samples: [Architecture]) -> Double? {
        let samples = samples.compactMap { architecture in
            device.table[architecture].flatMap {
                $0.isFinite && $0 > 0
                    ? LatencySample(architecture: architecture, milliseconds: $0) : nil
            }
        }
        let target = AdaptationTarget(
            device: device.device, samples: samples, table: device.table,
            operatorLatencies: device.descriptor?.operatorLatencyTable,
            descriptor: device.descriptor)
        guard let estimator = try? predictor.adapted(to: target) else { return nil }
        let seen = Set(estimator.usedArchitectures)
        let unseen = tested.filter { !seen.contains($0) }
        guard !unseen.isEmpty, let estimates = try? estimator.estimate(unseen) else { return nil }
        return shareWithin(
            0.1, of: unseen.map { device.table.values[$0.code] }, estimates.milliseconds)
    }
}
