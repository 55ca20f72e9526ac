import Architectures

/// How much two cells differ, from a few bytes a cell.
struct CellDistances: Sendable {
    /// The difference of two cells.
    struct Difference {
        /// Edges that hold different operators.
        let edges: Int
        /// Squared Euclidean distance of the operator counts.
        let counts: Int
    }

    /// Edges of a cell, the largest ``Difference/edges``.
    let edgeCount: Int
    private let operatorCount: Int
    /// `[architectures × edges]`: the operator on each edge.
    private let operators: [UInt8]
    /// `[architectures × operators]`: edges that hold each.
    private let counts: [UInt8]

    /// Lays out every cell of a space.
    init(space: SearchSpace) {
        edgeCount = space.edges.count
        operatorCount = space.operators.count
        var operators: [UInt8] = []
        operators.reserveCapacity(space.count * edgeCount)
        var counts = [UInt8](repeating: 0, count: space.count * operatorCount)
        for code in 0..<space.count {
            for index in space.operatorIndices(of: Architecture(code: code)) {
                operators.append(UInt8(index))
                counts[code * operatorCount + index] += 1
            }
        }
        self.operators = operators
        self.counts = counts
    }

    /// The difference of two cells.
    func difference(_ a: Architecture, _ b: Architecture) -> Difference {
        var edges = 0
        for edge in 0..<edgeCount
        where operators[a.code * edgeCount + edge] != operators[b.code * edgeCount + edge] {
            edges += 1
        }
        var squares = 0
        for index in 0..<operatorCount {
            let difference =
                Int(counts[a.code * operatorCount + index])
                - Int(counts[b.code * operatorCount + index])
            squares += difference * difference
        }
        return Difference(edges: edges, counts: squares)
    }
}
