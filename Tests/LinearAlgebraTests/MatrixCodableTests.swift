import Foundation
import LinearAlgebra
import Testing

@Suite struct MatrixCodableTests {
    @Test func comesBackBitForBit() throws {
        let matrix = Matrix<Double>(
            rows: 2, columns: 3,
            elements: [0.1, -0.0, .leastNonzeroMagnitude, 3, .pi, 1.7976931348623157e308])
        let back = try JSONDecoder().decode(
            Matrix<Double>.self, from: JSONEncoder().encode(matrix))
        #expect(back.rows == 2 && back.columns == 3)
        #expect(back.elements.map(\.bitPattern) == matrix.elements.map(\.bitPattern))
    }

    @Test(arguments: [
        #"{"rows":2,"columns":2,"elements":[1,2,3]}"#,
        #"{"rows":-1,"columns":-2,"elements":[1,2]}"#,
        #"{"rows":4611686018427387904,"columns":4,"elements":[]}"#,
        #"{"rows":1,"elements":[1]}"#,
    ])
    func whatIsNoMatrixIsRefused(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Matrix<Double>.self, from: Data(json.utf8))
        }
    }
}
