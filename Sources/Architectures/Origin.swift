/// Where a number comes from. Every number that is shown carries one of these.
public enum Origin: String, Sendable, Hashable, Codable, CaseIterable {
    /// Timed on the device, by this tool or by the user who imported the numbers.
    case measured
    /// Taken from a table that somebody published.
    case published
    /// Computed by a model from a few samples of the device; comes with a standard deviation.
    case predicted
    /// Computed by a model that stands in for a table of trained networks.
    case surrogate
    /// Obtained under a simulator of the processor.
    case simulated
    /// Follows exactly from the architecture's layers: parameters, multiply-accumulates.
    case computed
}
