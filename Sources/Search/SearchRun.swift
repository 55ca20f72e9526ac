import Architectures

/// A search with a budget: it alone counts evaluations.
///
/// The budget is a number of distinct architectures and is met exactly, unless the candidates are
/// exhausted before. To resume an interrupted run, start it again with the same algorithm, seed
/// and task and hand over what was recorded: those evaluations are replayed instead of made.
public struct SearchRun: Sendable {
    /// The number of distinct architectures to evaluate.
    public let budget: Int
    /// The most architectures that the evaluator is given at once.
    public let batchSize: Int

    /// Plans a run.
    /// - Parameters:
    ///   - budget: The number of distinct architectures to evaluate.
    ///   - batchSize: The most architectures that the evaluator is given at once.
    ///   - task: What is searched.
    /// - Throws: ``SearchError/invalidBudget(_:candidates:)``, ``SearchError/noCandidates``.
    public init(budget: Int, batchSize: Int = .max, task: SearchTask) throws(SearchError) {
        guard !task.candidates.isEmpty else { throw .noCandidates }
        guard (1...task.space.count).contains(budget) else {
            throw .invalidBudget(budget, candidates: task.candidates.count)
        }
        precondition(batchSize > 0, "a batch holds an architecture")
        self.budget = budget
        self.batchSize = batchSize
    }

    /// Searches.
    /// - Parameters:
    ///   - algorithm: A fresh algorithm, made for the task.
    ///   - evaluator: Finds out the objectives.
    ///   - recorded: What an interrupted run of the same search evaluated, in order.
    ///   - afterBatch: Called with each batch of new evaluations, replayed ones left out, before
    ///     the algorithm learns of them: the place to store them and to show progress. Returning
    ///     false stops the search; so does throwing.
    /// - Returns: Every evaluation in order, the recorded ones first.
    /// - Throws: ``SearchError`` and whatever the evaluator or `afterBatch` throws.
    public func run(
        _ algorithm: some SearchAlgorithm, evaluator: inout some Evaluator,
        recorded: Evaluations? = nil,
        afterBatch: (Evaluations) throws -> Bool = { _ in true }
    ) throws -> Evaluations {
        var algorithm = algorithm
        var history = Evaluations(dimension: evaluator.dimension)
        history.reserveCapacity(budget)
        let recorded = recorded ?? Evaluations(dimension: evaluator.dimension)
        guard recorded.count <= budget else {
            throw SearchError.recordTooLong(recorded: recorded.count, budget: budget)
        }
        while history.count < recorded.count {
            let asked = algorithm.ask(atMost: recorded.count - history.count)
            let positions = history.count..<(history.count + asked.count)
            for (position, architecture) in zip(positions, asked)
            where recorded.architectures[position] != architecture {
                throw SearchError.recordMismatch(
                    position: position, expected: architecture,
                    found: recorded.architectures[position])
            }
            guard !asked.isEmpty else {
                throw SearchError.recordTooLong(recorded: recorded.count, budget: history.count)
            }
            let replayed = recorded.selecting(positions)
            algorithm.tell(replayed)
            history.append(contentsOf: replayed)
        }
        while history.count < budget {
            let asked = algorithm.ask(atMost: min(batchSize, budget - history.count))
            guard !asked.isEmpty else { break }
            let results = try evaluator.evaluate(asked)
            guard results.architectures == asked else {
                throw SearchError.wrongAnswer(asked: asked.count, answered: results.count)
            }
            history.append(contentsOf: results)
            guard try afterBatch(results) else { break }
            algorithm.tell(results)
        }
        return history
    }
}
