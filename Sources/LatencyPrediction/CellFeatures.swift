import Architectures

/// The counts that additive latency models are linear in, for a whole space and every
/// ``ExecutionView``.
///
/// All: 1, then how often each operator other than zero (whose cost is in the constant) is executed.
/// But for the view as written, the number of additions follows (a node that sums n > 1 edges adds
/// n − 1 times); for the pruned views, whether no edge is live.
package struct CellFeatures: Sendable {
    /// The space that is described.
    package let space: SearchSpace
    /// Whether the output of a cell is always zero, indexed by `Architecture/code`.
    package let isDisconnected: [Bool]
    /// The counted operators, as positions in the space's.
    let countedOperators: [Int]
    private let matrices: [ExecutionView: [Double]]

    /// Describes every architecture of a space.
    /// - Complexity: O(architectures × edges).
    package init(space: SearchSpace) {
        self.space = space
        let counted = space.operators.indices.filter { space.operators[$0].kind != .zero }
        countedOperators = counted
        var counter = CellCounter(space: space, counted: counted)
        var matrices: [ExecutionView: [Double]] = [:]
        for view in ExecutionView.allCases {
            matrices[view] = counter.matrix(
                view, width: Self.width(view, operators: counted.count))
        }
        self.matrices = matrices
        isDisconnected = counter.isDisconnected
    }

    /// Numbers an architecture in a view.
    package func width(_ view: ExecutionView) -> Int {
        Self.width(view, operators: countedOperators.count)
    }

    private static func width(_ view: ExecutionView, operators: Int) -> Int {
        1 + operators + (view.countsAdditions ? 1 : 0) + (view.isPruned ? 1 : 0)
    }

    /// The counts of the whole space: `[architectures × width]`, row-major, by
    /// `Architecture/code`.
    package func matrix(_ view: ExecutionView) -> [Double] {
        guard let matrix = matrices[view] else { preconditionFailure("every view has counts") }
        return matrix
    }

    /// The names of the columns of a view: `base`, the operators' names, and where they count,
    /// `additions` and `no live path`.
    package func names(_ view: ExecutionView) -> [String] {
        ["base"] + countedOperators.map { space.operators[$0].name }
            + (view.countsAdditions ? ["additions"] : [])
            + (view.isPruned ? ["no live path"] : [])
    }

    /// The rows of some architectures: `[architectures × width]`, row-major.
    func rows(of architectures: some Collection<Architecture>, view: ExecutionView) -> [Double] {
        let width = width(view)
        let matrix = matrix(view)
        var rows: [Double] = []
        rows.reserveCapacity(architectures.count * width)
        for architecture in architectures {
            let start = architecture.code * width
            rows.append(contentsOf: matrix[start..<(start + width)])
        }
        return rows
    }
}

/// Counts the operators of one architecture after the other.
private struct CellCounter {
    private(set) var isDisconnected: [Bool]
    private let space: SearchSpace
    private let liveness: LiveEdges
    private var distinct: DistinctValues
    /// The column of each operator, 0 for zero.
    private let columns: [Int]
    private let additions: Int

    init(space: SearchSpace, counted: [Int]) {
        self.space = space
        liveness = LiveEdges(space: space)
        distinct = DistinctValues(space: space)
        var columns = [Int](repeating: 0, count: space.operators.count)
        for (column, index) in counted.enumerated() { columns[index] = column + 1 }
        self.columns = columns
        additions = counted.count + 1
        isDisconnected = [Bool](repeating: false, count: space.count)
    }

    /// One view of the whole space: `[architectures × width]`, by ``Architecture/code``.
    mutating func matrix(_ view: ExecutionView, width: Int) -> [Double] {
        var matrix = [Double](repeating: 0, count: space.count * width)
        var operators = [Int](repeating: 0, count: space.edges.count)
        for code in 0..<space.count {
            let row = code * width
            var carrying: UInt64 = 0
            for (edge, index) in operators.enumerated() where columns[index] > 0 {
                carrying |= 1 << UInt64(edge)
            }
            let live = liveness.live(amongCarrying: carrying)
            let executed = view.isPruned ? live : carrying
            isDisconnected[code] = live == 0
            matrix[row] = 1
            if view.runsRepeatsOnce {
                distinct.count(operators: operators, mask: executed)
                for (index, column) in columns.enumerated() where column > 0 {
                    matrix[row + column] = Double(distinct.executions[index])
                }
                matrix[row + additions] = Double(distinct.additions)
            } else {
                for (edge, index) in operators.enumerated()
                where executed >> UInt64(edge) & 1 == 1 {
                    matrix[row + columns[index]] += 1
                }
                if view.countsAdditions {
                    matrix[row + additions] = Double(liveness.additions(live: executed))
                }
            }
            if view.isPruned { matrix[row + width - 1] = live == 0 ? 1 : 0 }
            // The next architecture: the last edge's operator changes fastest.
            for edge in operators.indices.reversed() {
                operators[edge] += 1
                if operators[edge] < space.operators.count { break }
                operators[edge] = 0
            }
        }
        return matrix
    }
}
