import Architectures
import Foundation
import LinearAlgebra

/// What `transfer` remembers of a pool device: its costs without their scale, the size of what they
/// leave unexplained, and what its runtime executes.
struct TransferDeviceFit: Sendable {
    /// Costs in the order of ``TransferFeatures``, such that the average latency is 1.
    let coefficients: [Double]
    /// Scale of the relative errors (Student-t, ``TransferPrior/degreesOfFreedom``).
    let noise: Double
    /// The view that explains the device better.
    let view: ExecutionView

    /// Cells to which a device is fitted at most.
    private static let largestFit = 900
    private static let iterations = 5
    /// Ridge penalty, in cells' worth of the squared average prediction.
    private static let penalty = 0.3
    /// Errors below this are rounding.
    private static let smallestNoise = 0.01

    /// A fixed pseudo-random order of a space's cells, from which every device takes its first.
    static func order(of space: SearchSpace) -> [Int] {
        var generator = SeededGenerator(seed: 0)
        return Array(0..<space.count).shuffled(using: &generator)
    }

    /// Fits a table by iteratively re-weighted least squares of relative errors.
    /// - Returns: Nil where the table covers too few cells to say anything.
    /// - Throws: `LinearAlgebraError`.
    /// - Complexity: O(cells × width²).
    init?(table: ObjectiveTable, features: TransferFeatures, order: [Int]) throws {
        let width = features.width
        var codes: [Int] = []
        for code in order where table.values[code] > 0 && table.values[code].isFinite {
            codes.append(code)
            if codes.count == Self.largestFit { break }
        }
        guard codes.count >= 2 * width else { return nil }
        let unit = median(codes.map { table.values[$0] })
        let targets = codes.map { table.values[$0] / unit }
        var rows: [Double] = []
        rows.reserveCapacity(codes.count * width)
        for code in codes {
            rows.append(contentsOf: features.matrix[(code * width)..<((code + 1) * width)])
        }

        var coefficients = [Double](repeating: 0, count: width)
        var residuals = targets
        var scale = 0.1
        var normal = NormalEquations(width: width)
        var weights = targets.map { 1 / max($0, 0.1) / max($0, 0.1) }
        for _ in 0..<Self.iterations {
            normal = NormalEquations(rows: rows, targets: targets, weights: weights, width: width)
            coefficients = try normal.solution(
                columns: Array(0..<width), penalty: Self.penalty, moments: features.moments)
            for (index, target) in targets.enumerated() {
                var fitted = 0.0
                for j in 0..<width { fitted += rows[index * width + j] * coefficients[j] }
                let size = max(fitted, 0.1)
                residuals[index] = (target - fitted) / size
                weights[index] = 1 / (size * size)
            }
            scale = 1.4826 * median(residuals.map { abs($0) }) + 0.005
            for index in weights.indices {
                let ratio = residuals[index] / scale
                weights[index] *= 5 / (4 + ratio * ratio)
            }
        }
        var average = 0.0
        for j in 0..<width { average += coefficients[j] * features.meanRow[j] }
        guard average > 0, average.isFinite else { return nil }
        self.coefficients = coefficients.map { $0 / average }
        noise = max(Self.smallestNoise, Self.scale(of: residuals, from: scale))
        let written = try normal.residual(columns: features.writtenColumns)
        let pruned = try normal.residual(columns: features.prunedColumns)
        view = written < pruned ? .asWritten : .pruned
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

/// Weighted least squares in all or some of the columns.
private struct NormalEquations {
    private var matrix: Matrix<Double>
    private var right: [Double]
    private var total = 0.0

    init(width: Int) {
        matrix = Matrix(rows: width, columns: width)
        right = [Double](repeating: 0, count: width)
    }

    init(rows: [Double], targets: [Double], weights: [Double], width: Int) {
        self.init(width: width)
        var elements = [Double](repeating: 0, count: width * width)
        rows.withUnsafeBufferPointer { rows in
            elements.withUnsafeMutableBufferPointer { elements in
                for (index, weight) in weights.enumerated() {
                    let start = index * width
                    let weighted = weight * targets[index]
                    total += weighted * targets[index]
                    for a in 0..<width where rows[start + a] != 0 {
                        let left = weight * rows[start + a]
                        right[a] += rows[start + a] * weighted
                        for b in 0...a { elements[a * width + b] += left * rows[start + b] }
                    }
                }
            }
        }
        for a in 0..<width {
            for b in 0..<a { elements[b * width + a] = elements[a * width + b] }
        }
        matrix.elements = elements
    }

    func solution(
        columns: [Int], penalty: Double, moments: Matrix<Double>
    ) throws -> [Double] {
        var part = Matrix<Double>(rows: columns.count, columns: columns.count)
        for (a, i) in columns.enumerated() {
            for (b, j) in columns.enumerated() {
                part[a, b] = matrix[i, j] + penalty * moments[i, j]
            }
        }
        return try CholeskyFactor(part).solve(columns.map { right[$0] })
    }

    /// The weighted sum of squares that some of the columns leave.
    func residual(columns: [Int]) throws -> Double {
        let identity = Matrix<Double>(diagonal: right.map { _ in 1e-6 })
        let part = try solution(columns: columns, penalty: 1, moments: identity)
        return total - zip(columns, part).reduce(0) { $0 + right[$1.0] * $1.1 }
    }
}
