import Architectures
import Foundation
import LinearAlgebra

/// How alike cells are: a radial kernel over what their edges hold, as written and live, and over the
/// counts of live operators and additions.
struct CellKernel: Sendable {
    /// Numbers a cell.
    let width: Int
    /// `[architectures × width]`, row-major, by ``Architecture/code``.
    private let matrix: [Double]
    private let squares: [Double]

    /// Weight of a count beside an edge.
    private static let countWeight = 0.5

    /// How the similarity falls with the squared distance d².
    enum Profile: Sendable, Hashable {
        /// exp(−d² / length).
        case gaussian(length: Double)
        /// exp(−d / length).
        case exponential(length: Double)

        func value(_ square: Double) -> Double {
            switch self {
            case .gaussian(let length): exp(-square / length)
            case .exponential(let length): exp(-square.squareRoot() / length)
            }
        }
    }

    /// Describes a space.
    init(features: CellFeatures, encoding: CellEncoding) {
        let counts = features.matrix(.pruned)
        let written = features.matrix(.asWritten)
        let (live, all) = (features.width(.pruned), features.width(.asWritten))
        width = encoding.width + live - 1 + all - 1
        var matrix: [Double] = []
        matrix.reserveCapacity(features.space.count * width)
        for code in 0..<features.space.count {
            for index in 0..<encoding.width {
                matrix.append(Double(encoding.matrix[code * encoding.width + index]))
            }
            for j in 1..<live { matrix.append(Self.countWeight * counts[code * live + j]) }
            for j in 1..<all { matrix.append(Self.countWeight * written[code * all + j]) }
        }
        self.matrix = matrix
        let width = width
        squares = (0..<features.space.count).map { code in
            matrix[(code * width)..<((code + 1) * width)].reduce(0) { $0 + $1 * $1 }
        }
    }

    /// The cells' numbers, `[cells × width]`.
    func rows(_ codes: [Int]) -> Matrix<Double> {
        var elements: [Double] = []
        elements.reserveCapacity(codes.count * width)
        for code in codes { elements += matrix[(code * width)..<((code + 1) * width)] }
        return Matrix(rows: codes.count, columns: width, elements: elements)
    }

    /// Squared distances by one matrix product, `[left × right]`.
    func squaredDistances(_ left: [Int], _ right: [Int]) -> Matrix<Double> {
        var result = rows(left).product(rows(right), transposingRight: true)
        for (row, a) in left.enumerated() {
            for (column, b) in right.enumerated() {
                let square = squares[a] + squares[b] - 2 * result[row, column]
                result[row, column] = max(0, square)
            }
        }
        return result
    }
}
