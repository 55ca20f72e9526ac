import Foundation
import Statistics

/// What the references take on a machine at full speed, in milliseconds: with it, ratios to the
/// references become latencies.
package struct ReferenceScale: Sendable, Hashable, Codable {
    /// Geometric mean of the references' latencies, in milliseconds.
    package let milliseconds: Double
    /// Its standard error, relative.
    package let relativeError: Double
    /// How many blocks of turns it was found from.
    package let blocks: Int

    /// Which of all blocks of the history is full speed: a minimum would follow a glitch of the clock
    /// or a moment of turbo.
    package static let quantile = 0.1
    /// A scale that differs by less is the same.
    private static let negligible = 0.005
    private static let mostGroups = 10

    /// Wraps a scale that was kept.
    package init(milliseconds: Double, relativeError: Double, blocks: Int) {
        self.milliseconds = milliseconds
        self.relativeError = relativeError
        self.blocks = blocks
    }

    /// Finds the scale from a history.
    ///
    /// The standard error is a jackknife's over parts of the history, ten at most: blocks of one
    /// minute know nothing of the next.
    /// - Parameter trials: ``PairedRuns/referenceLevels`` of every trial, in order of time.
    /// - Returns: Nil without a block.
    package init?(levels trials: [[Double]]) {
        let trials = trials.filter { !$0.isEmpty }
        let all = trials.flatMap(\.self).sorted()
        guard !all.isEmpty else { return nil }
        let level = Statistics.quantile(Self.quantile, ofSorted: all)
        let groups = min(Self.mostGroups, trials.count)
        var error =
            Statistics.quantile(0.25, ofSorted: all) - Statistics.quantile(0.05, ofSorted: all)
        if groups >= 3 {
            let without = (0..<groups).map { group -> Double in
                let left = trials.indices.filter { $0 * groups / trials.count != group }
                return Statistics.quantile(
                    Self.quantile, ofSorted: left.flatMap { trials[$0] }.sorted())
            }
            let mean = without.reduce(0, +) / Double(groups)
            let square = without.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            error = (square * Double(groups - 1) / Double(groups)).squareRoot()
        }
        self.init(milliseconds: exp(level), relativeError: error, blocks: all.count)
    }

    /// Whether the history has taught that an earlier scale was another one: beyond two of the
    /// standard errors known now.
    package func supersedes(_ earlier: ReferenceScale) -> Bool {
        abs(log(milliseconds / earlier.milliseconds)) > max(Self.negligible, 2 * relativeError)
    }
}
