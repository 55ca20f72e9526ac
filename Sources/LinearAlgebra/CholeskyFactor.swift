import Foundation

/// The Cholesky factor of a symmetric positive definite matrix, A = L·Lᵀ (Golub and Van Loan,
/// *Matrix Computations*, section 4.2), for the small systems of the predictors.
public struct CholeskyFactor: Sendable {
    /// The lower triangle L; what lies above the diagonal is zero.
    public let lower: Matrix<Double>

    /// Factors a matrix, of which it reads the lower triangle.
    /// - Throws: ``LinearAlgebraError/notPositiveDefinite(row:)``.
    /// - Complexity: O(n³ / 3).
    public init(_ matrix: Matrix<Double>) throws {
        precondition(matrix.rows == matrix.columns, "a square matrix")
        let size = matrix.rows
        var lower = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0...i {
                var sum = matrix[i, j]
                for k in 0..<j { sum -= lower[i * size + k] * lower[j * size + k] }
                if i == j {
                    guard sum > 0, sum.isFinite else {
                        throw LinearAlgebraError.notPositiveDefinite(row: i)
                    }
                    lower[i * size + i] = sum.squareRoot()
                } else {
                    lower[i * size + j] = sum / lower[j * size + j]
                }
            }
        }
        self.lower = Matrix(rows: size, columns: size, elements: lower)
    }

    /// The x of A·x = b.
    public func solve(_ rightHandSide: [Double]) -> [Double] {
        precondition(rightHandSide.count == lower.rows, "one number a row")
        var x = rightHandSide
        for i in x.indices {
            for k in 0..<i { x[i] -= lower[i, k] * x[k] }
            x[i] /= lower[i, i]
        }
        for i in x.indices.reversed() {
            for k in (i + 1)..<x.count { x[i] -= lower[k, i] * x[k] }
            x[i] /= lower[i, i]
        }
        return x
    }

    /// A⁻¹, exactly symmetric.
    public func inverse() -> Matrix<Double> {
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
    public var logDeterminant: Double {
        (0..<lower.rows).reduce(0) { $0 + 2 * log(lower[$1, $1]) }
    }
}
