import Architectures

/// Why a search can't be done as it was asked for.
package enum SearchError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A budget below 1 or above the number of candidates.
    case invalidBudget(Int, candidates: Int)
    /// No architecture satisfies the constraints that are known beforehand, or none has values.
    case noCandidates
    /// A recorded evaluation is not the one that this search makes at that place.
    case recordMismatch(position: Int, expected: Architecture, found: Architecture)
    /// More evaluations were recorded than the budget allows.
    case recordTooLong(recorded: Int, budget: Int)
    /// An evaluator did not answer for exactly the architectures that it was given.
    case wrongAnswer(asked: Int, answered: Int)

    /// One line for the user.
    package var description: String {
        switch self {
        case .invalidBudget(let budget, let candidates):
            "a budget of \(budget) evaluations: expected 1 to \(candidates), the number of "
                + "architectures that can be evaluated"
        case .noCandidates:
            "no architecture satisfies the constraints: relax them"
        case .recordMismatch(let position, let expected, let found):
            "recorded evaluation \(position + 1) is of architecture code \(found.code), but this "
                + "search evaluates code \(expected.code) there: it was recorded with another "
                + "algorithm, seed, objective or version, so start a new run"
        case .recordTooLong(let recorded, let budget):
            "\(recorded) evaluations are recorded, more than the budget of \(budget)"
        case .wrongAnswer(let asked, let answered):
            "the evaluator was asked for \(asked) architectures and answered for \(answered) "
                + "or for others"
        }
    }
}
