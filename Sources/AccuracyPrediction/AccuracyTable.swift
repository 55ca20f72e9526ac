import Architectures
import Foundation

/// `table`: accuracies of networks that somebody trained.
package struct AccuracyTable: AccuracySource {
    /// `table`.
    package let name = "table"
    /// Published, or measured by whoever trained the networks.
    package let origin: Origin
    /// Data set, split and epochs, and how much of the space it covers where that is not all.
    package let summary: String
    private let values: [Double]

    /// Wraps a table of a whole space.
    /// - Parameters:
    ///   - table: Percent, NaN where it is missing.
    ///   - key: Which accuracies they are.
    ///   - origin: Where they come from.
    package init(table: ObjectiveTable, key: AccuracyKey, origin: Origin = .published) {
        values = table.values
        self.origin = origin
        let count = table.covered.count
        let share = 100 * Double(count) / Double(max(1, values.count))
        let digits = share < 1 ? 2 : 0
        summary =
            "table of \(key.words)"
            + (count == values.count
                ? ""
                : ", of \(count) of \(values.count) architectures only "
                    + "(\(String(format: "%.\(digits)f", share)) %)")
    }

    /// Whether a table covers enough of its space to stand for it: more than half. With fewer
    /// accuracies most of the front would be missing.
    package static func isWhole(_ table: ObjectiveTable) -> Bool {
        2 * table.covered.count > table.values.count
    }

    /// The table's values, without a standard deviation.
    package func accuracy(of architectures: [Architecture]) -> AccuracyEstimates {
        AccuracyEstimates(
            percent: architectures.map { values[$0.code] },
            standardDeviations: [Double](repeating: .nan, count: architectures.count))
    }
}

extension AccuracyKey {
    /// What people read.
    var words: String {
        let seed = seed.map { ", seed \($0)" } ?? ""
        return "\(dataset), \(split.rawValue), \(epochs) epochs\(seed)"
    }
}
