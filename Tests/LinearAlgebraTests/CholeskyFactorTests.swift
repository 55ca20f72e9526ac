import LinearAlgebra
import TestSupport
import Testing

@Suite struct CholeskyFactorTests {
    private static let matrix = Matrix<Double>(
        rows: 3, columns: 3, elements: [4, 2, 1, 2, 5, 3, 1, 3, 6])

    /// Expected: numpy 2.4.6, `linalg.cholesky`, `solve(A, [1, 2, 3])`, `inv` and `slogdet`.
    @Test func agreesWithNumPy() throws {
        let factor = try CholeskyFactor(Self.matrix)
        expectClose(factor.lower.elements, [2, 0, 0, 1, 2, 0, 0.5, 1.25, 2.04633819])
        expectClose(factor.solve([1, 2, 3]), [0.08955224, 0.10447761, 0.43283582])
        expectClose(
            factor.inverse().elements,
            [
                0.31343284, -0.13432836, 0.01492537, -0.13432836, 0.34328358, -0.14925373,
                0.01492537, -0.14925373, 0.23880597,
            ])
        expectClose([factor.logDeterminant], [4.204692619390966])
    }

    @Test func readsTheLowerTriangleOnly() throws {
        var lower = Self.matrix
        lower[0, 2] = .nan
        #expect(try CholeskyFactor(lower).lower == CholeskyFactor(Self.matrix).lower)
    }

    @Test func refusesWhatIsNotPositiveDefinite() {
        let dependent = Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 2, 4])
        #expect(throws: LinearAlgebraError.notPositiveDefinite(row: 1)) {
            try CholeskyFactor(dependent)
        }
        let missing = Matrix<Double>(rows: 2, columns: 2, elements: [.nan, 0, 0, 1])
        #expect(throws: LinearAlgebraError.notPositiveDefinite(row: 0)) {
            try CholeskyFactor(missing)
        }
    }
}

@Suite struct LeastSquaresTests {
    private static let features = Matrix<Double>(
        rows: 4, columns: 2, elements: [1, 0, 1, 1, 1, 2, 1, 4])

    /// y = 3 − 2 x exactly.
    @Test func meetsExactEquations() throws {
        let line = try LeastSquares.fit(
            features: Self.features, targets: [3, 1, -1, -5], penalties: [0, 0])
        expectClose(line, [3, -2])
    }

    /// In fractions: the normal equations, penalty included, are [4.5 6.0; 6.0 14.5]·β =
    /// [12.0; 23.0].
    @Test func weighsAndShrinks() throws {
        let line = try LeastSquares.fit(
            features: Self.features, targets: [1, 3, 2, 6], weights: [1, 2, 1, 0.5],
            penalties: [0, 0.5], centre: [0, 2])
        expectClose(line, [16 / 13.0, 14 / 13.0])
    }

    @Test func refusesUndeterminedCoefficients() {
        let constant = Matrix<Double>(rows: 2, columns: 2, elements: [1, 1, 1, 1])
        #expect(throws: LinearAlgebraError.self) {
            try LeastSquares.fit(features: constant, targets: [1, 2], penalties: [0, 0])
        }
    }
}

func expectClose(
    _ found: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (a, b) in zip(found, expected) {
        #expect(
            isClose(a, b, relative: 1e-7, absolute: 1e-8), "\(a) is not \(b)",
            sourceLocation: sourceLocation)
    }
}
