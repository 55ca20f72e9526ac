/// Points in objective space, every objective minimised, in one contiguous array.
///
/// No coordinate is NaN: incomplete rows are left out by ``completeRows(of:)`` and refused
/// everywhere else, so that comparisons below this type need no special case. Infinities are
/// ordinary numbers.
package struct ObjectiveVectors: Sendable, Equatable {
    /// Number of objectives, at least 1.
    package let dimension: Int
    /// `[count × dimension]`, row-major.
    package private(set) var values: [Double]

    /// Number of points.
    package var count: Int { values.count / dimension }
    /// Whether there is no point.
    package var isEmpty: Bool { values.isEmpty }
    /// The points' row numbers.
    package var indices: Range<Int> { 0..<count }

    /// No points.
    package init(dimension: Int) {
        precondition(dimension > 0, "a point needs an objective")
        self.dimension = dimension
        values = []
    }

    /// Takes over rows.
    /// - Parameters:
    ///   - values: `[points × dimension]`, row-major, minimised, without NaN.
    ///   - dimension: Number of objectives.
    package init(values: [Double], dimension: Int) {
        precondition(dimension > 0, "a point needs an objective")
        precondition(values.count % dimension == 0, "the last row is incomplete")
        precondition(!values.contains { $0.isNaN }, "a missing value in a comparison")
        self.values = values
        self.dimension = dimension
    }

    /// The rows of a table that miss no value.
    /// - Parameter columns: One array an objective, equally long, minimised; NaN where missing.
    /// - Returns: The points, and for each the row of the table that it came from.
    package static func completeRows(
        of columns: [[Double]]
    ) -> (points: ObjectiveVectors, rows: [Int]) {
        let length = columns.first?.count ?? 0
        precondition(columns.allSatisfy { $0.count == length }, "columns differ in length")
        var points = ObjectiveVectors(dimension: columns.count)
        points.reserveCapacity(length)
        var rows: [Int] = []
        rows.reserveCapacity(length)
        for row in 0..<length where !columns.contains(where: { $0[row].isNaN }) {
            for column in columns { points.values.append(column[row]) }
            rows.append(row)
        }
        return (points, rows)
    }

    /// One coordinate of a point.
    package subscript(row: Int, objective: Int) -> Double {
        values[row * dimension + objective]
    }

    /// The coordinates of a point.
    package func row(_ row: Int) -> ArraySlice<Double> {
        values[row * dimension..<(row + 1) * dimension]
    }

    /// The given points in the given order.
    package func selecting(_ rows: some Collection<Int>) -> ObjectiveVectors {
        var selected = ObjectiveVectors(dimension: dimension)
        selected.reserveCapacity(rows.count)
        for row in rows { selected.values += self.row(row) }
        return selected
    }

    /// Adds a point.
    /// - Parameter row: `dimension` numbers, none of them NaN.
    package mutating func append(_ row: some Collection<Double>) {
        precondition(row.count == dimension, "one number an objective")
        precondition(!row.contains { $0.isNaN }, "a missing value in a comparison")
        values += row
    }

    /// Adds the points of another array of the same dimension.
    package mutating func append(contentsOf other: ObjectiveVectors) {
        precondition(other.dimension == dimension, "points of another dimension")
        values += other.values
    }

    /// Makes room for a number of points.
    package mutating func reserveCapacity(_ count: Int) {
        values.reserveCapacity(count * dimension)
    }

    /// Removes every point and keeps the room.
    package mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
    }

    /// Whether one point is at least as good in every objective and better in one.
    ///
    /// Equal points do not dominate each other.
    package func dominates(_ first: Int, _ second: Int) -> Bool {
        var isBetter = false
        let a = first * dimension
        let b = second * dimension
        for objective in 0..<dimension {
            if values[a + objective] > values[b + objective] { return false }
            if values[a + objective] < values[b + objective] { isBetter = true }
        }
        return isBetter
    }

    /// Whether one point comes before another lexicographically.
    func precedes(_ first: Int, _ second: Int) -> Bool {
        let a = first * dimension
        let b = second * dimension
        for objective in 0..<dimension where values[a + objective] != values[b + objective] {
            return values[a + objective] < values[b + objective]
        }
        return false
    }

    /// Whether two points are the same.
    func coincide(_ first: Int, _ second: Int) -> Bool {
        let a = first * dimension
        let b = second * dimension
        return (0..<dimension).allSatisfy { values[a + $0] == values[b + $0] }
    }
}
