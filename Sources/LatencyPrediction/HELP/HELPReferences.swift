import Architectures
import Foundation

/// HELP's reference architectures, whose latencies describe a device, and what stands in for the few
/// that a table lacks.
struct HELPReferences: Sendable {
    /// The published indices (the repository's `hardware_embedding_index.pt`).
    static let publishedIndices = [11982, 431, 55, 9, 14451, 8636, 9881, 13479, 6196, 1462]
    /// How many missing latencies are estimated; a device that lacks more is refused.
    static let mostImputed = 2

    /// The architectures, in the published order.
    let architectures: [Architecture]

    /// A device's reference latencies.
    struct Latencies: Sendable {
        /// In milliseconds, in the order of the references.
        var milliseconds: [Double]
        /// Positions of those that were estimated.
        var imputed: [Int]
    }

    /// Finds the references; nil where the space has no such indices.
    init?(space: SearchSpace) {
        architectures = Self.publishedIndices.compactMap { space.architecture(publishedIndex: $0) }
        guard architectures.count == Self.publishedIndices.count else { return nil }
    }

    /// The known latencies, in the order of the references; nil where one is missing.
    func known(in table: ObjectiveTable?, samples: [LatencySample] = []) -> [Double?] {
        architectures.map { architecture in
            if let sample = samples.first(where: { $0.architecture == architecture }) {
                return sample.milliseconds
            }
            guard let value = table?[architecture], value.isFinite, value > 0 else { return nil }
            return value
        }
    }

    /// Fills gaps: log-latency is a device's own level plus what the reference deviates from the
    /// level on average over other devices, the level being the mean over the references that the
    /// device has.
    /// - Parameters:
    ///   - known: In the order of the references.
    ///   - others: Complete latencies of other devices.
    /// - Returns: nil where more than ``mostImputed`` are missing, or no other device can tell.
    func completed(_ known: [Double?], others: [[Double]]) -> Latencies? {
        let missing = known.indices.filter { known[$0] == nil }
        guard missing.count <= Self.mostImputed else { return nil }
        guard !missing.isEmpty else {
            return Latencies(milliseconds: known.compactMap { $0 }, imputed: [])
        }
        guard !others.isEmpty else { return nil }
        let present = known.indices.filter { known[$0] != nil }
        let level = present.reduce(0) { $0 + log(known[$1] ?? 1) } / Double(present.count)
        var milliseconds = known.map { $0 ?? 0 }
        for index in missing {
            let deviation = others.reduce(0) { sum, other in
                let level =
                    present.reduce(0) { $0 + log(other[$1]) } / Double(present.count)
                return sum + log(other[index]) - level
            }
            milliseconds[index] = exp(level + deviation / Double(others.count))
        }
        return Latencies(milliseconds: milliseconds, imputed: missing)
    }

    /// A device's embedding: the reference latencies, the least 0 and the largest 1; nil where all
    /// are equal.
    static func embedding(_ milliseconds: [Double]) -> [Float]? {
        guard let least = milliseconds.min(), let largest = milliseconds.max(), largest > least
        else { return nil }
        return milliseconds.map { Float(($0 - least) / (largest - least)) }
    }
}
