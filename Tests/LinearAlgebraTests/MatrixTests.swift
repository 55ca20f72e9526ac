import Architectures
import LinearAlgebra
import TestSupport
import Testing

@Suite struct MatrixTests {
    /// The textbook triple loop: the reference of the OpenBLAS products.
    private static func naiveProduct<Scalar: MatrixScalar>(
        _ left: Matrix<Scalar>, _ right: Matrix<Scalar>
    ) -> Matrix<Scalar> {
        var result = Matrix<Scalar>(rows: left.rows, columns: right.columns)
        for i in 0..<left.rows {
            for j in 0..<right.columns {
                for k in 0..<left.columns { result[i, j] += left[i, k] * right[k, j] }
            }
        }
        return result
    }

    private static func transposed<Scalar: MatrixScalar>(
        _ matrix: Matrix<Scalar>
    ) -> Matrix<Scalar> {
        var result = Matrix<Scalar>(rows: matrix.columns, columns: matrix.rows)
        for i in 0..<matrix.rows {
            for j in 0..<matrix.columns { result[j, i] = matrix[i, j] }
        }
        return result
    }

    private static func random<Scalar: MatrixScalar>(
        _ rows: Int, _ columns: Int, using generator: inout SeededGenerator
    ) -> Matrix<Scalar> {
        Matrix(
            rows: rows, columns: columns,
            elements: (0..<(rows * columns)).map { _ in
                Scalar(Double.random(in: -1...1, using: &generator))
            })
    }

    private static func largestDifference<Scalar: MatrixScalar>(
        _ type: Scalar.Type, seed: UInt64
    ) -> Double {
        var generator = SeededGenerator(seed: seed)
        let left: Matrix<Scalar> = random(7, 5, using: &generator)
        let right: Matrix<Scalar> = random(5, 9, using: &generator)
        let expected = naiveProduct(left, right)
        let products = [
            left.product(right),
            transposed(left).product(right, transposingSelf: true),
            left.product(transposed(right), transposingRight: true),
            transposed(left).product(
                transposed(right), transposingSelf: true, transposingRight: true),
        ]
        return products.flatMap { product in
            zip(product.elements, expected.elements).map { Double(abs($0 - $1)) }
        }.max() ?? .infinity
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func productsAgreeWithTheNaiveOnes(seed: UInt64) {
        #expect(Self.largestDifference(Double.self, seed: seed) < 1e-14)
        #expect(Self.largestDifference(Float.self, seed: seed) < 1e-5)
    }

    @Test func productByHand() {
        let left = Matrix<Double>(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
        let right = Matrix<Double>(rows: 3, columns: 1, elements: [1, 0, -1])
        #expect(left.product(right).elements == [-2, -2])
        #expect(left.product([1, 0, -1]) == [-2, -2])
        #expect(
            left.product(left, transposingRight: true).elements == [14, 32, 32, 77])
    }

    @Test func productWithNothingInsideIsZero() {
        let left = Matrix<Double>(rows: 2, columns: 0)
        let right = Matrix<Double>(rows: 0, columns: 3)
        #expect(left.product(right).elements == [0, 0, 0, 0, 0, 0])
    }

    @Test func quadraticFormsByHand() {
        // (1, 2)·A = (4, 7), times (1, 2) = 18; (−1, 1)·A = (−1, 2), times (−1, 1) = 3.
        let rows = Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, -1, 1])
        let form = Matrix<Double>(rows: 2, columns: 2, elements: [2, 1, 1, 3])
        #expect(rows.quadraticForms(form) == [18, 3])
    }
}
