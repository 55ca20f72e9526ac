/// A dense matrix, row-major in one contiguous array.
package struct Matrix<Scalar: MatrixScalar>: Sendable, Equatable {
    /// Number of rows.
    package let rows: Int
    /// Number of columns.
    package let columns: Int
    /// `[rows × columns]`, row-major.
    package var elements: [Scalar]

    /// Wraps numbers in row-major order.
    package init(rows: Int, columns: Int, elements: [Scalar]) {
        precondition(elements.count == rows * columns, "as many elements as rows × columns")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// A matrix of one number.
    package init(rows: Int, columns: Int, repeating value: Scalar = 0) {
        self.init(
            rows: rows, columns: columns,
            elements: [Scalar](repeating: value, count: rows * columns))
    }

    /// The square matrix with the given diagonal and zeros elsewhere.
    package init(diagonal: [Scalar]) {
        self.init(rows: diagonal.count, columns: diagonal.count)
        for (i, value) in diagonal.enumerated() { self[i, i] = value }
    }

    /// The element of a row and a column.
    @inlinable
    package subscript(row: Int, column: Int) -> Scalar {
        get { elements[row * columns + column] }
        set { elements[row * columns + column] = newValue }
    }

    /// The matrix product by OpenBLAS.
    /// - Parameters:
    ///   - right: The right operand.
    ///   - transposingSelf: Whether to read this matrix transposed, without copying it.
    ///   - transposingRight: Whether to read `right` transposed, without copying it.
    package func product(
        _ right: Matrix, transposingSelf: Bool = false, transposingRight: Bool = false
    ) -> Matrix {
        elements.withUnsafeBufferPointer { leftStorage in
            right.elements.withUnsafeBufferPointer { rightStorage in
                let left = MatrixOperand(
                    leftStorage, rows: rows, columns: columns, transposed: transposingSelf)
                let right = MatrixOperand(
                    rightStorage, rows: right.rows, columns: right.columns,
                    transposed: transposingRight)
                precondition(left.columns == right.rows, "inner dimensions must agree")
                let size = left.rows * right.columns
                guard size > 0, left.columns > 0 else {
                    return Matrix(rows: left.rows, columns: right.columns)
                }
                let elements = [Scalar](unsafeUninitializedCapacity: size) { buffer, count in
                    Scalar.multiply(
                        left, right, into: UnsafeMutableBufferPointer(rebasing: buffer[..<size]))
                    count = size
                }
                return Matrix(rows: left.rows, columns: right.columns, elements: elements)
            }
        }
    }
}
