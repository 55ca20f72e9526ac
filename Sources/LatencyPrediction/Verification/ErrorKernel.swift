import Architectures
import Foundation
import LinearAlgebra

/// How standardised errors of a predictor covary between cells: a mixture of what all cells share,
/// what cells share that hold the same operators on most edges, and what cells share with similar
/// counts of operators, the last two as written and as executed by a device that prunes.
struct ErrorKernel: Sendable {
    /// Shares of the variance; they sum to 1.
    struct Shares: Sendable, Equatable {
        /// `[common, written edges, written counts, executed edges, executed counts, own]`; the
        /// last is a cell's own.
        private(set) var values: [Double]

        /// What is believed before anything was looked up.
        static let initial = Shares(values: [0.3, 0.1, 0.1, 0.1, 0.1, 0.3])
        /// No share is less, so that covariances stay invertible.
        private static let least = 1e-3

        /// A cell's own share.
        var own: Double { values[Self.ownPosition] }
        /// The shares that cells have in common.
        var shared: ArraySlice<Double> { values[..<Self.ownPosition] }
        private static let ownPosition = 5

        /// The same with one share so many times as large.
        func scaling(_ position: Int, by factor: Double) -> Shares {
            var scaled = values
            scaled[position] *= factor
            let sum = scaled.reduce(0, +)
            scaled = scaled.map { max($0 / sum, Self.least) }
            let corrected = scaled.reduce(0, +)
            return Shares(values: scaled.map { $0 / corrected })
        }
    }

    private let cells: CellLikeness
    private let byEdges: [Double]
    private let byCounts: [Double]
    /// Differing edges over which errors become 1/e as alike, and likewise squared distances of
    /// operator counts.
    private static let edgeLength = 3.0
    private static let countLength = 8.0

    init(space: SearchSpace) {
        cells = CellLikeness(space: space)
        let edges = space.edges.count
        byEdges = (0...edges).map { exp(-Double($0) / Self.edgeLength) }
        byCounts = (0...2 * edges * edges).map { exp(-Double($0) / Self.countLength) }
    }

    /// The part of two cells' covariance that each of ``Shares/shared`` is multiplied with.
    func parts(_ a: Architecture, _ b: Architecture) -> (Double, Double, Double, Double, Double) {
        let (written, executed) = (cells.written(a, b), cells.executed(a, b))
        return (
            1, byEdges[written.edges], byCounts[written.counts], byEdges[executed.edges],
            byCounts[executed.counts]
        )
    }

    /// The covariances of some cells with others, without the cells' own errors:
    /// `[rows × columns]`.
    func covariance(
        _ rows: ArraySlice<Architecture>, _ columns: ArraySlice<Architecture>, shares: Shares
    ) -> Matrix<Double> {
        let weights = shares.shared
        let (common, writtenEdges, writtenCounts) = (weights[0], weights[1], weights[2])
        let (executedEdges, executedCounts) = (weights[3], weights[4])
        let elements = [Double](unsafeUninitializedCapacity: rows.count * columns.count) {
            buffer, count in
            for row in rows {
                for column in columns {
                    let written = cells.written(row, column)
                    let executed = cells.executed(row, column)
                    buffer[count] =
                        common + writtenEdges * byEdges[written.edges]
                        + writtenCounts * byCounts[written.counts]
                        + executedEdges * byEdges[executed.edges]
                        + executedCounts * byCounts[executed.counts]
                    count += 1
                }
            }
        }
        return Matrix(rows: rows.count, columns: columns.count, elements: elements)
    }
}
