import Architectures

/// `table`: accuracies of networks that somebody trained.
public struct AccuracyTable: AccuracySource {
    /// `table`.
    public let name = "table"
    /// Published.
    public let origin = Origin.published
    /// Data set, split and epochs.
    public let summary: String
    private let values: [Double]

    /// Wraps a table of a whole space.
    /// - Parameters:
    ///   - table: Percent, NaN where it is missing.
    ///   - key: Which accuracies they are.
    public init(table: ObjectiveTable, key: AccuracyKey) {
        values = table.values
        summary = "table of \(key.words)"
    }

    /// The table's values, without a standard deviation.
    public func accuracy(of architectures: [Architecture]) -> AccuracyEstimates {
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
