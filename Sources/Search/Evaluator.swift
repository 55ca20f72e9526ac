import Architectures

/// Whatever finds out the objectives of architectures.
package protocol Evaluator {
    /// Number of objectives.
    var dimension: Int { get }
    /// Evaluates architectures.
    /// - Returns: One evaluation an architecture, in the given order; see
    ///   ``Evaluations/append(_:objectives:violation:)`` for values that could not be had.
    mutating func evaluate(_ architectures: [Architecture]) throws -> Evaluations
}
