/// Latencies of a batch of architectures.
public struct LatencyEstimates: Sendable, Equatable {
    /// Expected latency in milliseconds, one an architecture; NaN where it is unknown.
    public var milliseconds: [Double]
    /// Standard deviation of the estimate in milliseconds; NaN where the source states none.
    public var standardDeviations: [Double]

    /// Pairs means with their standard deviations.
    public init(milliseconds: [Double], standardDeviations: [Double]) {
        precondition(milliseconds.count == standardDeviations.count, "one deviation a mean")
        self.milliseconds = milliseconds
        self.standardDeviations = standardDeviations
    }
}

/// Whatever knows the latency of architectures on a device: a table, a predictor, a measurement.
///
/// The search never knows which one it has. Conforming types are values that were fitted before:
/// estimating has no side effects and needs no lock.
public protocol LatencyEstimator: Sendable {
    /// The name on the command line: `oracle`, `op-count`, `maple` and so on.
    var name: String { get }
    /// Where its numbers come from.
    var origin: Origin { get }
    /// What the output says about it in one line: what it was fitted to and how.
    var summary: String { get }
    /// Mean and standard deviation for each architecture, in the given order.
    func estimate(_ architectures: [Architecture]) throws -> LatencyEstimates
}
