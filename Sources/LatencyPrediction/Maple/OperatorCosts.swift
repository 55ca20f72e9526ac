import Architectures
import LinearAlgebra

/// The operator costs behind an estimator's predictions: what describes a device of which only
/// latencies are known. Scale free, in both views: least squares over a fixed few hundred cells.
struct OperatorCosts: Sendable {
    /// The cells whose predictions are looked at.
    let cells: [Architecture]
    /// `[costs × cells]`: turns predictions into costs.
    private let projection: Matrix<Double>

    private static let size = 256
    /// Ridge penalty in parts of a cost's own weight: some counts are nearly the same in both views.
    private static let penalty = 0.01

    /// Prepares a space.
    /// - Throws: `LinearAlgebraError` where the counts are not finite.
    init(features: CellFeatures) throws {
        let space = features.space
        let step = max(1, space.count / Self.size) | 1
        cells = stride(from: 0, to: space.count, by: step).map(Architecture.init(code:))
        let (written, pruned) = (features.width(.asWritten), features.width(.pruned))
        let left = features.rows(of: cells, view: .asWritten)
        let right = features.rows(of: cells, view: .pruned)
        let width = written + pruned - 1
        var rows: [Double] = []
        rows.reserveCapacity(cells.count * width)
        for row in cells.indices {
            rows += left[(row * written)..<((row + 1) * written)]
            rows += right[(row * pruned + 1)..<((row + 1) * pruned)]
        }
        let matrix = Matrix(rows: cells.count, columns: width, elements: rows)
        var normal = matrix.product(matrix, transposingSelf: true)
        for j in 0..<width { normal[j, j] += Self.penalty * normal[j, j] + 1e-6 }
        projection = try CholeskyFactor(normal).inverse().product(matrix, transposingRight: true)
    }

    /// The costs behind an estimator, in parts of its average latency.
    func costs(of estimator: any LatencyEstimator) throws -> [Double] {
        let predictions = try estimator.estimate(cells).milliseconds
        let average = predictions.reduce(0, +) / Double(predictions.count)
        return projection.product(predictions.map { $0 / average })
    }
}
