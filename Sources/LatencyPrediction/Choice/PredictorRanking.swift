import Architectures

/// Which kind of estimator is likely to serve a new device best, judged on devices that are known:
/// each pool device in turn plays the target.
public struct PredictorRanking: Sendable {
    /// What one kind of estimator achieved.
    public struct Row: Sendable, Hashable {
        /// The estimator's name.
        public let name: String
        /// Mean over the pool devices of the share within ±10 %; a device for which it could not be
        /// made counts 0. NaN without a pool.
        public let within10: Double
        /// Pool devices for which it could be made.
        public let devices: Int
    }

    /// The kinds of estimators, best first; equals keep the catalogue's order.
    public let rows: [Row]

    /// Architectures on which each pool device is judged.
    private static let testSize = 512
    /// Draws of random samples.
    private static let draws = 3

    /// Ranks kinds of estimators.
    ///
    /// Without a pool the catalogue's order stands: put the safest first. Deterministic by seed.
    /// - Parameters:
    ///   - entries: The kinds that the target allows; the ones that don't predict are passed over.
    ///   - inputs: What they are made from; its pool holds the devices that play the target, each
    ///     left out (with its hardware and its near duplicates) where a kind learns from the pool.
    ///   - samples: Architectures measured on the target.
    ///   - sampling: How they are picked.
    /// - Throws: What making a kind throws; a device on which one can't be adapted is no error.
    public init(
        of entries: [PredictorEntry], inputs: PredictorInputs, samples: Int,
        sampling: SamplingStrategy
    ) throws {
        let entries = entries.filter(\.isPredictor)
        guard !inputs.pool.isEmpty else {
            rows = entries.map { Row(name: $0.name, within10: .nan, devices: 0) }
            return
        }
        let draws = try Self.drawnArchitectures(
            count: samples, sampling: sampling, inputs: inputs)
        var shared: [any LatencyPredictor] = []
        for entry in entries where !entry.learnsFromPool { shared.append(try entry.make(inputs)) }
        var sums = [Double](repeating: 0, count: entries.count)
        var made = [Int](repeating: 0, count: entries.count)
        for device in inputs.pool {
            var nextShared = 0
            for (index, entry) in entries.enumerated() {
                let predictor: any LatencyPredictor
                if entry.learnsFromPool {
                    predictor = try entry.make(Self.inputs(inputs, without: device))
                } else {
                    predictor = shared[nextShared]
                    nextShared += 1
                }
                let shares = draws.compactMap {
                    Self.share(of: predictor, on: device, architectures: $0, inputs: inputs)
                }
                guard !shares.isEmpty else { continue }
                sums[index] += shares.reduce(0, +) / Double(shares.count)
                made[index] += 1
            }
        }
        let unsorted = entries.indices.map {
            Row(
                name: entries[$0].name, within10: sums[$0] / Double(inputs.pool.count),
                devices: made[$0])
        }
        rows = unsorted.enumerated().sorted {
            ($1.element.within10, $0.offset) < ($0.element.within10, $1.offset)
        }.map(\.element)
    }

    /// Samples for every device alike, among what all of them cover if that is enough.
    private static func drawnArchitectures(
        count: Int, sampling: SamplingStrategy, inputs: PredictorInputs
    ) throws -> [[Architecture]] {
        let selector = SampleSelector(features: inputs.features)
        var generator = SeededGenerator(seed: inputs.seed)
        let all = inputs.features.space.architectures
        let common = all.filter { architecture in
            inputs.pool.allSatisfy { $0.table.values[architecture.code] > 0 }
        }
        let candidates = common.count >= 4 * count ? common : all
        switch sampling {
        case .chosen: return [try selector.chosen(count, among: candidates)]
        case .random:
            return try (0..<draws).map { _ in
                try selector.random(count, among: candidates, using: &generator)
            }
        }
    }

    private static func inputs(
        _ inputs: PredictorInputs, without device: PoolDevice
    ) -> PredictorInputs {
        var others = inputs
        others.pool =
            PoolSelection.pool(
                for: device.device, hardware: device.hardware, table: device.table,
                from: inputs.pool
            ).devices
        return others
    }

    private static func share(
        of predictor: any LatencyPredictor, on device: PoolDevice, architectures: [Architecture],
        inputs: PredictorInputs
    ) -> Double? {
        let samples = architectures.compactMap { architecture in
            device.table[architecture].flatMap {
                $0.isFinite && $0 > 0
                    ? LatencySample(architecture: architecture, milliseconds: $0) : nil
            }
        }
        let target = AdaptationTarget(
            device: device.device, samples: samples, table: device.table)
        // A kind that can't serve this device is no failure of the ranking: it earns nothing here.
        guard let estimator = try? predictor.adapted(to: target) else { return nil }
        let seen = Set(estimator.usedArchitectures)
        var tested: [Architecture] = []
        var truth: [Double] = []
        let space = inputs.features.space
        let stride = max(1, space.count / testSize) | 1
        for code in Swift.stride(from: 0, to: space.count, by: stride)
        where !inputs.features.isDisconnected[code] {
            let architecture = Architecture(code: code)
            guard let value = device.table[architecture], value > 0, value.isFinite,
                !seen.contains(architecture)
            else { continue }
            tested.append(architecture)
            truth.append(value)
        }
        guard !tested.isEmpty, let estimates = try? estimator.estimate(tested) else { return nil }
        return shareWithin(0.1, of: truth, estimates.milliseconds)
    }
}
