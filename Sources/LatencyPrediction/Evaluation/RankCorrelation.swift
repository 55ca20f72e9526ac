/// Correlations of ranks, with ties.
package enum RankCorrelation {
    /// Spearman's ρ: Pearson's correlation of the ranks, equal values sharing their mean rank.
    /// - Returns: −1…1; NaN where a side is constant or there are fewer than two pairs.
    /// - Complexity: O(n log n).
    package static func spearman(_ x: [Double], _ y: [Double]) -> Double {
        pearson(ranks(x), ranks(y))
    }

    /// Kendall's τ-b by Knight's algorithm (1966, doi:10.1080/01621459.1966.10480879).
    /// - Returns: −1…1; NaN where a side is constant or there are fewer than two pairs.
    /// - Complexity: O(n log n).
    package static func kendall(_ x: [Double], _ y: [Double]) -> Double {
        precondition(x.count == y.count, "pairs")
        let order = x.indices.sorted { x[$0] != x[$1] ? x[$0] < x[$1] : y[$0] < y[$1] }
        var sorted = order.map { y[$0] }
        let pairs = pairCount(x.count)
        let tiedInX = tiedPairs(count: x.count) { x[order[$0]] == x[order[$1]] }
        let tiedInBoth = tiedPairs(count: x.count) {
            x[order[$0]] == x[order[$1]] && y[order[$0]] == y[order[$1]]
        }
        let swaps = sortCountingSwaps(&sorted)
        let tiedInY = tiedPairs(count: y.count) { sorted[$0] == sorted[$1] }
        let concordance = pairs - tiedInX - tiedInY + tiedInBoth - 2 * swaps
        let scale =
            (Double(pairs - tiedInX)).squareRoot() * (Double(pairs - tiedInY)).squareRoot()
        return scale > 0 ? min(1, max(-1, Double(concordance) / scale)) : .nan
    }

    /// Pearson's correlation.
    /// - Returns: −1…1; NaN where a side is constant or there are fewer than two pairs.
    package static func pearson(_ x: [Double], _ y: [Double]) -> Double {
        precondition(x.count == y.count, "pairs")
        guard x.count > 1 else { return .nan }
        let meanX = x.reduce(0, +) / Double(x.count)
        let meanY = y.reduce(0, +) / Double(y.count)
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (a, b) in zip(x, y) {
            xx += (a - meanX) * (a - meanX)
            yy += (b - meanY) * (b - meanY)
            xy += (a - meanX) * (b - meanY)
        }
        return xx > 0 && yy > 0
            ? min(1, max(-1, xy / (xx.squareRoot() * yy.squareRoot()))) : .nan
    }

    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for position in start..<end { ranks[order[position]] = Double(start + end - 1) / 2 }
            start = end
        }
        return ranks
    }

    private static func pairCount(_ count: Int) -> Int { count * (count - 1) / 2 }

    /// Pairs within the runs of neighbours that are equal.
    private static func tiedPairs(count: Int, equal: (Int, Int) -> Bool) -> Int {
        var pairs = 0
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, equal(end - 1, end) { end += 1 }
            pairs += pairCount(end - start)
            start = end
        }
        return pairs
    }

    /// Sorts by merging and counts the neighbours that a bubble sort would exchange.
    private static func sortCountingSwaps(_ values: inout [Double]) -> Int {
        var swaps = 0
        var width = 1
        var source = values
        var target = values
        while width < values.count {
            var start = 0
            while start < values.count {
                let middle = min(start + width, values.count)
                let end = min(start + 2 * width, values.count)
                var (left, right) = (start, middle)
                for position in start..<end {
                    if left < middle, right >= end || source[left] <= source[right] {
                        target[position] = source[left]
                        left += 1
                    } else {
                        target[position] = source[right]
                        swaps += middle - left
                        right += 1
                    }
                }
                start = end
            }
            swap(&source, &target)
            width *= 2
        }
        values = source
        return swaps
    }
}
