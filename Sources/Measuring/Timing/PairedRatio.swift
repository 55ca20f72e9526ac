import Foundation

/// How many times longer a network takes than the references beside it: a robust mean over blocks of
/// turns. What slows both of them cancels (duet benchmarking: Bulej and others, ICPE 2020,
/// doi:10.1145/3358960.3379132).
package struct PairedRatio: Sendable, Hashable {
    /// The logarithm of the ratio to the references' geometric mean.
    package let logRatio: Double
    /// Its standard error, which is the ratio's relative one; infinite for a single block.
    package let relativeError: Double

    /// The share of the blocks that is left out at either end.
    private static let trimmed = 0.25

    /// The ratio that trials of a network tell together, one trial at least.
    ///
    /// A trial's blocks are one after the other, and what the machine does may last longer than they
    /// do: where there are several trials, their distances from each other count, too, and the larger
    /// of the two standard errors is the one.
    package init(_ trials: [PairedRuns]) {
        precondition(!trials.isEmpty, "a ratio needs runs")
        let ratios = trials.map { $0.blocks.map(\.logRatio) }
        let all = Self.mean(ratios.flatMap(\.self))
        logRatio = all.value
        let means = ratios.map { Self.mean($0).value }
        let centre = means.reduce(0, +) / Double(means.count)
        let square = means.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
        let count = Double(means.count)
        relativeError =
            trials.count < 2
            ? all.standardError
            : max(all.standardError, (square / (count - 1) / count).squareRoot())
    }

    private static func mean(_ logs: [Double]) -> TrimmedMean {
        let dropped = Int(trimmed * Double(logs.count))
        return TrimmedMean(ofSorted: logs.sorted(), keeping: dropped..<(logs.count - dropped))
    }

    /// By how much two trials of one network lie apart beyond what their runs tell, as a standard
    /// deviation of the logarithm: a neighbour in the caches is not the same for every network.
    /// (Ten trials of twelve networks each on a host that was compiling.)
    package static let betweenTrials = 0.01

    /// What the ratio is uncertain by, the differences between trials included.
    package static func uncertainty(relativeError: Double) -> Double {
        (relativeError * relativeError + betweenTrials * betweenTrials).squareRoot()
    }
}
