/// x ↦ xᵀ·A·x for a symmetric matrix, from its upper triangle alone.
package struct QuadraticForm: Sendable {
    /// Rows of the matrix.
    package let size: Int
    /// The upper triangle row by row, what is off the diagonal doubled.
    package let coefficients: [Double]

    /// The form of a matrix.
    package init(_ matrix: Matrix<Double>) {
        precondition(matrix.rows == matrix.columns, "a square matrix")
        size = matrix.rows
        coefficients = (0..<matrix.rows).flatMap { row in
            (row..<matrix.columns).map { matrix[row, $0] * ($0 == row ? 1 : 2) }
        }
    }

    /// The form of coefficients.
    package init(size: Int, coefficients: [Double]) {
        precondition(coefficients.count == size * (size + 1) / 2, "an upper triangle")
        self.size = size
        self.coefficients = coefficients
    }

    /// The value for some numbers.
    /// - Parameters:
    ///   - numbers: Where x is.
    ///   - start: Position of its first number.
    ///   - sum: What it is added to.
    package func value(of numbers: [Double], from start: Int, addedTo sum: Double = 0) -> Double {
        precondition(start >= 0 && start + size <= numbers.count, "one number a row")
        return numbers.withUnsafeBufferPointer { x in
            coefficients.withUnsafeBufferPointer { form in
                var (sum, position) = (sum, 0)
                for a in start..<(start + size) {
                    let rest = start + size - a
                    if x[a] != 0 {
                        for b in 0..<rest { sum += form[position + b] * x[a] * x[a + b] }
                    }
                    position += rest
                }
                return sum
            }
        }
    }
}
