import COpenBLAS

/// The operations of dense layers, forward and backward. None allocates.
extension MatrixView {
    /// `self = alpha · left · right + beta · self`, either operand read as it is or transposed.
    /// - Parameters:
    ///   - left: `[rows × inner]`, or `[inner × rows]` where transposed.
    ///   - right: `[inner × columns]`, or `[columns × inner]` where transposed.
    package func assignProduct(
        _ left: MatrixView, _ right: MatrixView, transposingLeft: Bool = false,
        transposingRight: Bool = false, alpha: Float = 1, beta: Float = 0
    ) {
        let inner = transposingLeft ? left.rows : left.columns
        precondition(
            (transposingLeft ? left.columns : left.rows) == rows
                && (transposingRight ? right.columns : right.rows) == inner
                && (transposingRight ? right.rows : right.columns) == columns,
            "shapes must agree")
        guard rows > 0, columns > 0, inner > 0 else { return }
        cblas_sgemm(
            CblasRowMajor, transposingLeft ? CblasTrans : CblasNoTrans,
            transposingRight ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns),
            blasint(inner), alpha, left.base, blasint(left.stride), right.base,
            blasint(right.stride), beta, base, blasint(stride))
    }

    /// Copies a row vector into every row.
    package func broadcast(_ row: UnsafePointer<Float>) {
        for index in 0..<rows { (base + index * stride).update(from: row, count: columns) }
    }

    /// Adds a row vector to every row.
    package func addBias(_ bias: UnsafePointer<Float>) {
        for index in 0..<rows {
            let row = base + index * stride
            for column in 0..<columns { row[column] += bias[column] }
        }
    }

    /// Copies another matrix of the same shape.
    package func assign(_ other: MatrixView) {
        precondition(rows == other.rows && columns == other.columns, "shapes must agree")
        for index in 0..<rows {
            (base + index * stride).update(from: other.base + index * other.stride, count: columns)
        }
    }

    /// Sums over the rows: the gradient of a bias.
    /// - Parameters:
    ///   - sums: `[columns]`.
    ///   - adding: Whether to add to what is there.
    package func columnSums(into sums: UnsafeMutablePointer<Float>, adding: Bool = false) {
        if !adding { sums.update(repeating: 0, count: columns) }
        for index in 0..<rows {
            let row = base + index * stride
            for column in 0..<columns { sums[column] += row[column] }
        }
    }

    /// Applies an activation to every element.
    package func activate(_ activation: Activation) {
        for index in 0..<rows { activation.apply(base + index * stride, count: columns) }
    }

    /// Turns gradients by activations' outputs into gradients by their inputs.
    /// - Parameter outputs: What ``activate(_:)`` gave, of the same shape.
    package func multiplyByDerivative(of activation: Activation, outputs: MatrixView) {
        precondition(rows == outputs.rows && columns == outputs.columns, "shapes must agree")
        for index in 0..<rows {
            activation.multiplyByDerivative(
                base + index * stride, outputs: outputs.base + index * outputs.stride,
                count: columns)
        }
    }
}

/// How many threads OpenBLAS may use.
package enum MatrixThreads {
    /// One thread from here on: results no longer depend on the machine's load, and small products
    /// are no slower.
    package static func useOne() { openblas_set_num_threads(1) }
}
