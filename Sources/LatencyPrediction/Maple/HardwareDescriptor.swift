import Architectures
import Foundation

/// What was measured of a device beside whole networks: hardware counters of every operator and the
/// operators' latencies (MAPLE, section 3.2). What was not measured is nil.
package struct HardwareDescriptor: Sendable, Hashable, Codable {
    /// The counters, in the order of MAPLE's section 3.2.
    package static let counterNames = [
        "cycles", "instructions", "cache-references", "cache-misses", "L1-dcache-loads",
        "L1-dcache-load-misses", "LLC-load-misses", "LLC-loads", "LLC-store-misses", "LLC-stores",
    ]
    /// Where the counters come from, such as `perf` or `simulated`: those of different sources can't
    /// be compared number by number.
    package let source: String
    /// What was counted.
    package let names: [String]
    /// Counts of one execution, `[counters × operators]`, row-major; an operator at a stage's
    /// channels is one of 15 in NAS-Bench-201.
    package let counters: [Double?]
    /// Milliseconds of one execution, `[operators]`.
    package let operatorLatencies: [Double?]

    /// Wraps measurements.
    /// - Throws: ``LatencyPredictionError/wrongSize(what:expected:got:)``.
    package init(
        counters: [Double?], operatorLatencies: [Double?], source: String = "perf",
        names: [String] = counterNames
    ) throws {
        let expected = names.count * operatorLatencies.count
        guard counters.count == expected else {
            throw LatencyPredictionError.wrongSize(
                what: "hardware counters", expected: expected, got: counters.count)
        }
        self.source = source
        self.names = names
        self.counters = counters
        self.operatorLatencies = operatorLatencies
    }

    /// Logarithms of the counters, each divided by its operator's latency where `normalised`
    /// (MAPLE-Edge, section 3), then of the latencies. NaN where a number is missing, not finite or
    /// negative; a count of zero is log 1.
    func logarithms(normalised: Bool) -> [Double] {
        let operators = operatorLatencies.count
        func usable(_ value: Double?) -> Double {
            guard let value, value.isFinite, value >= 0 else { return .nan }
            return value
        }
        let latencies = operatorLatencies.map { value -> Double in
            let value = usable(value)
            return value > 0 ? value : .nan
        }
        return counters.enumerated().map { index, value in
            let count = log(usable(value) + 1)
            return normalised ? count - log(latencies[index % operators]) : count
        } + latencies.map { log($0) }
    }

    /// Whether anything was counted.
    var hasCounters: Bool { counters.contains { Self.isUsable($0) } }

    /// Whether any operator was timed.
    var hasLatencies: Bool { operatorLatencies.contains { Self.isUsable($0) && $0 != 0 } }

    /// The operators' latencies for sums over a network; nil where one is missing.
    package var operatorLatencyTable: OperatorLatencies? {
        let latencies = operatorLatencies.compactMap(\.self)
        return latencies.count == operatorLatencies.count && !latencies.isEmpty
            ? OperatorLatencies(milliseconds: latencies) : nil
    }

    private static func isUsable(_ value: Double?) -> Bool {
        value.map { $0.isFinite && $0 >= 0 } ?? false
    }
}
