import Architectures

/// Where the samples of a new device come from, one after the other: its table, or measuring.
package struct SampleSource {
    /// A sample and what it cost.
    package struct Measurement: Sendable, Hashable {
        /// The sample.
        package var sample: LatencySample
        /// Seconds that measuring it took, or would have taken.
        package var seconds: Double

        /// Pairs a sample with its cost.
        package init(sample: LatencySample, seconds: Double) {
            self.sample = sample
            self.seconds = seconds
        }
    }

    /// How many samples there are at most.
    package let available: Int
    /// The next architectures to measure, after those that were.
    package let next: (_ count: Int, _ after: [LatencySample]) throws -> [Architecture]
    /// What an estimator may ask for next, where it is asked.
    package let advisable: [Architecture]
    /// Measures an architecture.
    package let measure: (Architecture) throws -> Measurement

    /// Samples of any origin.
    package init(
        available: Int, advisable: [Architecture] = [],
        next: @escaping (Int, [LatencySample]) throws -> [Architecture],
        measure: @escaping (Architecture) throws -> Measurement
    ) {
        self.available = available
        self.advisable = advisable
        self.next = next
        self.measure = measure
    }

    /// Runs whose mean a published latency is, as the paper measures (section 4); what a sample read
    /// from a table would have cost is its latency times this.
    package static let runs = 50

    /// Samples read from a table.
    /// - Parameters:
    ///   - table: Latencies in milliseconds; what is no latency is passed over.
    ///   - sampling: How they are picked.
    ///   - seed: Seed of random picks.
    ///   - features: The space and its counts.
    package static func table(
        _ table: ObjectiveTable, sampling: SamplingStrategy, seed: UInt64, features: CellFeatures
    ) -> SampleSource {
        let candidates = table.covered.filter {
            table.values[$0.code] > 0 && table.values[$0.code].isFinite
        }
        let connected = candidates.filter { !features.isDisconnected[$0.code] }
        let distinct = Set(connected.map { features.space.canonical($0) }).count
        let selector = SampleSelector(features: features)
        return SampleSource(
            available: candidates.count, advisable: sampling == .adaptive ? connected : [],
            next: { count, before in
                // The first k of n picks are the k picks, whichever way they are picked.
                let total = before.count + count
                var generator = SeededGenerator(seed: seed)
                var picked = try selector.pick(
                    sampling == .random ? total : min(total, distinct), by: sampling,
                    among: candidates, using: &generator)
                // Nothing is left to choose among cells that repeat others or compute nothing.
                if picked.count < total { picked += candidates }
                var taken = Set(before.map(\.architecture))
                return Array(picked.filter { taken.insert($0).inserted }.prefix(count))
            },
            measure: { architecture in
                let milliseconds = table.values[architecture.code]
                return Measurement(
                    sample: LatencySample(
                        architecture: architecture, milliseconds: milliseconds),
                    seconds: Double(runs) * milliseconds / 1000)
            })
    }
}
