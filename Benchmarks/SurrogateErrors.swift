import AccuracyPrediction
import Architectures
import Foundation
import LatencyPrediction

/// How a surrogate's predictions for one table are judged.
enum SurrogateErrors {
    /// Errors of predictions; cells with a NaN on either side are left out.
    static func errors(predictions: [Double], truth: [Double]) -> AccuracyModel.Errors {
        let codes = predictions.indices.filter { !predictions[$0].isNaN && !truth[$0].isNaN }
        let truth = codes.map { truth[$0] }
        let predicted = codes.map { predictions[$0] }
        let middle = truth.sorted()[truth.count / 2]
        let top = truth.indices.filter { truth[$0] >= middle }
        let deviations = zip(truth, predicted).map { abs($0 - $1) }
        return AccuracyModel.Errors(
            kendall: RankCorrelation.kendall(predicted, truth),
            kendallTopHalf: RankCorrelation.kendall(
                top.map { predicted[$0] }, top.map { truth[$0] }),
            rootMeanSquare: (deviations.reduce(0) { $0 + $1 * $1 } / Double(truth.count))
                .squareRoot(),
            meanAbsolute: deviations.reduce(0, +) / Double(truth.count))
    }

    /// Errors on held-out cells, and the mean errors of the ten networks on what they were fitted
    /// to.
    static func errors(
        of outcome: SurrogateFitter.Outcome
    ) -> (heldOut: AccuracyModel.Errors, seen: AccuracyModel.Errors) {
        let seen = outcome.seen.map { errors(predictions: $0, truth: outcome.truth) }
        func mean(_ value: (AccuracyModel.Errors) -> Double) -> Double {
            seen.reduce(0) { $0 + value($1) } / Double(seen.count)
        }
        return (
            errors(predictions: outcome.heldOut, truth: outcome.truth),
            AccuracyModel.Errors(
                kendall: mean(\.kendall), kendallTopHalf: mean(\.kendallTopHalf),
                rootMeanSquare: mean(\.rootMeanSquare), meanAbsolute: mean(\.meanAbsolute))
        )
    }

    /// The tables that the bundle stands for: complete, 200 epochs, means over seeds.
    static func tables(
        of published: PublishedTables, space: SearchSpace
    ) -> [(key: AccuracyKey, entry: PublishedTables.Entry)] {
        published.tables.compactMap { entry in
            guard case .accuracy(let key) = entry.table.quantity, key.epochs == 200,
                key.seed == nil, entry.table.values.allSatisfy(\.isFinite),
                space.dataset(named: key.dataset) != nil
            else { return nil }
            return (key, entry)
        }
    }

    /// Column heads for ``line(_:)``.
    static let head = "     τ   top ½    RMSE     MAE"

    /// One row of a table.
    static func line(_ errors: AccuracyModel.Errors) -> String {
        column(String(format: "%.4f", errors.kendall), 8)
            + column(String(format: "%.4f", errors.kendallTopHalf), 8)
            + column(String(format: "%.3f", errors.rootMeanSquare), 8)
            + column(String(format: "%.3f", errors.meanAbsolute), 8)
    }
}
