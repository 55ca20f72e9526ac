/// What can go wrong with the numbers of a linear system.
package enum LinearAlgebraError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A matrix that must be positive definite isn't: the equations are dependent or not finite.
    case notPositiveDefinite(row: Int)

    /// One line for the user.
    package var description: String {
        switch self {
        case .notPositiveDefinite(let row):
            "linear system: row \(row + 1) depends on the ones before it, or is not finite"
        }
    }
}
