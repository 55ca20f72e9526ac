import Architectures
import Foundation
import LinearAlgebra
import Statistics

/// What `transfer` remembers of a pool device: its costs in every view without their scale, and the
/// size of what they leave unexplained.
struct TransferDeviceFit: Sendable {
    /// The costs in one view.
    struct ViewFit: Sendable {
        /// Costs in the order of the view's counts, such that the average latency is 1.
        let coefficients: [Double]
        /// The average latency in parts of the median one.
        let average: Double
        /// Scale of the relative errors (Student-t, ``TransferPrior/degreesOfFreedom``).
        let noise: Double
        /// Average logarithmic likelihood of a latency.
        let logLikelihood: Double
    }

    /// In the order of ``TransferView/allCases``.
    let views: [ViewFit]
    /// Its median latency in milliseconds.
    let unit: Double
    /// What its operators cost alone, where they were measured.
    let reference: OperatorReference?

    /// The view that explains it best, of those without a slowest path, which would take a part of
    /// the operators' costs.
    var best: (view: TransferView, fit: ViewFit) {
        let sequential = zip(TransferView.allCases, views).filter { !$0.0.isParallel }
        return sequential.dropFirst().reduce(sequential[0]) {
            $1.1.logLikelihood > $0.1.logLikelihood ? $1 : $0
        }
    }

    /// Cells to which a device is fitted at most.
    private static let largestFit = 900
    private static let iterations = 8
    /// No latency is expected to be below this part of the median one.
    private static let smallestSize = 0.1
    /// Ridge penalty, in cells' worth of the squared average prediction.
    private static let penalty = 0.3
    /// Errors below this are rounding.
    private static let smallestNoise = 0.01

    /// A fixed pseudo-random order of a space's cells, from which every device takes its first.
    static func order(of space: SearchSpace) -> [Int] {
        var generator = SeededGenerator(seed: 0)
        return Array(0..<space.count).shuffled(using: &generator)
    }

    /// Latencies that a table has to have: twice as many as the widest view has costs.
    static func leastCells(_ features: TransferFeatures) -> Int {
        2 * (TransferView.allCases.map { features[$0].width }.max() ?? 0)
    }

    /// Fits a table by iteratively re-weighted least squares of relative errors; cells without a
    /// live path are left out where the device folded them.
    /// - Returns: Nil where the table covers too few cells to say anything.
    /// - Throws: `LinearAlgebraError`.
    /// - Complexity: O(cells × width²).
    init?(
        table: ObjectiveTable, operatorLatencies: OperatorLatencies?, features: TransferFeatures,
        order: [Int]
    ) throws {
        let isFolded = TestSet.foldsDisconnected(table, features: features.counts)
        var codes: [Int] = []
        for code in order
        where table.values[code] > 0 && table.values[code].isFinite
            && !(isFolded && features.counts.isDisconnected[code])
        {
            codes.append(code)
            if codes.count == Self.largestFit { break }
        }
        guard codes.count >= Self.leastCells(features) else { return nil }
        let unit = median(codes.map { table.values[$0] })
        let targets = codes.map { table.values[$0] / unit }
        var views: [ViewFit] = []
        for view in TransferView.allCases {
            guard let fit = try Self.fit(codes, targets, features[view]) else { return nil }
            views.append(fit)
        }
        self.views = views
        self.unit = unit
        reference = OperatorReference(operatorLatencies, features: features.counts)
    }

    /// log (latency / what the best view expects of it), by code; NaN for cells without a latency,
    /// and for those without a live path where the device folded them.
    func logResiduals(of table: ObjectiveTable, features: TransferFeatures) -> [Double] {
        let isFolded = TestSet.foldsDisconnected(table, features: features.counts)
        let (view, fit) = best
        let design = features[view]
        let scale = fit.average * unit
        return table.values.enumerated().map { code, value in
            guard value > 0, value.isFinite, !(isFolded && features.counts.isDisconnected[code])
            else { return .nan }
            let expected = zip(design.row(code), fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
            return log(value / (scale * max(expected, Self.smallestSize)))
        }
    }

    private static func fit(
        _ codes: [Int], _ targets: [Double], _ design: TransferFeatures.Design
    ) throws -> ViewFit? {
        let width = design.width
        var rows: [Double] = []
        rows.reserveCapacity(codes.count * width)
        for code in codes { rows.append(contentsOf: design.row(code)) }
        let freedom = TransferPrior.degreesOfFreedom
        var coefficients = [Double](repeating: 0, count: width)
        var residuals = targets
        var sizes = targets
        var scale = 0.1
        var weights = targets.map { 1 / max($0, smallestSize) / max($0, smallestSize) }
        for _ in 0..<iterations {
            coefficients = try solution(
                rows: rows, targets: targets, weights: weights, design: design)
            for (index, target) in targets.enumerated() {
                var fitted = 0.0
                for j in 0..<width { fitted += rows[index * width + j] * coefficients[j] }
                sizes[index] = max(fitted, smallestSize)
                residuals[index] = (target - sizes[index]) / sizes[index]
            }
            scale = 1.4826 * median(residuals.map { abs($0) }) + 0.002
            for index in weights.indices {
                let ratio = residuals[index] / scale
                weights[index] =
                    (freedom + 1) / (freedom + ratio * ratio) / (sizes[index] * sizes[index])
            }
        }
        let average = zip(coefficients, design.meanRow).reduce(0) { $0 + $1.0 * $1.1 }
        guard average > 0, average.isFinite else { return nil }
        let noise = Self.scale(of: residuals, from: scale)
        var logLikelihood = 0.0
        for (residual, size) in zip(residuals, sizes) {
            let ratio = residual / noise
            logLikelihood -= (freedom + 1) / 2 * log1p(ratio * ratio / freedom) + log(size)
        }
        return ViewFit(
            coefficients: coefficients.map { $0 / average }, average: average,
            noise: max(smallestNoise, noise),
            logLikelihood: logLikelihood / Double(codes.count) - log(noise))
    }

    /// Weighted ridge regression.
    private static func solution(
        rows: [Double], targets: [Double], weights: [Double], design: TransferFeatures.Design
    ) throws -> [Double] {
        let width = design.width
        var normal = design.moments
        for index in normal.elements.indices { normal.elements[index] *= penalty }
        var right = [Double](repeating: 0, count: width)
        rows.withUnsafeBufferPointer { rows in
            normal.elements.withUnsafeMutableBufferPointer { normal in
                for (index, weight) in weights.enumerated() {
                    let start = index * width
                    for a in 0..<width where rows[start + a] != 0 {
                        let left = weight * rows[start + a]
                        right[a] += left * targets[index]
                        for b in 0...a { normal[a * width + b] += left * rows[start + b] }
                    }
                }
            }
        }
        return try CholeskyFactor(normal).solve(right)
    }

    /// The maximum-likelihood scale of Student-t errors.
    private static func scale(of residuals: [Double], from start: Double) -> Double {
        let freedom = TransferPrior.degreesOfFreedom
        var variance = start * start
        for _ in 0..<15 {
            var sum = 0.0
            for residual in residuals {
                let square = residual * residual
                sum += (freedom + 1) * square / (freedom + square / variance)
            }
            variance = max(1e-12, sum / Double(residuals.count))
        }
        return variance.squareRoot()
    }
}
