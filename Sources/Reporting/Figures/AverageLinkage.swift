/// Agglomerative clustering with average linkage (Sokal and Michener, 1958), for the order of a
/// distance map's rows.
package enum AverageLinkage {
    /// An order of the items in which clusters are contiguous.
    ///
    /// The two clusters of the smallest mean distance are joined first; of two joined clusters, the
    /// ends that are nearest to each other touch. Equal distances are settled by position, so that
    /// equal inputs give equal orders.
    /// - Parameter distances: `[items × items]`, symmetric; NaN counts as farther than anything.
    /// - Complexity: O(*n*³).
    package static func leafOrder(of distances: [[Double]]) -> [Int] {
        var clusters = distances.indices.map { [$0] }
        var between = distances.map { row in row.map { $0.isNaN ? Double.infinity : $0 } }
        let single = between
        while clusters.count > 1 {
            var best = (first: 0, second: 1, distance: Double.infinity)
            for first in clusters.indices {
                for second in clusters.indices.dropFirst(first + 1)
                where between[first][second] < best.distance {
                    best = (first, second, between[first][second])
                }
            }
            let (a, b) = (clusters[best.first], clusters[best.second])
            let weights = (Double(a.count), Double(b.count))
            for other in clusters.indices {
                let mean =
                    (weights.0 * between[best.first][other]
                        + weights.1 * between[best.second][other]) / (weights.0 + weights.1)
                between[best.first][other] = mean
                between[other][best.first] = mean
            }
            clusters[best.first] = joined(a, b, distances: single)
            clusters.remove(at: best.second)
            between.remove(at: best.second)
            for row in between.indices { between[row].remove(at: best.second) }
        }
        return clusters.first ?? []
    }

    /// Two clusters one after the other, turned so that the nearest ends touch.
    private static func joined(_ a: [Int], _ b: [Int], distances: [[Double]]) -> [Int] {
        let turns: [([Int], [Int])] = [
            (a, b), (a, b.reversed()), (a.reversed(), b), (a.reversed(), b.reversed()),
        ]
        let gaps = turns.map { left, right in
            distances[left[left.count - 1]][right[0]]
        }
        let best = gaps.indices.min { (gaps[$0], $0) < (gaps[$1], $1) } ?? 0
        return turns[best].0 + turns[best].1
    }
}
