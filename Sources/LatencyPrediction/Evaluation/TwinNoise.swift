import Architectures
import Foundation
import Statistics

/// The pairs of architectures that are the same network with two nodes relabelled: what a table
/// says of one it should say of the other, so their disagreement is the table's noise.
package struct Twins: Sendable {
    /// Both of each pair; NAS-Bench-201 has 1,500 pairs.
    package let pairs: [(Architecture, Architecture)]

    /// Finds the pairs of a space: every architecture with its canonical form, where that is
    /// another one.
    package init(space: SearchSpace) {
        pairs = space.architectures.compactMap { architecture in
            let form = space.canonical(architecture)
            return form == architecture ? nil : (form, architecture)
        }
    }

    /// A table in which a smaller share of the pairs has two numbers was measured once for both: the
    /// few are twins that somebody asked for by name.
    private static let leastMeasuredTwice = 0.01

    /// The noise of a table; nil where it covers no pair, or has one number for both of nearly every
    /// pair, which then was measured once.
    package func noise(of table: ObjectiveTable) -> TableNoise? {
        let logRatios = pairs.compactMap { first, second -> Double? in
            guard let a = table[first], let b = table[second], a > 0, b > 0, a.isFinite, b.isFinite
            else { return nil }
            return abs(log(a / b))
        }
        let differing = logRatios.count { $0 != 0 }
        guard differing > 0,
            Double(differing) >= Self.leastMeasuredTwice * Double(logRatios.count)
        else { return nil }
        return TableNoise(absoluteLogRatios: logRatios)
    }
}

/// How far a table's numbers can be trusted, by its twins.
package struct TableNoise: Sendable, Hashable, Codable {
    /// Robust standard deviation of log-latency: 1.4826 · median |log ratio of a pair| / √2.
    package var sigma: Double
    /// The most that can be within ±1 % for whoever predicts the same for both twins: a pair counts
    /// 1 where max / min ≤ (1 + t) / (1 − t), else ½; the mean over the pairs.
    package var bound1: Double
    /// The same at ±5 %.
    package var bound5: Double
    /// The same at ±10 %.
    package var bound10: Double

    /// - Parameter absoluteLogRatios: |log ratio| of each pair, one at least.
    init(absoluteLogRatios: [Double]) {
        sigma = 1.4826 * median(absoluteLogRatios) / 2.0.squareRoot()
        func bound(_ tolerance: Double) -> Double {
            let limit = log((1 + tolerance) / (1 - tolerance))
            let agreeing = absoluteLogRatios.count { $0 <= limit }
            return 0.5 + 0.5 * Double(agreeing) / Double(absoluteLogRatios.count)
        }
        bound1 = bound(0.01)
        bound5 = bound(0.05)
        bound10 = bound(0.10)
    }
}
