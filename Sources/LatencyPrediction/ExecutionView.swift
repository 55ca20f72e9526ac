/// What of a cell a device's runtime executes.
public enum ExecutionView: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every operator, whether or not it can affect the output.
    case asWritten = "as-written"
    /// What lies on a path of operators other than zero from the cell's input to its output.
    case pruned
}
