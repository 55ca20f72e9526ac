import Architectures
import LinearAlgebra

/// The normal linear model over which samples are chosen: what is known of the coefficients after
/// some architectures were measured, whatever the measurements said.
struct SampleDesign {
    /// Which architectures may still be measured.
    var isFree: [Bool]
    /// Counts relative to the prior's prediction, `[architectures × coefficients]`.
    private let rows: Matrix<Double>
    /// The average over the architectures of row · rowᵀ.
    let moments: Matrix<Double>
    /// Covariance of the coefficients.
    private(set) var covariance: Matrix<Double>

    /// Variance of a relative measurement: 10 % of misfit and noise.
    private static let noiseVariance = 0.1 * 0.1
    /// Relative deviation of the cost of an operator on a dead edge from none.
    private static let deadDeviation = 0.2
    /// Relative deviation of an operator's cost on one edge from its cost elsewhere.
    private static let positionDeviation = 0.08

    init(features: CellFeatures, architectures: [Architecture]) {
        let space = features.space
        let share = 6 / Double(space.edges.count)
        let counted = features.countedOperators
        let prior = AdditiveLatencyModel.prior(.asWritten, of: features)
        let written = features.rows(of: architectures, view: .asWritten)
        let pruned = features.rows(of: architectures, view: .pruned)
        let (writtenWidth, prunedWidth) = (features.width(.asWritten), features.width(.pruned))
        let width = writtenWidth + counted.count + 1 + space.edges.count * counted.count
        var rows = Matrix<Double>(rows: architectures.count, columns: width)
        for (row, architecture) in architectures.enumerated() {
            let (fromWritten, fromPruned) = (row * writtenWidth, row * prunedWidth)
            var expected = 0.0
            for j in 0..<writtenWidth { expected += written[fromWritten + j] * prior.means[j] }
            for j in 0..<writtenWidth { rows[row, j] = written[fromWritten + j] / expected }
            for j in 1..<writtenWidth {
                let dead = written[fromWritten + j] - pruned[fromPruned + j]
                rows[row, writtenWidth + j - 1] = dead / expected
            }
            var column = writtenWidth + counted.count
            rows[row, column] = pruned[fromPruned + prunedWidth - 2] / expected
            column += 1
            let live = space.liveEdges(of: architecture)
            for (edge, live) in live.enumerated() {
                let index = space.operatorIndex(of: architecture, onEdge: edge)
                if live, let position = counted.firstIndex(of: index) {
                    rows[row, column + edge * counted.count + position] = 1 / expected
                }
            }
        }
        let variances =
            prior.deviations.map { $0 * $0 }
            + counted.map { _ in Self.deadDeviation * Self.deadDeviation * share * share }
            + [0.06 * 0.06 * share * share]
            + [Double](
                repeating: Self.positionDeviation * Self.positionDeviation * share * share,
                count: space.edges.count * counted.count)
        var moments = rows.product(rows, transposingSelf: true)
        for index in moments.elements.indices {
            moments.elements[index] /= Double(max(1, architectures.count))
        }
        self.rows = rows
        self.moments = moments
        covariance = Matrix(diagonal: variances)
        isFree = [Bool](repeating: true, count: architectures.count)
    }

    /// By how much measuring each architecture would reduce the average relative variance.
    func gains() -> [Double] {
        let influence = covariance.product(moments).product(covariance)
        let reductions = rows.quadraticForms(influence)
        let variances = rows.quadraticForms(covariance)
        return zip(reductions, variances).map { $0 / (Self.noiseVariance + $1) }
    }

    /// Takes a measurement into account.
    mutating func measure(_ index: Int) {
        isFree[index] = false
        let width = rows.columns
        let row = Array(rows.elements[(index * width)..<((index + 1) * width)])
        let direction = covariance.product(row)
        var variance = Self.noiseVariance
        for j in 0..<width { variance += row[j] * direction[j] }
        for i in 0..<width {
            for j in 0..<width { covariance[i, j] -= direction[i] * direction[j] / variance }
        }
    }
}
