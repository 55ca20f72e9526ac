import Architectures
import Foundation

/// What was measured of a device beside whole networks: hardware counters of every operator and the
/// operators' latencies (MAPLE, section 3.2). What was not measured is nil.
public struct HardwareDescriptor: Sendable, Hashable, Codable {
    /// The counters, in the order of MAPLE's section 3.2.
    public static let counterNames = [
        "cycles", "instructions", "cache-references", "cache-misses", "L1-dcache-loads",
        "L1-dcache-load-misses", "LLC-load-misses", "LLC-loads", "LLC-store-misses", "LLC-stores",
    ]
    /// Counts of one execution, `[counters × operators]`, row-major; an operator at a stage's
    /// channels is one of 15 in NAS-Bench-201.
    public let counters: [Double?]
    /// Milliseconds of one execution, `[operators]`.
    public let operatorLatencies: [Double?]

    /// Wraps measurements.
    /// - Throws: ``LatencyPredictionError/wrongSize(what:expected:got:)``.
    public init(counters: [Double?], operatorLatencies: [Double?]) throws {
        let expected = Self.counterNames.count * operatorLatencies.count
        guard counters.count == expected else {
            throw LatencyPredictionError.wrongSize(
                what: "hardware counters", expected: expected, got: counters.count)
        }
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
}

/// Descriptors of several devices on one scale: standardised over the devices, what is missing set to
/// their mean.
struct DescriptorTable: Sendable, Hashable {
    /// `[devices × width]`, row-major.
    let values: [Float]
    /// Numbers a device.
    let width: Int
    /// How many numbers of each device were missing and imputed.
    let imputed: [Int]

    /// Beyond this many standard deviations a device is as unlike as can be.
    private static let largest = 3.0
    private static let smallestDeviation = 0.05

    /// Standardises.
    /// - Parameters:
    ///   - rows: Numbers of equal count, NaN where missing; an empty one for a device without any.
    ///   - reference: The devices whose mean and deviation count, as positions in `rows`.
    init(rows: [[Double]], reference: [Int]) {
        let width = rows.map(\.count).max() ?? 0
        var values = [Float](repeating: 0, count: rows.count * width)
        var imputed = [Int](repeating: 0, count: rows.count)
        for column in 0..<width {
            let known = reference.compactMap { index in
                rows[index].count == width && rows[index][column].isFinite
                    ? rows[index][column] : nil
            }
            let mean = known.reduce(0, +) / Double(max(1, known.count))
            let variance =
                known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, known.count))
            let deviation = variance.squareRoot() + Self.smallestDeviation
            for (index, row) in rows.enumerated() {
                guard row.count == width, row[column].isFinite, !known.isEmpty else {
                    imputed[index] += 1
                    continue
                }
                let scaled = (row[column] - mean) / deviation
                values[index * width + column] = Float(
                    min(max(scaled, -Self.largest), Self.largest))
            }
        }
        self.values = values
        self.width = width
        self.imputed = imputed
    }
}
