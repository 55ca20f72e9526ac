/// Measuring that failed on the way; what was measured before is in the store.
public struct MeasuringError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What failed and why.
    public let description: String

    package init(_ description: String) {
        self.description = description
    }
}
