import Architectures

/// The objectives whose values are known without an evaluation, and what follows from them.
struct FreeObjectives: Sendable, Equatable {
    /// `[free objectives]`: the position of each, and its minimised value for every cell.
    private let positions: [Int]
    private let columns: [[Double]]

    /// Whether nothing is known beforehand.
    var isEmpty: Bool { positions.isEmpty }

    init(task: SearchTask) {
        positions = task.knownObjectives.indices.filter { task.knownObjectives[$0] != nil }
        columns = task.knownObjectives.compactMap { $0 }
    }

    /// For each free objective, the cell that has the least value of it among those that qualify.
    func best(among cells: ArchitectureSet, where isQualified: (Int) -> Bool) -> [Int] {
        columns.compactMap { column in
            var best: Int?
            for cell in 0..<cells.capacity where cells.contains(cell) {
                if best.map({ column[cell] < column[$0] }) ?? true, isQualified(cell) {
                    best = cell
                }
            }
            return best
        }
    }

    /// How many points would dominate a cell if, in what has to be evaluated, it were as good as
    /// one of them: the members of the front that it would have to overtake.
    /// - Parameters:
    ///   - cell: A cell that was not evaluated.
    ///   - parent: The row of the point that it is compared to.
    ///   - points: A front.
    func rivals(of cell: Int, likeRow parent: Int, in points: ObjectiveVectors) -> Int {
        points.indices.count { row in
            for objective in 0..<points.dimension {
                var value = points[parent, objective]
                if let free = positions.firstIndex(of: objective) { value = columns[free][cell] }
                if points[row, objective] > value { return false }
            }
            return true
        }
    }
}
