import Architectures
import Search

/// Points on a coarse grid, so that ties and duplicates are frequent.
enum RandomPoints {
    static func make(
        _ count: Int, dimension: Int, grid: Int, using generator: inout SeededGenerator
    ) -> ObjectiveVectors {
        ObjectiveVectors(
            values: (0..<count * dimension).map { _ in
                Double(Int.random(in: 0..<grid, using: &generator))
            }, dimension: dimension)
    }

    /// The definition of the front, comparing all with all.
    static func naiveFront(_ points: ObjectiveVectors) -> Set<Int> {
        Set(
            points.indices.filter { row in
                !points.indices.contains { isBetter(points.row($0), points.row(row)) }
            })
    }

    /// Whether one point dominates another, by the definition.
    static func isBetter(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Bool {
        zip(a, b).allSatisfy { $0 <= $1 } && !a.elementsEqual(b)
    }
}
