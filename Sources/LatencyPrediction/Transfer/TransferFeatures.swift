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
        for view in TransferView.allCases {
            var counts = ExecutionCounts(features, view: view)
            designs[view] = try Design(
                matrix: counts.matrix(), width: counts.width,
                isDisconnected: features.isDisconnected)
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
