/// A row-major matrix of floats in memory that something else owns; rows may lie further apart than
/// they are long, so that columns of a wider matrix are a matrix too.
package struct MatrixView {
    /// The first element.
    package let base: UnsafeMutablePointer<Float>
    /// Number of rows.
    package let rows: Int
    /// Number of columns.
    package let columns: Int
    /// Elements from one row to the next.
    package let stride: Int

    /// - Parameter stride: Elements from one row to the next; nil where rows are adjacent.
    package init(
        _ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil
    ) {
        self.base = base
        self.rows = rows
        self.columns = columns
        self.stride = stride ?? columns
    }

    /// The first rows.
    package func prefix(_ rows: Int) -> MatrixView {
        precondition(rows <= self.rows, "within the matrix")
        return MatrixView(base, rows: rows, columns: columns, stride: stride)
    }

    /// Some columns of all rows.
    package func columns(_ range: Range<Int>) -> MatrixView {
        precondition(range.lowerBound >= 0 && range.upperBound <= columns, "within the matrix")
        return MatrixView(
            base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
    }
}
