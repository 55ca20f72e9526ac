import Architectures

/// How alike two cells are, as written and as a device executes them that drops what has no effect,
/// from a few bytes a cell.
struct CellLikeness: Sendable {
    /// The differences of two cells in one view.
    struct Difference {
        /// Edges that hold different operators.
        let edges: Int
        /// Squared Euclidean distance of the operator counts.
        let counts: Int
    }

    /// One word a cell: the operator on each edge, in ``bits`` bits.
    private struct Words: Sendable {
        let operators: [UInt64]
        /// Which of the vectors of operator counts a cell has.
        let counts: [Int32]
    }

    private let written: Words
    private let executed: Words
    /// `[count vectors × count vectors]`: squared distances.
    private let countDistances: [Int32]
    private let countVectors: Int
    private let bits: Int
    private let lowBits: UInt64

    /// Lays out every cell of a space.
    /// - Complexity: O(architectures × edges).
    init(space: SearchSpace) {
        let bits = max(1, Int.bitWidth - (space.operators.count - 1).leadingZeroBitCount)
        precondition(space.edges.count * bits <= UInt64.bitWidth, "a word a cell")
        self.bits = bits
        lowBits = space.edges.indices.reduce(0) { $0 | 1 << UInt64($1 * bits) }
        var vectors = CountVectors(operatorCount: space.operators.count)
        func words(_ cell: (Architecture) -> Architecture) -> Words {
            var operators: [UInt64] = []
            var counts: [Int32] = []
            operators.reserveCapacity(space.count)
            counts.reserveCapacity(space.count)
            for architecture in space.architectures {
                let indices = space.operatorIndices(of: cell(architecture))
                operators.append(indices.reversed().reduce(0) { $0 << UInt64(bits) | UInt64($1) })
                counts.append(vectors.position(of: indices))
            }
            return Words(operators: operators, counts: counts)
        }
        written = words { $0 }
        // Inner nodes that changed places are the same work in another order.
        executed = words { space.canonical(space.pruned($0)) }
        countVectors = vectors.all.count
        countDistances = vectors.distances
    }

    /// The differences of two cells as written.
    func written(_ a: Architecture, _ b: Architecture) -> Difference {
        difference(written, a.code, b.code)
    }

    /// The differences of what is executed of two cells.
    func executed(_ a: Architecture, _ b: Architecture) -> Difference {
        difference(executed, a.code, b.code)
    }

    private func difference(_ words: Words, _ a: Int, _ b: Int) -> Difference {
        let changed = words.operators[a] ^ words.operators[b]
        var edges = changed
        for shift in 1..<max(bits, 1) { edges |= changed >> UInt64(shift) }
        return Difference(
            edges: (edges & lowBits).nonzeroBitCount,
            counts: Int(
                countDistances[Int(words.counts[a]) * countVectors + Int(words.counts[b])]))
    }
}

/// The vectors of operator counts that occur, numbered as they are met.
private struct CountVectors {
    let operatorCount: Int
    private(set) var all: [[Int]] = []
    private var positions: [[Int]: Int32] = [:]

    init(operatorCount: Int) { self.operatorCount = operatorCount }

    mutating func position(of operators: [Int]) -> Int32 {
        var counts = [Int](repeating: 0, count: operatorCount)
        for index in operators { counts[index] += 1 }
        if let known = positions[counts] { return known }
        let position = Int32(all.count)
        positions[counts] = position
        all.append(counts)
        return position
    }

    /// `[vectors × vectors]`, row-major.
    var distances: [Int32] {
        all.flatMap { a in
            all.map { b in
                zip(a, b).reduce(0) { $0 + Int32(($1.0 - $1.1) * ($1.0 - $1.1)) }
            }
        }
    }
}
