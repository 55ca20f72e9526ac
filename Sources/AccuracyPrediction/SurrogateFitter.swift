import Architectures
import Foundation
import LinearAlgebra

/// Fits surrogates to tables that cover the same architectures: ridge regression on interactions,
/// whose equations depend on the architectures alone and are factored once.
public struct SurrogateFitter: Sendable {
    /// A fitted surrogate with its predictions for cells that it had not seen.
    public struct Fit: Sendable {
        /// The accuracies.
        public var key: AccuracyKey
        /// Predictions in percent, by ``Architecture/code``, each from the fold that did not have
        /// the cell; NaN for cells that are missing or whose output is always zero.
        public var heldOut: [Double]
        fileprivate var model: AccuracyModel

        /// The model with its errors, which the caller judges by ``heldOut``.
        public func model(errors: AccuracyModel.Errors) -> AccuracyModel {
            var model = model
            model.heldOut = AccuracyModel.Errors(
                kendall: rounded(errors.kendall, digits: 4),
                kendallTopHalf: rounded(errors.kendallTopHalf, digits: 4),
                rootMeanSquare: rounded(errors.rootMeanSquare, digits: 4),
                medianAbsolute: rounded(errors.medianAbsolute, digits: 4))
            return model
        }
    }

    private let space: SearchSpace
    private let rows: SurrogateRows
    private let termCount: Int
    private let connected: [Architecture]
    private let disconnected: [Architecture]
    private let folds: [Int]
    /// The equations without each fold, then those of all cells.
    private let factors: [CholeskyFactor]

    private static let foldCount = 10
    /// Ridge penalties by the number of edges in a term, chosen by cross-validation on CIFAR-100.
    private static let penalties = [1e-6, 0.03, 0.3, 1]
    /// Percentage points between the best accuracy and the ceiling.
    private static let headroom = 1.0
    /// The two-sided 80 % quantile of the normal distribution.
    private static let normalQuantile80 = 1.2816

    /// Prepares the equations.
    /// - Parameters:
    ///   - space: The space.
    ///   - covered: The architectures that the tables have.
    /// - Throws: `LinearAlgebraError`.
    public init(space: SearchSpace, covered: [Architecture]) throws {
        let terms = EdgeInteractions(space: space)
        let rows = SurrogateRows(space: space, terms: terms)
        let connected = covered.filter { rows.activeTerms(of: $0) != nil }
        var generator = SeededGenerator(seed: 0)
        let folds = connected.indices.map { $0 % Self.foldCount }.shuffled(using: &generator)
        /// Adds the products of the terms of every cell, or of one fold's, to the lower triangle.
        func accumulate(fold: Int?, times factor: Double, to matrix: inout Matrix<Double>) {
            for (architecture, number) in zip(connected, folds) where fold ?? number == number {
                guard let row = rows.activeTerms(of: architecture) else { continue }
                for a in row {
                    for b in row where b <= a { matrix[a, b] += factor }
                }
            }
        }
        var total = Matrix<Double>(rows: terms.count, columns: terms.count)
        for (term, size) in terms.sizes.enumerated() { total[term, term] = Self.penalties[size] }
        accumulate(fold: nil, times: 1, to: &total)
        factors =
            try (0..<Self.foldCount).map { fold in
                var rest = total
                accumulate(fold: fold, times: -1, to: &rest)
                return try CholeskyFactor(rest)
            } + [CholeskyFactor(total)]
        self.space = space
        self.rows = rows
        self.connected = connected
        self.folds = folds
        disconnected = covered.filter { rows.activeTerms(of: $0) == nil }
        termCount = terms.count
    }

    /// Fits one table.
    /// - Parameters:
    ///   - table: Percent; it covers the fitter's architectures.
    ///   - key: Which accuracies they are.
    public func fit(_ table: ObjectiveTable, key: AccuracyKey) -> Fit {
        let truth = connected.map { table.values[$0.code] }
        let ceiling = (truth.max() ?? 0) + Self.headroom
        let targets = truth.map { -log(ceiling - $0) }
        let everything = rightHandSide(targets, fold: nil)
        var predicted = [Double](repeating: 0, count: connected.count)
        for fold in 0..<Self.foldCount {
            let part = rightHandSide(targets, fold: fold)
            let coefficients = factors[fold].solve(zip(everything, part).map { $0 - $1 })
            for index in connected.indices where folds[index] == fold {
                predicted[index] = sum(of: connected[index], coefficients)
            }
        }
        let (step, text) = AccuracyModel.quantise(
            factors[Self.foldCount].solve(everything))
        let errors = zip(targets, predicted).map { abs($0 - $1) }.sorted()
        let quantile = errors.isEmpty ? .nan : errors[errors.count * 8 / 10]
        var heldOut = [Double](repeating: .nan, count: space.count)
        for (index, architecture) in connected.enumerated() {
            heldOut[architecture.code] = min(100, max(0, ceiling - exp(-predicted[index])))
        }
        let dead = disconnected.map { table.values[$0.code] }
        let deadMean = dead.isEmpty ? 0 : dead.reduce(0, +) / Double(dead.count)
        let deadVariance =
            dead.isEmpty
            ? 0 : dead.reduce(0) { $0 + ($1 - deadMean) * ($1 - deadMean) } / Double(dead.count)
        let none = AccuracyModel.Errors(
            kendall: 0, kendallTopHalf: 0, rootMeanSquare: 0, medianAbsolute: 0)
        let model = AccuracyModel(
            key: key, ceiling: rounded(ceiling, digits: 6),
            disconnectedPercent: rounded(deadMean, digits: 6),
            disconnectedDeviation: rounded(deadVariance.squareRoot(), digits: 3),
            deviation: rounded(quantile / Self.normalQuantile80, digits: 3),
            step: step, quantised: text, heldOut: none)
        return Fit(key: key, heldOut: heldOut, model: model)
    }

    /// Σ of the targets of the cells that have each term, over all cells or one fold.
    private func rightHandSide(_ targets: [Double], fold: Int?) -> [Double] {
        var right = [Double](repeating: 0, count: termCount)
        for (index, architecture) in connected.enumerated()
        where fold ?? folds[index] == folds[index] {
            for term in rows.activeTerms(of: architecture) ?? [] { right[term] += targets[index] }
        }
        return right
    }

    private func sum(of architecture: Architecture, _ coefficients: [Double]) -> Double {
        (rows.activeTerms(of: architecture) ?? []).reduce(0) { $0 + coefficients[$1] }
    }
}
