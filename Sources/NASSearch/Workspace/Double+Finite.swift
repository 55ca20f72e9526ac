extension Double {
    /// The number, or nil where it is missing.
    package var finite: Double? { isFinite ? self : nil }
}
