/// Ranks evaluations by constrained domination: front 0 is dominated by nothing, front 1 by front 0
/// alone, and so on (Deb et al., 2002, doi:10.1109/4235.996017, sections III.A and VI.A).
///
/// Whatever satisfies the constraints dominates whatever does not; of two that do not, the lesser
/// violation dominates; equal violations, and equal points, do not dominate each other.
struct NonDominatedSorting {
    /// `[front][member]`: row numbers; within a front in lexicographic order of the points.
    private(set) var fronts: [[Int]] = []

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
        guard feasible.count < violations.count else { return }
        let rest = violations.indices.filter { violations[$0] > 0 }
            .sorted { (violations[$0], $0) < (violations[$1], $1) }
        for row in rest {
            if let last = fronts.last?.last, violations[last] == violations[row] {
                fronts[fronts.count - 1].append(row)
            } else {
                fronts.append([row])
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
        var previous: (point: Point, front: Int)?
        for point in order {
            var front = 0
            if let previous, previous.point.x == point.x, previous.point.y == point.y {
                front = previous.front
            } else {
                var end = heights.count
                while front < end {
                    let middle = (front + end) / 2
                    if heights[middle] <= point.y { front = middle + 1 } else { end = middle }
                }
            }
            if front == heights.count {
                heights.append(point.y)
                fronts.append([])
            }
            heights[front] = point.y
            fronts[front].append(point.row)
            previous = (point, front)
        }
    }

    private mutating func rankMany(_ rows: [Int], _ points: ObjectiveVectors) {
        for row in rows {
            let front = fronts.firstIndex { members in
                !members.reversed().contains { points.dominates($0, row) }
            }
            if let front { fronts[front].append(row) } else { fronts.append([row]) }
        }
    }
}
