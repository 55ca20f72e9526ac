import Architectures
import LinearAlgebra

/// The counts in which devices of each ``TransferView`` are points, for a whole space.
///
/// All: 1, then how often each operator other than zero is executed. Beside these: whether no
/// convolution is (libraries then never prepare for one); but for the view as written, the
/// additions and whether no edge is live; for the parallel view, each operator's count on the
/// slowest path in the place of the missing convolution.
struct TransferFeatures: Sendable {
    /// The counts of one view.
    struct Design: Sendable {
        /// Numbers an architecture.
        let width: Int
        /// `[architectures × width]`, row-major, by ``Architecture/code``.
        let matrix: [Double]
        /// The average row over the cells with a live edge.
        let meanRow: [Double]
        /// The average over the space of row · rowᵀ, and its inverse: what turns sizes of
        /// coefficients into sizes of predictions and back.
        let moments: Matrix<Double>
        let inverseMoments: Matrix<Double>

        /// The row of an architecture.
        func row(_ code: Int) -> ArraySlice<Double> {
            matrix[(code * width)..<((code + 1) * width)]
        }
    }

    /// The counts of `op-count`.
    let counts: CellFeatures
    /// The space that is described.
    var space: SearchSpace { counts.space }
    private let designs: [TransferView: Design]

    /// The counts of a view.
    subscript(view: TransferView) -> Design {
        guard let design = designs[view] else { preconditionFailure("every view has counts") }
        return design
    }

    /// Describes a space.
    /// - Throws: `LinearAlgebraError` where the counts are not finite.
    /// - Complexity: O(architectures × width²).
    init(_ features: CellFeatures) throws {
        counts = features
        var designs: [TransferView: Design] = [:]
        var rows = ExecutionCounts(features)
        for view in TransferView.allCases {
            let width = rows.width(view)
            var matrix: [Double] = []
            matrix.reserveCapacity(features.space.count * width)
            for code in 0..<features.space.count { rows.append(code, view, to: &matrix) }
            designs[view] = try Design(
                matrix: matrix, width: width, isDisconnected: features.isDisconnected)
        }
        self.designs = designs
    }
}

extension TransferFeatures.Design {
    fileprivate init(matrix: [Double], width: Int, isDisconnected: [Bool]) throws {
        let count = isDisconnected.count
        let rows = Matrix(rows: count, columns: width, elements: matrix)
        var moments = rows.product(rows, transposingSelf: true)
        for index in moments.elements.indices { moments.elements[index] /= Double(count) }
        // Spaces in which counts depend on each other leave directions without any effect.
        for j in 0..<width { moments[j, j] += 1e-6 }
        var meanRow = [Double](repeating: 0, count: width)
        var connected = 0
        for code in 0..<count where !isDisconnected[code] {
            connected += 1
            for j in 0..<width { meanRow[j] += matrix[code * width + j] }
        }
        self.width = width
        self.matrix = matrix
        self.meanRow = meanRow.map { $0 / Double(max(1, connected)) }
        self.moments = moments
        inverseMoments = try CholeskyFactor(moments).inverse()
    }
}

/// Counts what is executed of one cell after the other.
private struct ExecutionCounts {
    private let space: SearchSpace
    private let liveness: LiveEdges
    private let isDisconnected: [Bool]
    /// The column of each operator, nil for zero.
    private let columns: [Int?]
    private let isConvolution: [Bool]
    /// How long an operator nominally takes, to find the slowest path: a 3×3 convolution 2.4 times
    /// a 1×1, a pooling as long as a 3×3 convolution.
    private let durations: [Double]
    private let operatorCount: Int

    init(_ features: CellFeatures) {
        space = features.space
        liveness = LiveEdges(space: space)
        isDisconnected = features.isDisconnected
        var columns = [Int?](repeating: nil, count: space.operators.count)
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
    }

    func width(_ view: TransferView) -> Int {
        switch view {
        case .asWritten: operatorCount + 2
        case .reaching, .pruned: operatorCount + 4
        case .parallel: 2 * operatorCount + 3
        }
    }

    mutating func append(_ code: Int, _ view: TransferView, to matrix: inout [Double]) {
        let operators = space.operatorIndices(of: Architecture(code: code))
        var carrying: UInt64 = 0
        for (edge, index) in operators.enumerated() where columns[index] != nil {
            carrying |= 1 << UInt64(edge)
        }
        let mask =
            switch view {
            case .asWritten: carrying
            case .reaching: liveness.reaching(amongCarrying: carrying)
            case .pruned, .parallel: liveness.live(amongCarrying: carrying)
            }
        let start = matrix.count
        matrix.append(contentsOf: repeatElement(0, count: width(view)))
        matrix[start] = 1
        var hasConvolution = false
        for (edge, index) in operators.enumerated() where mask >> UInt64(edge) & 1 == 1 {
            if let column = columns[index] { matrix[start + 1 + column] += 1 }
            hasConvolution = hasConvolution || isConvolution[index]
        }
        let rest = start + 1 + operatorCount
        if view == .asWritten {
            matrix[rest] = hasConvolution ? 0 : 1
            return
        }
        matrix[rest] = Double(liveness.additions(live: mask))
        matrix[rest + 1] = isDisconnected[code] ? 1 : 0
        if view == .parallel {
            for index in slowestPath(operators, mask) {
                if let column = columns[index] { matrix[rest + 2 + column] += 1 }
            }
        } else {
            matrix[rest + 2] = hasConvolution ? 0 : 1
        }
    }

    /// The operators on the path from input to output that nominally takes longest.
    private func slowestPath(_ operators: [Int], _ mask: UInt64) -> [Int] {
        var longest = [(duration: Double, path: [Int])?](repeating: nil, count: space.nodeCount)
        longest[0] = (0, [])
        for (edge, ends) in space.edges.enumerated() where mask >> UInt64(edge) & 1 == 1 {
            guard let before = longest[ends.source] else { continue }
            let duration = before.duration + durations[operators[edge]]
            if duration > longest[ends.target]?.duration ?? -1 {
                longest[ends.target] = (duration, before.path + [operators[edge]])
            }
        }
        return longest[space.nodeCount - 1]?.path ?? []
    }
}
