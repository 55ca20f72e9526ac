import Architectures
import TestSupport
import Testing

@testable import LinearAlgebra

/// Small systems in memory that is used again, against the factor that all others take.
@Suite struct SmallCholeskyTests {
    /// A positive definite matrix, xᵀ·x and a diagonal.
    private static func matrix(_ size: Int, seed: UInt64) -> Matrix<Double> {
        var generator = SeededGenerator(seed: seed)
        var rows = Matrix<Double>(rows: size, columns: size)
        for index in rows.elements.indices {
            rows.elements[index] = Double.random(in: -1...1, using: &generator)
        }
        var product = rows.product(rows, transposingSelf: true)
        for i in 0..<size { product[i, i] += 0.1 }
        return product
    }

    private static func areClose(_ one: [Double], _ other: [Double]) -> Bool {
        one.count == other.count
            && zip(one, other).allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($1)) }
    }

    @Test(arguments: [1, 2, 9, 14])
    func solvesWhatTheOtherSolves(size: Int) throws {
        var small = SmallCholesky(size: size)
        // The second matrix finds the first one's memory.
        for seed in [1, 2] as [UInt64] {
            let matrix = Self.matrix(size, seed: seed)
            let other = try CholeskyFactor(matrix)
            small.load(matrix.elements)
            try small.factorise()
            let right = (0..<size).map { Double($0) - 1.5 }
            var x = right
            small.solve(&x)
            #expect(Self.areClose(x, other.solve(right)))
            for row in 0..<size { #expect(abs(small.pivot(row) - other.lower[row, row]) < 1e-12) }
            let inverse = other.inverse()
            #expect(Self.areClose(small.inverse(times: 3), inverse.elements.map { 3 * $0 }))
            let form = QuadraticForm(inverse).value(of: [7] + right, from: 1)
            #expect(abs(small.inverseForm([7] + right, from: 1) - form) < 1e-9 * max(1, form))
        }
    }

    @Test func observationsAreAddedOneByOne() throws {
        let rows: [Double] = [9, 1, 0, 2, 0, 3, -1]
        var small = SmallCholesky(size: 3)
        small.load([1, 0, 0, 0, 1, 0, 0, 0, 1])
        small.add(2, timesSquareOf: rows, from: 1)
        small.add(0.5, timesSquareOf: rows, from: 4)
        let sum = Matrix(
            rows: 3, columns: 3, elements: [3, 0, 4, 0, 5.5, -1.5, 4, -1.5, 9.5])
        try small.factorise()
        var x: [Double] = [1, 2, 3]
        small.solve(&x)
        #expect(Self.areClose(x, try CholeskyFactor(sum).solve([1, 2, 3])))
    }

    @Test func whatIsNotPositiveDefiniteIsNamedByItsRow() {
        for (matrix, row) in [
            ([1, 2, 2, 4.0], 1), ([-1, 0, 0, 1], 0), ([1, 0, 0, .nan], 1),
            ([.infinity, 0, 0, 1], 0),
        ] {
            var small = SmallCholesky(size: 2)
            small.load(matrix)
            #expect(throws: LinearAlgebraError.notPositiveDefinite(row: row)) {
                try small.factorise()
            }
        }
    }
}
