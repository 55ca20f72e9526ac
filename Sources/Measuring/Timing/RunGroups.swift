/// The two groups into which the runs of a network fall where they do: times that belong to different
/// states of the machine, so that no one number stands for them.
package struct RunGroups: Sendable, Hashable {
    /// The mean of the faster runs, in milliseconds.
    package let faster: Double
    /// The mean of the slower runs, in milliseconds.
    package let slower: Double

    /// The least runs that say anything.
    private static let leastRuns = 10
    /// The least share of the runs in either group.
    private static let leastShare = 0.2
    /// The least distance of the groups, relative to the faster one.
    private static let leastDistance = 0.05
    /// The least distance of the means over the root mean square of the deviations, Ashman's D
    /// (Ashman, Bird and Zepf 1994, doi:10.1086/117248). Two groups are clear from 2 on; halves of one
    /// normal sample are 2.6 apart, of a uniform one 3.5.
    private static let leastSeparation = 5.0

    /// Looks for the cut that separates the runs best.
    /// - Parameter samples: Milliseconds.
    /// - Returns: nil where the runs are one group.
    /// - Complexity: O(n log n).
    package init?(_ samples: [Double]) {
        guard samples.count >= Self.leastRuns else { return nil }
        let sorted = samples.sorted()
        let least = Int((Self.leastShare * Double(sorted.count)).rounded(.up))
        var sum = 0.0
        var squares = 0.0
        let total = sorted.reduce(0, +)
        let totalSquares = sorted.reduce(0) { $0 + $1 * $1 }
        var best: (separation: Double, faster: Double, slower: Double)?
        for cut in 1...(sorted.count - least) {
            sum += sorted[cut - 1]
            squares += sorted[cut - 1] * sorted[cut - 1]
            guard cut >= least else { continue }
            let (low, high) = (Double(cut), Double(sorted.count - cut))
            let (faster, slower) = (sum / low, (total - sum) / high)
            let variances =
                max(0, squares / low - faster * faster)
                + max(0, (totalSquares - squares) / high - slower * slower)
            let deviation = max((variances / 2).squareRoot(), 1e-9 * slower)
            let separation = (slower - faster) / deviation
            if separation > best?.separation ?? 0 { best = (separation, faster, slower) }
        }
        guard let best, best.separation >= Self.leastSeparation,
            best.slower - best.faster >= Self.leastDistance * best.faster
        else { return nil }
        faster = best.faster
        slower = best.slower
    }
}
