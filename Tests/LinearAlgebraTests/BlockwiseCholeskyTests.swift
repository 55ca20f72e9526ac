import Architectures
import LinearAlgebra
import Testing

@Suite struct BlockwiseCholeskyTests {
    /// A = B·Bᵀ + I for random B; more columns than a block, and not a multiple of it.
    private static func matrix(_ size: Int) -> Matrix<Double> {
        var generator = SeededGenerator(seed: 2)
        let factor = Matrix<Double>(
            rows: size, columns: size,
            elements: (0..<(size * size)).map { _ in Double.random(in: -1...1, using: &generator) })
        var matrix = factor.product(factor, transposingRight: true)
        for index in 0..<size { matrix[index, index] += 1 }
        return matrix
    }

    @Test(arguments: [1, 64, 150])
    func theFactorGivesTheMatrixBack(size: Int) throws {
        let matrix = Self.matrix(size)
        let factor = try CholeskyFactor(blockwise: matrix)
        let product = factor.lower.product(factor.lower, transposingRight: true)
        for (found, expected) in zip(product.elements, matrix.elements) {
            #expect(abs(found - expected) < 1e-9)
        }
        // Column by column, A · (A⁻¹)ᵢ = eᵢ has the diagonal of the inverse at i.
        let diagonal = factor.inverseDiagonal()
        for index in stride(from: 0, to: size, by: 29) {
            var unit = [Double](repeating: 0, count: size)
            unit[index] = 1
            #expect(abs(factor.solve(unit)[index] - diagonal[index]) < 1e-10)
        }
    }

    @Test func aDependentRowIsNamed() {
        var matrix = Self.matrix(100)
        for index in 0..<100 {
            matrix[80, index] = matrix[70, index]
            matrix[index, 80] = matrix[index, 70]
        }
        matrix[80, 80] = matrix[70, 70]
        #expect(throws: LinearAlgebraError.notPositiveDefinite(row: 80)) {
            try CholeskyFactor(blockwise: matrix)
        }
    }
}
