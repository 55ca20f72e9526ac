import Architectures

/// Counts what is executed of one cell after the other, in one ``TransferView``.
struct ExecutionCounts {
    /// Numbers an architecture.
    let width: Int
    private let view: TransferView
    private let space: SearchSpace
    private let liveness: LiveEdges
    private var distinct: DistinctValues
    private let isDisconnected: [Bool]
    /// The column of each operator after the constant's, −1 for zero.
    private let columns: [Int]
    private let isConvolution: [Bool]
    /// How long an operator nominally takes, to find the slowest path: a 3×3 convolution 2.4 times
    /// a 1×1, a pooling as long as a 3×3 convolution.
    private let durations: [Double]
    private let operatorCount: Int
    /// The operators of the cell at hand, by edge.
    private var operators: [Int]
    /// Of every node, how long the slowest path to it takes, −1 without any, and its last edge.
    private var longest: [Double]
    private var lastEdge: [Int]

    init(_ features: CellFeatures, view: TransferView) {
        self.view = view
        space = features.space
        liveness = LiveEdges(space: space)
        distinct = DistinctValues(space: space)
        isDisconnected = features.isDisconnected
        var columns = [Int](repeating: -1, count: space.operators.count)
        for (column, index) in features.countedOperators.enumerated() { columns[index] = column }
        self.columns = columns
        operatorCount = features.countedOperators.count
        isConvolution = space.operators.map {
            if case .convolution = $0.kind { true } else { false }
        }
        durations = space.operators.map {
            switch $0.kind {
            case .zero: 0
            case .identity: 0.15
            case .convolution(let kernel): 1 + 0.175 * Double(kernel * kernel - 1)
            case .averagePooling: 2.4
            }
        }
        width =
            switch view {
            case .asWritten: operatorCount + 2
            case .writtenOnce: operatorCount + 3
            case .reaching, .pruned, .prunedOnce: operatorCount + 4
            case .parallel, .parallelOnce: 2 * operatorCount + 3
            }
        operators = [Int](repeating: 0, count: space.edges.count)
        longest = [Double](repeating: -1, count: space.nodeCount)
        lastEdge = [Int](repeating: -1, count: space.nodeCount)
    }

    /// The whole space: `[architectures × width]`, row-major, by ``Architecture/code``.
    mutating func matrix() -> [Double] {
        var matrix = [Double](repeating: 0, count: space.count * width)
        for code in 0..<space.count {
            for edge in operators.indices {
                operators[edge] = space.operatorIndex(of: Architecture(code: code), onEdge: edge)
            }
            count(isDisconnected: isDisconnected[code], into: &matrix, at: code * width)
        }
        return matrix
    }

    private mutating func count(isDisconnected: Bool, into matrix: inout [Double], at start: Int) {
        var carrying: UInt64 = 0
        for edge in operators.indices where columns[operators[edge]] >= 0 {
            carrying |= 1 << UInt64(edge)
        }
        let mask =
            switch view.extent {
            case .everything: carrying
            case .reachingOutput: liveness.reaching(amongCarrying: carrying)
            case .live: liveness.live(amongCarrying: carrying)
            }
        matrix[start] = 1
        var hasConvolution = false
        for edge in operators.indices where mask >> UInt64(edge) & 1 == 1 {
            matrix[start + 1 + columns[operators[edge]]] += 1
            hasConvolution = hasConvolution || isConvolution[operators[edge]]
        }
        var additions = liveness.additions(live: mask)
        if view.runsRepeatsOnce {
            distinct.count(operators: operators, mask: mask)
            additions = distinct.additions
            for (index, column) in columns.enumerated() where column >= 0 {
                matrix[start + 1 + column] = Double(distinct.executions[index])
            }
        }
        let rest = start + 1 + operatorCount
        if view == .asWritten {
            matrix[rest] = hasConvolution ? 0 : 1
            return
        }
        matrix[rest] = Double(additions)
        if view == .writtenOnce {
            matrix[rest + 1] = hasConvolution ? 0 : 1
            return
        }
        matrix[rest + 1] = isDisconnected ? 1 : 0
        if view.isParallel {
            countSlowestPath(mask, into: &matrix, at: rest + 2)
        } else {
            matrix[rest + 2] = hasConvolution ? 0 : 1
        }
    }

    /// Counts the operators on the path from input to output that nominally takes longest.
    private mutating func countSlowestPath(
        _ mask: UInt64, into matrix: inout [Double], at start: Int
    ) {
        for node in longest.indices { longest[node] = node == 0 ? 0 : -1 }
        for (edge, ends) in space.edges.enumerated()
        where mask >> UInt64(edge) & 1 == 1 && longest[ends.source] >= 0 {
            let duration = longest[ends.source] + durations[operators[edge]]
            if duration > longest[ends.target] {
                longest[ends.target] = duration
                lastEdge[ends.target] = edge
            }
        }
        var node = space.nodeCount - 1
        guard longest[node] >= 0 else { return }
        while node > 0 {
            let edge = lastEdge[node]
            matrix[start + columns[operators[edge]]] += 1
            node = space.edges[edge].source
        }
    }
}
