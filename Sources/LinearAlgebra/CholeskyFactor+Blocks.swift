import COpenBLAS

extension CholeskyFactor {
    private static let block = 64

    /// Factors a large matrix by blocks of columns, so that nearly all work is matrix products
    /// (Golub and Van Loan, section 4.2.6).
    /// - Throws: ``LinearAlgebraError/notPositiveDefinite(row:)``.
    /// - Complexity: O(n³ / 3).
    package init(blockwise matrix: Matrix<Double>) throws {
        precondition(matrix.rows == matrix.columns, "a square matrix")
        let size = matrix.rows
        var elements = matrix.elements
        for start in stride(from: 0, to: size, by: Self.block) {
            let width = min(Self.block, size - start)
            let below = size - start - width
            var corner = Matrix<Double>(rows: width, columns: width)
            for i in 0..<width {
                for j in 0...i { corner[i, j] = elements[(start + i) * size + start + j] }
            }
            let factor: Matrix<Double>
            do {
                factor = try CholeskyFactor(corner).lower
            } catch LinearAlgebraError.notPositiveDefinite(let row) {
                throw LinearAlgebraError.notPositiveDefinite(row: start + row)
            }
            for i in 0..<width {
                for j in 0..<width { elements[(start + i) * size + start + j] = factor[i, j] }
            }
            guard below > 0 else { continue }
            elements.withUnsafeMutableBufferPointer { elements in
                guard let base = elements.baseAddress else { return }
                let column = base + (start + width) * size + start
                // L₂₁ = A₂₁·L₁₁⁻ᵀ, then A₂₂ −= L₂₁·L₂₁ᵀ.
                factor.elements.withUnsafeBufferPointer { factor in
                    cblas_dtrsm(
                        CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit,
                        blasint(below), blasint(width), 1, factor.baseAddress, blasint(width),
                        column, blasint(size))
                }
                cblas_dsyrk(
                    CblasRowMajor, CblasLower, CblasNoTrans, blasint(below), blasint(width), -1,
                    column, blasint(size), 1, column + width, blasint(size))
            }
        }
        for i in 0..<size {
            for j in (i + 1)..<max(size, i + 1) { elements[i * size + j] = 0 }
        }
        lower = Matrix(rows: size, columns: size, elements: elements)
    }

    /// The diagonal of A⁻¹: the squared lengths of the columns of L⁻¹.
    /// - Complexity: O(n³).
    package func inverseDiagonal() -> [Double] {
        let size = lower.rows
        let inverse = halfSolved(
            Matrix(diagonal: [Double](repeating: 1, count: size)))
        var diagonal = [Double](repeating: 0, count: size)
        for row in 0..<size {
            for column in 0...row {
                let value = inverse[row, column]
                diagonal[column] += value * value
            }
        }
        return diagonal
    }

    /// L⁻¹·B for a matrix of right-hand sides, a column each.
    /// - Complexity: O(n² · columns).
    package func halfSolved(_ rightHandSides: Matrix<Double>) -> Matrix<Double> {
        precondition(rightHandSides.rows == lower.rows, "one row a row of the factor")
        var solved = rightHandSides
        lower.elements.withUnsafeBufferPointer { lower in
            solved.elements.withUnsafeMutableBufferPointer { solved in
                cblas_dtrsm(
                    CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit,
                    blasint(self.lower.rows), blasint(rightHandSides.columns), 1,
                    lower.baseAddress, blasint(self.lower.rows), solved.baseAddress,
                    blasint(rightHandSides.columns))
            }
        }
        return solved
    }
}
