import Architectures

/// The counts that additive latency models are linear in, for a whole space and both views.
///
/// As written: 1, then how many edges hold each operator other than zero (whose cost is in the
/// constant). Pruned: the same over live edges, then the number of additions (a node that sums
/// n > 1 live edges adds n − 1 times) and whether no edge is live.
public struct CellFeatures: Sendable {
    /// The space that is described.
    public let space: SearchSpace
    /// Whether the output of a cell is always zero, indexed by ``Architecture/code``.
    public let isDisconnected: [Bool]
    /// The counted operators, as positions in the space's.
    let countedOperators: [Int]
    private let asWritten: [Double]
    private let pruned: [Double]

    /// Describes every architecture of a space.
    /// - Complexity: O(architectures × edges).
    public init(space: SearchSpace) {
        self.space = space
        let counted = space.operators.indices.filter { space.operators[$0].kind != .zero }
        countedOperators = counted
        let writtenWidth = counted.count + 1
        let prunedWidth = counted.count + 3
        var columns = [Int](repeating: 0, count: space.operators.count)
        for (column, index) in counted.enumerated() { columns[index] = column + 1 }

        let liveness = LiveEdges(space: space)
        let edgeCount = space.edges.count
        let operatorCount = space.operators.count
        var written = [Double](repeating: 0, count: space.count * writtenWidth)
        var live = [Double](repeating: 0, count: space.count * prunedWidth)
        var disconnected = [Bool](repeating: false, count: space.count)
        var digits = [Int](repeating: 0, count: edgeCount)
        for code in 0..<space.count {
            let writtenRow = code * writtenWidth
            let liveRow = code * prunedWidth
            var carrying: UInt64 = 0
            for edge in 0..<edgeCount where columns[digits[edge]] > 0 {
                carrying |= 1 << UInt64(edge)
            }
            let mask = liveness.live(amongCarrying: carrying)
            written[writtenRow] = 1
            live[liveRow] = 1
            for edge in 0..<edgeCount {
                let column = columns[digits[edge]]
                guard column > 0 else { continue }
                written[writtenRow + column] += 1
                if mask >> UInt64(edge) & 1 == 1 { live[liveRow + column] += 1 }
            }
            live[liveRow + prunedWidth - 2] = Double(liveness.additions(live: mask))
            live[liveRow + prunedWidth - 1] = mask == 0 ? 1 : 0
            disconnected[code] = mask == 0
            var edge = edgeCount - 1
            while edge >= 0 {
                digits[edge] += 1
                if digits[edge] < operatorCount { break }
                digits[edge] = 0
                edge -= 1
            }
        }
        asWritten = written
        pruned = live
        isDisconnected = disconnected
    }

    /// Numbers an architecture in a view.
    public func width(_ view: ExecutionView) -> Int {
        countedOperators.count + (view == .asWritten ? 1 : 3)
    }

    /// The counts of the whole space: `[architectures × width]`, row-major, by
    /// ``Architecture/code``.
    public func matrix(_ view: ExecutionView) -> [Double] {
        view == .asWritten ? asWritten : pruned
    }

    /// The names of the columns of a view: `base`, the operators' names, and for the pruned view
    /// `additions` and `no live path`.
    public func names(_ view: ExecutionView) -> [String] {
        let counted = ["base"] + countedOperators.map { space.operators[$0].name }
        return view == .asWritten ? counted : counted + ["additions", "no live path"]
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
