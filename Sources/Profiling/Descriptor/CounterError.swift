/// Counters that were asked for and are not there.
package struct CounterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The counters.
    package let source: CounterSource
    /// Why, and what to do.
    package let reason: String

    init(source: CounterSource, reason: String) {
        self.source = source
        self.reason = reason
    }

    /// Joins the reasons of single events; equal ones are told once.
    init(source: CounterSource, reasons: [String: String]) {
        let byReason = Dictionary(grouping: reasons.keys.sorted()) { reasons[$0] ?? "" }
        self.init(
            source: source,
            reason: byReason.sorted { $0.key < $1.key }
                .map { "\($0.value.joined(separator: ", ")): \($0.key)" }.joined(separator: "; "))
    }

    /// One line for the user.
    package var description: String { "no \(source.rawValue) counters (\(reason))" }
}
