/// How isolated the members of a front are (Deb et al., 2002, doi:10.1109/4235.996017, section
/// III.B): the sum over the objectives of the distance between a member's two neighbours relative
/// to the front's extent; infinite at the ends.
enum CrowdingDistance {
    /// - Parameters:
    ///   - front: Row numbers, in lexicographic order of the points.
    ///   - distances: `[points]`: receives the distance of each member at its row number.
    static func assign(
        _ front: ArraySlice<Int>, of points: ObjectiveVectors, to distances: inout [Double]
    ) {
        for row in front { distances[row] = 0 }
        for objective in 0..<points.dimension {
            // Along a front of two objectives the second falls as the first rises.
            let order =
                points.dimension == 2
                ? front
                : front.sorted { (points[$0, objective], $0) < (points[$1, objective], $1) }[...]
            guard let first = order.first, let last = order.last else { return }
            distances[first] = .infinity
            distances[last] = .infinity
            let extent = abs(points[last, objective] - points[first, objective])
            guard extent > 0, extent.isFinite else { continue }
            for position in order.indices.dropFirst().dropLast() {
                let gap =
                    points[order[position + 1], objective]
                    - points[order[position - 1], objective]
                distances[order[position]] += abs(gap) / extent
            }
        }
    }
}
