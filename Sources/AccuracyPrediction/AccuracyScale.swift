import Foundation
import Statistics

/// Percent against *level*: about the share of cells that are no better, 0 for the worst and 1 for
/// the best, stretched at both ends.
///
/// On shares every step counts the same, whether it is one of the many small ones near the top or
/// one of the few large ones at the bottom, among networks that hardly trained; the stretch gives
/// back some weight to the few best and worst. The relation is kept as a line through some fifty
/// points, closer together at both ends.
package struct AccuracyScale: Sendable, Hashable, Codable {
    /// The points' levels, ascending.
    package private(set) var levels: [Double]
    /// Their accuracies in percent, ascending.
    package private(set) var percent: [Double]

    /// 0, the ends' own, then every 32nd.
    private static let grid: [Double] = {
        let end = [0, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016]
        return end + (1..<32).map { Double($0) / 32 } + end.reversed().map { 1 - $0 }
    }()

    /// Segments at the top whose mean slope counts beyond it: 1.6 % of the cells.
    private static let endPoints = 6
    /// How much of that slope goes on beyond the best cell. What a network sees there is mostly its
    /// own error, so that only the order of the cells is kept.
    private static let remainder = 0.01

    /// ½ + ½·v·(1 + s·v² / (1.2 − v²)) with v = 2·share − 1.
    private static func stretched(_ share: Double, by stretch: Double) -> Double {
        let v = 2 * share - 1
        return 0.5 + 0.5 * v * (1 + stretch * v * v / (1.2 - v * v))
    }

    /// Describes the distribution of some accuracies.
    /// - Parameters:
    ///   - values: Percent, without NaN.
    ///   - stretch: 0 for shares as they are.
    init(of values: [Double], stretch: Double = 0) {
        let sorted = values.sorted()
        levels = []
        percent = []
        guard let best = sorted.last else { return }
        for fraction in Self.grid {
            let level = Self.stretched(fraction, by: stretch)
            let place = fraction * Double(sorted.count - 1)
            let below = min(sorted.count - 1, Int(place))
            let above = min(sorted.count - 1, below + 1)
            let share = place - Double(below)
            let value = rounded(sorted[below] * (1 - share) + sorted[above] * share, digits: 6)
            // Of equal values the highest level stands, at the top the lowest.
            if value == percent.last, value != rounded(best, digits: 6) || percent.count == 1 {
                levels[levels.count - 1] = level
            } else if value != percent.last {
                levels.append(level)
                percent.append(value)
            }
        }
    }

    /// The level of an accuracy within the distribution.
    func level(of percent: Double) -> Double {
        Self.interpolate(percent, from: self.percent, to: levels)
    }

    /// The accuracy at a level, at most 100. Below the lowest it is the worst cell's; above the
    /// highest it stays close to the best cell's, and rises just enough to keep the order: by a small
    /// part of the mean slope among the best, since that between the last two of them would be chance.
    func percent(at level: Double) -> Double {
        guard let lowest = levels.first, let highest = levels.last, levels.count > 1 else {
            return percent.first ?? .nan
        }
        let within = Self.interpolate(
            min(highest, max(lowest, level)), from: levels, to: percent)
        guard level > highest else { return within }
        let last = levels.count - 1
        let from = max(0, last - Self.endPoints)
        let slope = (percent[last] - percent[from]) / (highest - levels[from])
        return min(100, within + (level - highest) * slope * Self.remainder)
    }

    /// Whether both sides rise.
    var isValid: Bool {
        levels.count == percent.count && !levels.isEmpty
            && [levels, percent].allSatisfy { side in
                side.allSatisfy(\.isFinite) && zip(side, side.dropFirst()).allSatisfy { $0 < $1 }
            }
    }

    private static func interpolate(_ x: Double, from: [Double], to: [Double]) -> Double {
        guard from.count > 1 else { return to.first ?? .nan }
        var (low, high) = (0, from.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if from[middle] <= x { low = middle } else { high = middle }
        }
        let share = (x - from[low]) / (from[high] - from[low])
        return to[low] + share * (to[high] - to[low])
    }
}
