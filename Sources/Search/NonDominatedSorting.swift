/// Ranks evaluations by constrained domination: front 0 is dominated by nothing, front 1 by front 0
/// alone, and so on (Deb et al., 2002, doi:10.1109/4235.996017, sections III.A and VI.A).
///
/// Whatever satisfies the constraints dominates whatever does not; of two that do not, the lesser
/// violation dominates; equal violations, and equal points, do not dominate each other.
struct NonDominatedSorting {
    /// Row numbers, front after front; within a front in lexicographic order of the points, or by
    /// row where they break the constraints.
    private var members: [Int] = []
    /// Where each front begins in `members`, and the end of the last.
    private var starts: [Int] = [0]

    /// Number of fronts.
    var count: Int { starts.count - 1 }

    /// The rows of a front.
    func front(_ number: Int) -> ArraySlice<Int> {
        members[starts[number]..<starts[number + 1]]
    }

    /// - Complexity: O(*n* log *n*) for two objectives; O(*n*² · dimension) at worst for others
    ///   (Zhang et al., 2015, doi:10.1109/TEVC.2014.2308305).
    init(_ evaluations: Evaluations) {
        let points = evaluations.objectives
        let violations = evaluations.violations
        let feasible = violations.indices.filter { violations[$0] == 0 }
        if points.dimension == 2 {
            rankTwo(feasible, points)
        } else {
            rankMany(points.lexicographic(feasible), points)
        }
        let rest = violations.indices.filter { violations[$0] > 0 }
            .sorted { (violations[$0], $0) < (violations[$1], $1) }
        for (position, row) in rest.enumerated() {
            members.append(row)
            if position + 1 == rest.count || violations[rest[position + 1]] != violations[row] {
                starts.append(members.count)
            }
        }
    }

    /// In lexicographic order a front dominates a point where its latest member does, and the
    /// latest members' second objectives rise from front to front: a binary search finds the place.
    private mutating func rankTwo(_ rows: [Int], _ points: ObjectiveVectors) {
        struct Point {
            var x: Double
            var y: Double
            var row: Int
        }
        var order = rows.map { Point(x: points[$0, 0], y: points[$0, 1], row: $0) }
        order.sort {
            if $0.x != $1.x { return $0.x < $1.x }
            return $0.y != $1.y ? $0.y < $1.y : $0.row < $1.row
        }
        var heights: [Double] = []
        var ranks = [Int](repeating: 0, count: order.count)
        for (position, point) in order.enumerated() {
            var rank = 0
            let isEqual =
                position > 0 && order[position - 1].x == point.x && order[position - 1].y == point.y
            if isEqual {
                rank = ranks[position - 1]
            } else {
                var end = heights.count
                while rank < end {
                    let middle = (rank + end) / 2
                    if heights[middle] <= point.y { rank = middle + 1 } else { end = middle }
                }
                if rank == heights.count { heights.append(point.y) }
                heights[rank] = point.y
            }
            ranks[position] = rank
        }
        group(order.map(\.row), by: ranks, count: heights.count)
    }

    private mutating func rankMany(_ rows: [Int], _ points: ObjectiveVectors) {
        var fronts: [[Int]] = []
        var ranks: [Int] = []
        for row in rows {
            let rank =
                fronts.firstIndex { members in
                    !members.reversed().contains { points.dominates($0, row) }
                } ?? fronts.count
            if rank == fronts.count { fronts.append([]) }
            fronts[rank].append(row)
            ranks.append(rank)
        }
        group(rows, by: ranks, count: fronts.count)
    }

    /// Counting sort: rows of the same rank stay in order.
    private mutating func group(_ rows: [Int], by ranks: [Int], count: Int) {
        starts = [Int](repeating: 0, count: count + 1)
        for rank in ranks { starts[rank + 1] += 1 }
        for rank in 0..<count { starts[rank + 1] += starts[rank] }
        members = [Int](repeating: 0, count: rows.count)
        var next = starts
        for (row, rank) in zip(rows, ranks) {
            members[next[rank]] = row
            next[rank] += 1
        }
    }
}
