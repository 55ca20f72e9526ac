import Architectures

/// A search with a budget: it alone counts evaluations.
///
/// The budget is a number of distinct architectures and is met exactly, unless the candidates are
/// exhausted before. To resume an interrupted run, start it again with the same algorithm, seed
/// and task and hand over what was recorded: those evaluations are replayed instead of made.
package struct SearchRun: Sendable {
    /// The number of distinct architectures to evaluate.
    package let budget: Int
    /// The most architectures that the evaluator is given at once.
    package let batchSize: Int

    /// Plans a run.
    /// - Parameters:
    ///   - budget: The number of distinct architectures to evaluate.
    ///   - batchSize: The most architectures that the evaluator is given at once.
    ///   - task: What is searched.
    /// - Throws: ``SearchError/invalidBudget(_:candidates:)``, ``SearchError/noCandidates``.
    package init(budget: Int, batchSize: Int = .max, task: SearchTask) throws(SearchError) {
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
    ///   - whenDiverging: Called with a position where the algorithm asks for something else than was
    ///     recorded there, as it may where predictions differ in their last digits: the search
    ///     then goes its own way, answered from the record as far as that goes. Nil: an error.
    /// - Returns: Every evaluation in order, the recorded ones first.
    /// - Throws: ``SearchError`` and whatever the evaluator or `afterBatch` throws.
    package func run(
        _ algorithm: some SearchAlgorithm, evaluator: inout some Evaluator,
        recorded: Evaluations? = nil,
        afterBatch: (Evaluations) throws -> Bool = { _ in true },
        whenDiverging: ((Int) -> Void)? = nil
    ) throws -> Evaluations {
        var algorithm = algorithm
        var record = SearchRecord(recorded ?? Evaluations(dimension: evaluator.dimension))
        guard record.history.count <= budget else {
            throw SearchError.recordTooLong(recorded: record.history.count, budget: budget)
        }
        while record.isReplaying || record.history.count < budget {
            let asked = algorithm.ask(
                atMost: record.isReplaying
                    ? record.unreplayed : min(batchSize, budget - record.history.count))
            if record.isReplaying {
                guard !asked.isEmpty else {
                    throw SearchError.recordTooLong(
                        recorded: record.history.count, budget: record.replayed)
                }
                if let mismatch = record.replay(asked) {
                    guard let whenDiverging else { throw mismatch.error }
                    whenDiverging(mismatch.position)
                }
            }
            guard !asked.isEmpty else { break }
            let unseen = record.unseen(among: asked, atMost: budget - record.history.count)
            if !unseen.isEmpty {
                let results = try evaluator.evaluate(unseen)
                guard results.architectures == unseen else {
                    throw SearchError.wrongAnswer(asked: unseen.count, answered: results.count)
                }
                record.append(results)
                guard try afterBatch(results) else { break }
            }
            algorithm.tell(record.answers(to: asked))
        }
        return record.history
    }
}

/// Evaluations that are known, and how far an algorithm has been told of those that were recorded.
private struct SearchRecord {
    private(set) var history: Evaluations
    /// Recorded evaluations that the algorithm was told in their order.
    private(set) var replayed = 0
    private var rows: [Architecture: Int]
    private var recorded: Int
    private var hasDiverged = false

    /// A place where the algorithm asks for something else.
    struct Mismatch {
        let position: Int
        let error: SearchError
    }

    init(_ recorded: Evaluations) {
        history = recorded
        self.recorded = recorded.count
        rows = Dictionary(
            zip(recorded.architectures, recorded.architectures.indices),
            uniquingKeysWith: { first, _ in first })
    }

    var isReplaying: Bool { !hasDiverged && replayed < recorded }
    var unreplayed: Int { recorded - replayed }

    /// Compares what is asked for with what was recorded.
    mutating func replay(_ asked: [Architecture]) -> Mismatch? {
        for architecture in asked {
            let found = history.architectures[replayed]
            guard found == architecture else {
                hasDiverged = true
                return Mismatch(
                    position: replayed,
                    error: .recordMismatch(
                        position: replayed, expected: architecture, found: found))
            }
            replayed += 1
        }
        return nil
    }

    /// What has to be evaluated.
    func unseen(among asked: [Architecture], atMost limit: Int) -> [Architecture] {
        Array(asked.filter { rows[$0] == nil }.prefix(limit))
    }

    mutating func append(_ results: Evaluations) {
        for architecture in results.architectures { rows[architecture] = rows.count }
        history.append(contentsOf: results)
    }

    /// What is known of the architectures, in their order.
    func answers(to asked: [Architecture]) -> Evaluations {
        history.selecting(asked.compactMap { rows[$0] })
    }
}
