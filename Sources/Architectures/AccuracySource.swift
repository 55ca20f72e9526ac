/// Accuracies of a batch of architectures.
public struct AccuracyEstimates: Sendable, Equatable {
    /// Accuracy in percent, one an architecture; NaN where it is unknown.
    public var percent: [Double]
    /// Standard deviation in percentage points; NaN where the source states none.
    public var standardDeviations: [Double]

    /// Pairs means with their standard deviations.
    public init(percent: [Double], standardDeviations: [Double]) {
        precondition(percent.count == standardDeviations.count, "one deviation a mean")
        self.percent = percent
        self.standardDeviations = standardDeviations
    }
}

/// Whatever knows the accuracy of trained architectures: a table, or a model that stands in for one.
public protocol AccuracySource: Sendable {
    /// The name on the command line: `table` or `surrogate`.
    var name: String { get }
    /// Where its numbers come from.
    var origin: Origin { get }
    /// What the output says about it in one line: data set, split, epochs.
    var summary: String { get }
    /// The accuracy of each architecture, in the given order.
    func accuracy(of architectures: [Architecture]) throws -> AccuracyEstimates
}
