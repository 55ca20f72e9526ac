import COpenBLAS
import Foundation

/// The Cholesky factor of a symmetric positive definite matrix, A = L·Lᵀ (Golub and Van Loan,
/// *Matrix Computations*, section 4.2), column by column with a
/// matrix-vector product of OpenBLAS each.
package struct CholeskyFactor: Sendable {
    /// The lower triangle L; what lies above the diagonal is zero.
    package let lower: Matrix<Double>

    /// Factors a matrix, of which it reads the lower triangle. A pivot that rounding could have
    /// left over counts as zero.
    /// - Throws: ``LinearAlgebraError/notPositiveDefinite(row:)``.
    /// - Complexity: O(n³ / 3).
    package init(_ matrix: Matrix<Double>) throws {
        precondition(matrix.rows == matrix.columns, "a square matrix")
        let size = matrix.rows
        var lower = [Double](repeating: 0, count: size * size)
        var column = [Double](repeating: 0, count: size)
        var failedRow: Int?
        lower.withUnsafeMutableBufferPointer { lower in
            column.withUnsafeMutableBufferPointer { column in
                guard let rows = lower.baseAddress, let sums = column.baseAddress else { return }
                for j in 0..<size {
                    // Column j of what is left: A[j…, j] − L[j…, …j] · L[j, …j]ᵀ.
                    for i in j..<size { sums[i] = matrix.elements[i * size + j] }
                    if j > 0 {
                        cblas_dgemv(
                            CblasRowMajor, CblasNoTrans, blasint(size - j), blasint(j), -1,
                            rows + j * size, blasint(size), rows + j * size, 1, 1, sums + j, 1)
                    }
                    let negligible =
                        Double(size) * .ulpOfOne * abs(matrix.elements[j * size + j])
                    guard sums[j] > negligible, sums[j].isFinite else {
                        failedRow = j
                        return
                    }
                    let pivot = sums[j].squareRoot()
                    rows[j * size + j] = pivot
                    for i in (j + 1)..<max(size, j + 1) { rows[i * size + j] = sums[i] / pivot }
                }
            }
        }
        if let failedRow { throw LinearAlgebraError.notPositiveDefinite(row: failedRow) }
        self.lower = Matrix(rows: size, columns: size, elements: lower)
    }

    /// The x of A·x = b.
    package func solve(_ rightHandSide: [Double]) -> [Double] {
        precondition(rightHandSide.count == lower.rows, "one number a row")
        var x = rightHandSide
        let size = blasint(lower.rows)
        lower.elements.withUnsafeBufferPointer { rows in
            x.withUnsafeMutableBufferPointer { x in
                for order in [CblasNoTrans, CblasTrans] {
                    cblas_dtrsv(
                        CblasRowMajor, CblasLower, order, CblasNonUnit, size, rows.baseAddress,
                        size, x.baseAddress, 1)
                }
            }
        }
        return x
    }

    /// A⁻¹, exactly symmetric.
    package func inverse() -> Matrix<Double> {
        let size = lower.rows
        var inverse = Matrix<Double>(rows: size, columns: size)
        for column in 0..<size {
            var unit = [Double](repeating: 0, count: size)
            unit[column] = 1
            let solution = solve(unit)
            for row in column..<size {
                inverse[row, column] = solution[row]
                inverse[column, row] = solution[row]
            }
        }
        return inverse
    }

    /// log det A.
    package var logDeterminant: Double {
        (0..<lower.rows).reduce(0) { $0 + 2 * log(lower[$1, $1]) }
    }
}
