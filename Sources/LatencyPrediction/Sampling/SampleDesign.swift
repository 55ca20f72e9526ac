import Architectures
import LinearAlgebra

/// The normal linear model over which samples are chosen: what is known of the coefficients after
/// some architectures were measured, whatever the measurements said.
///
/// The deviations were chosen on HELP's GPUs at batch 32 and 256, its phones and HW-NAS-Bench's
/// devices, each with pools like it and unlike it, as means over eight designs.
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
    /// The same of an operator that repeats another one on the same value.
    private static let repeatDeviation = 0.1
    /// Relative deviation of an addition's cost from none.
    private static let additionDeviation = 0.06
    /// Relative deviation of an operator's cost on one edge from its cost elsewhere.
    private static let positionDeviation = 0.12

    init(features: CellFeatures, architectures: [Architecture]) {
        let (rows, variances) = Self.model(features: features, architectures: architectures)
        var moments = rows.product(rows, transposingSelf: true)
        for index in moments.elements.indices {
            moments.elements[index] /= Double(max(1, architectures.count))
        }
        self.rows = rows
        self.moments = moments
        covariance = Matrix(diagonal: variances)
        isFree = [Bool](repeating: true, count: architectures.count)
    }

    /// The rows and the variances of the coefficients: the counts as written, those of dead operators,
    /// additions, what is repeated of operators and additions, and every operator on every live edge.
    private static func model(
        features: CellFeatures, architectures: [Architecture]
    ) -> (rows: Matrix<Double>, variances: [Double]) {
        let space = features.space
        let counted = features.countedOperators
        let prior = AdditiveLatencyModel.prior(.asWritten, of: features)
        let written = features.rows(of: architectures, view: .asWritten)
        let pruned = features.rows(of: architectures, view: .pruned)
        let once = features.rows(of: architectures, view: .prunedOnce)
        let (writtenWidth, prunedWidth) = (features.width(.asWritten), features.width(.pruned))
        let operators = 1...counted.count
        // Costs are a sixth of a cell with six edges each, and so on.
        let share = 6 / Double(space.edges.count)
        func variance(_ deviation: Double) -> Double { deviation * deviation * share * share }
        let variances =
            prior.deviations.map { $0 * $0 } + operators.map { _ in variance(deadDeviation) }
            + [variance(additionDeviation)] + operators.map { _ in variance(repeatDeviation) }
            + [variance(additionDeviation)]
            + [Double](
                repeating: variance(positionDeviation), count: space.edges.count * counted.count)
        var rows = Matrix<Double>(rows: architectures.count, columns: variances.count)
        for (row, architecture) in architectures.enumerated() {
            let own = written[(row * writtenWidth)..<((row + 1) * writtenWidth)]
            let live = Array(pruned[(row * prunedWidth)..<((row + 1) * prunedWidth)])
            let distinct = Array(once[(row * prunedWidth)..<((row + 1) * prunedWidth)])
            let additions = counted.count + 1
            var counts = Array(own)
            counts += operators.map { counts[$0] - live[$0] }
            counts.append(live[additions])
            counts += operators.map { live[$0] - distinct[$0] }
            counts.append(live[additions] - distinct[additions])
            let expected = zip(own, prior.means).reduce(0) { $0 + $1.0 * $1.1 }
            for (column, count) in counts.enumerated() { rows[row, column] = count / expected }
            for (edge, isLive) in space.liveEdges(of: architecture).enumerated() where isLive {
                let index = space.operatorIndex(of: architecture, onEdge: edge)
                guard let place = counted.firstIndex(of: index) else { continue }
                rows[row, counts.count + edge * counted.count + place] = 1 / expected
            }
        }
        return (rows, variances)
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
