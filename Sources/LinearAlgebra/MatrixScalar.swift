import COpenBLAS

/// The numbers that OpenBLAS multiplies: `Float` and `Double`.
package protocol MatrixScalar: BinaryFloatingPoint, Sendable {
    /// `result = left · right` for row-major `left [m × k]`, `right [k × n]`, `result [m × n]`;
    /// either operand may be stored transposed.
    static func multiply(
        _ left: MatrixOperand<Self>, _ right: MatrixOperand<Self>,
        into result: UnsafeMutableBufferPointer<Self>)
}

/// A row-major matrix in memory, read as it is or transposed.
package struct MatrixOperand<Scalar> {
    let storage: UnsafeBufferPointer<Scalar>
    let storedColumns: Int
    let transposed: Bool
    /// Rows and columns as the product sees them.
    let rows: Int
    let columns: Int

    init(_ storage: UnsafeBufferPointer<Scalar>, rows: Int, columns: Int, transposed: Bool) {
        self.storage = storage
        storedColumns = columns
        self.transposed = transposed
        self.rows = transposed ? columns : rows
        self.columns = transposed ? rows : columns
    }

    var order: CBLAS_TRANSPOSE { transposed ? CblasTrans : CblasNoTrans }
    var leadingDimension: blasint { blasint(max(1, storedColumns)) }
}

extension Double: MatrixScalar {
    /// `cblas_dgemm`.
    package static func multiply(
        _ left: MatrixOperand<Double>, _ right: MatrixOperand<Double>,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        cblas_dgemm(
            CblasRowMajor, left.order, right.order,
            blasint(left.rows), blasint(right.columns), blasint(left.columns),
            1, left.storage.baseAddress, left.leadingDimension,
            right.storage.baseAddress, right.leadingDimension,
            0, result.baseAddress, blasint(max(1, right.columns)))
    }
}

extension Float: MatrixScalar {
    /// `cblas_sgemm`.
    package static func multiply(
        _ left: MatrixOperand<Float>, _ right: MatrixOperand<Float>,
        into result: UnsafeMutableBufferPointer<Float>
    ) {
        cblas_sgemm(
            CblasRowMajor, left.order, right.order,
            blasint(left.rows), blasint(right.columns), blasint(left.columns),
            1, left.storage.baseAddress, left.leadingDimension,
            right.storage.baseAddress, right.leadingDimension,
            0, result.baseAddress, blasint(max(1, right.columns)))
    }
}
