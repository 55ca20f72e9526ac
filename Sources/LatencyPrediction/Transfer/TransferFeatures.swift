import Architectures
import LinearAlgebra

/// The counts of both views side by side, in which every pool device is a point: 1, the operators as
/// written, the operators on live edges, the additions, and whether no edge is live.
struct TransferFeatures: Sendable {
    /// The counts of each view.
    let counts: CellFeatures
    /// The space that is described.
    var space: SearchSpace { counts.space }
    /// Numbers an architecture.
    let width: Int
    /// `[architectures × width]`, row-major, by ``Architecture/code``.
    let matrix: [Double]
    /// The columns of the view as written, and of the pruned one.
    let writtenColumns: [Int]
    let prunedColumns: [Int]
    /// The average row over the cells with a live edge.
    let meanRow: [Double]
    /// The average over the space of row · rowᵀ, and its inverse: what turns sizes of coefficients
    /// into sizes of predictions and back.
    let moments: Matrix<Double>
    let inverseMoments: Matrix<Double>

    /// Describes a space.
    /// - Throws: `LinearAlgebraError` where the counts are not finite.
    /// - Complexity: O(architectures × width²).
    init(_ features: CellFeatures) throws {
        let written = features.width(.asWritten)
        let pruned = features.width(.pruned)
        let width = written + pruned - 1
        let count = features.space.count
        var matrix = [Double](repeating: 0, count: count * width)
        var meanRow = [Double](repeating: 0, count: width)
        var connected = 0
        let (left, right) = (features.matrix(.asWritten), features.matrix(.pruned))
        for code in 0..<count {
            let row = code * width
            for j in 0..<written { matrix[row + j] = left[code * written + j] }
            for j in 1..<pruned { matrix[row + written + j - 1] = right[code * pruned + j] }
            guard !features.isDisconnected[code] else { continue }
            connected += 1
            for j in 0..<width { meanRow[j] += matrix[row + j] }
        }
        let rows = Matrix(rows: count, columns: width, elements: matrix)
        var moments = rows.product(rows, transposingSelf: true)
        for index in moments.elements.indices { moments.elements[index] /= Double(count) }
        // Spaces in which counts depend on each other leave directions without any effect.
        for j in 0..<width { moments[j, j] += 1e-6 }
        counts = features
        self.width = width
        self.matrix = matrix
        writtenColumns = Array(0..<written)
        prunedColumns = [0] + Array(written..<width)
        self.meanRow = meanRow.map { $0 / Double(max(1, connected)) }
        self.moments = moments
        inverseMoments = try CholeskyFactor(moments).inverse()
    }
}
