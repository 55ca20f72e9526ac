import Architectures

/// A search algorithm as a conversation: it asks for evaluations and is told the results.
///
/// The contract, which one test suite checks for every algorithm:
/// - Asked architectures are candidates of the task, and none is asked twice.
/// - The sequence of asked architectures depends on the task, the seed, the settings and the
///   results alone, not on how `ask` and `tell` cut it into batches, nor on the budget: a longer
///   search begins with the shorter one.
/// - It is a value without outside state. A fresh algorithm that is asked and told the recorded
///   results again arrives at the very same state, so that an interrupted search resumes by replay.
/// - It ends only when every candidate has been asked.
package protocol SearchAlgorithm: Sendable, Equatable {
    /// The next architectures to evaluate.
    /// - Parameter limit: The most that can be used, at least 1.
    /// - Returns: Empty when results are outstanding that the algorithm needs first, and, once none
    ///   is outstanding, only when every candidate has been asked.
    mutating func ask(atMost limit: Int) -> [Architecture]

    /// Results of architectures that were asked, in the order in which they were asked; parts of
    /// what was asked may be told as they become known.
    mutating func tell(_ results: Evaluations)
}
