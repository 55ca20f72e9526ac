import Foundation

/// A Cholesky factorisation whose memory is used again: for matrices of some ten rows, of which
/// thousands are factored one after the other, so that allocating and calling BLAS would take longer
/// than the arithmetic. ``CholeskyFactor`` is for all others.
package struct SmallCholesky {
    /// Rows of the matrix.
    package let size: Int
    /// The lower triangle, row-major: of A before ``factorise()``, after it of L, A = L·Lᵀ. What lies
    /// above the diagonal counts for nothing.
    private var elements: [Double]
    private var solved: [Double]

    /// Makes room.
    package init(size: Int) {
        self.size = size
        elements = [Double](repeating: 0, count: size * size)
        solved = [Double](repeating: 0, count: size)
    }

    /// L's diagonal.
    package func pivot(_ row: Int) -> Double { elements[row * size + row] }

    /// Makes A a matrix.
    /// - Parameter matrix: Row-major and symmetric.
    package mutating func load(_ matrix: [Double]) {
        precondition(matrix.count == elements.count, "a matrix of the same size")
        elements.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: matrix) }
    }

    /// Adds a weight times x·xᵀ to A.
    /// - Parameters:
    ///   - numbers: Where x is.
    ///   - start: Position of its first number.
    package mutating func add(
        _ weight: Double, timesSquareOf numbers: [Double], from start: Int
    ) {
        precondition(start >= 0 && start + size <= numbers.count, "one number a row")
        let size = size
        elements.withUnsafeMutableBufferPointer { matrix in
            numbers.withUnsafeBufferPointer { numbers in
                for i in 0..<size where numbers[start + i] != 0 {
                    let weighted = numbers[start + i] * weight
                    for j in 0...i { matrix[i * size + j] += weighted * numbers[start + j] }
                }
            }
        }
    }

    /// Puts L in the place of A.
    /// - Throws: ``LinearAlgebraError/notPositiveDefinite(row:)``.
    /// - Complexity: O(n³ / 3).
    package mutating func factorise() throws {
        let size = size
        let failedRow = elements.withUnsafeMutableBufferPointer { matrix -> Int? in
            for j in 0..<size {
                var pivot = matrix[j * size + j]
                for k in 0..<j { pivot -= matrix[j * size + k] * matrix[j * size + k] }
                guard pivot > 0, pivot.isFinite else { return j }
                let root = pivot.squareRoot()
                matrix[j * size + j] = root
                for i in (j + 1)..<max(size, j + 1) {
                    var sum = matrix[i * size + j]
                    for k in 0..<j { sum -= matrix[i * size + k] * matrix[j * size + k] }
                    matrix[i * size + j] = sum / root
                }
            }
            return nil
        }
        if let failedRow { throw LinearAlgebraError.notPositiveDefinite(row: failedRow) }
    }

    /// Puts the x of A·x = b in the place of b.
    package func solve(_ x: inout [Double]) {
        precondition(x.count == size, "one number a row")
        let size = size
        elements.withUnsafeBufferPointer { lower in
            x.withUnsafeMutableBufferPointer { x in
                for i in 0..<size {
                    var sum = x[i]
                    for k in 0..<i { sum -= lower[i * size + k] * x[k] }
                    x[i] = sum / lower[i * size + i]
                }
                for i in (0..<size).reversed() {
                    x[i] /= lower[i * size + i]
                    for k in 0..<i { x[k] -= lower[i * size + k] * x[i] }
                }
            }
        }
    }

    /// xᵀ·A⁻¹·x, the squared length of L⁻¹·x.
    /// - Parameters:
    ///   - numbers: Where x is.
    ///   - start: Position of its first number.
    package mutating func inverseForm(_ numbers: [Double], from start: Int) -> Double {
        precondition(start >= 0 && start + size <= numbers.count, "one number a row")
        let size = size
        solved.withUnsafeMutableBufferPointer {
            _ = $0.update(fromContentsOf: numbers[start..<(start + size)])
        }
        return elements.withUnsafeBufferPointer { lower in
            solved.withUnsafeMutableBufferPointer { solved in
                var total = 0.0
                for i in 0..<size {
                    for k in 0..<i { solved[i] -= lower[i * size + k] * solved[k] }
                    solved[i] /= lower[i * size + i]
                    total += solved[i] * solved[i]
                }
                return total
            }
        }
    }

    /// A⁻¹ times a number, row-major.
    package func inverse(times factor: Double) -> [Double] {
        var inverse = [Double](repeating: 0, count: size * size)
        var column = solved
        for j in 0..<size {
            for i in 0..<size { column[i] = i == j ? factor : 0 }
            solve(&column)
            for i in 0..<size { inverse[i * size + j] = column[i] }
        }
        return inverse
    }
}
