import Architectures
import Search
import TestSupport
import Testing

@Suite struct SearchRunTests {
    struct Interruption: Error {}

    @Test func refusesImpossibleBudgets() throws {
        let task = try Problems.tiny(missing: [0, 1]).task
        for budget in [-1, 0, 28] {
            #expect(throws: SearchError.invalidBudget(budget, candidates: 25)) {
                try SearchRun(budget: budget, task: task)
            }
        }
        let empty = SearchTask(
            space: task.space, knownObjectives: [nil],
            candidates: ArchitectureSet(capacity: task.space.count))
        #expect(throws: SearchError.noCandidates) { try SearchRun(budget: 5, task: empty) }
    }

    @Test func stopsWhenTheCandidatesAreExhausted() throws {
        var problem = try Problems.tiny(missing: [0, 1])
        let history = try SearchRun(budget: 27, task: problem.task)
            .run(
                SearchAlgorithmKind.nsga2.makeAlgorithm(for: problem.task, seed: 0),
                evaluator: &problem)
        #expect(history.count == 25)
    }

    @Test func storesBatchesInOrderAndStopsOnRequest() throws {
        var problem = try Problems.tiny()
        let run = try SearchRun(budget: 20, batchSize: 6, task: problem.task)
        let algorithm = SearchAlgorithmKind.exhaustive.makeAlgorithm(for: problem.task, seed: 0)
        var stored = Evaluations(dimension: 2)
        var sizes: [Int] = []
        let history = try run.run(algorithm, evaluator: &problem) { batch in
            stored.append(contentsOf: batch)
            sizes.append(batch.count)
            return true
        }
        #expect(sizes == [6, 6, 6, 2])
        #expect(stored == history)
        #expect(history.architectures.map(\.code) == Array(0..<20))
        let stopped = try run.run(algorithm, evaluator: &problem) { _ in false }
        #expect(stopped.count == 6)
        #expect(throws: Interruption.self) {
            try run.run(algorithm, evaluator: &problem) { _ in throw Interruption() }
        }
    }

    /// Only what was not recorded is evaluated and stored again.
    @Test func replaysWithoutEvaluating() throws {
        var problem = try Problems.tiny()
        let run = try SearchRun(budget: 20, batchSize: 6, task: problem.task)
        let algorithm = SearchAlgorithmKind.nsga2.makeAlgorithm(for: problem.task, seed: 4)
        let unbroken = try run.run(algorithm, evaluator: &problem)
        var stored = unbroken.prefix(8)
        let resumed = try run.run(algorithm, evaluator: &problem, recorded: stored) {
            stored.append(contentsOf: $0)
            return true
        }
        #expect(resumed == unbroken)
        #expect(stored == unbroken)
    }

    @Test func refusesRecordsOfAnotherSearch() throws {
        var problem = try Problems.tiny()
        let run = try SearchRun(budget: 5, task: problem.task)
        let algorithm = SearchAlgorithmKind.exhaustive.makeAlgorithm(for: problem.task, seed: 0)
        let foreign = problem.evaluate([0, 2].map(Architecture.init(code:)))
        #expect(
            throws: SearchError.recordMismatch(
                position: 1, expected: Architecture(code: 1), found: Architecture(code: 2))
        ) {
            try run.run(algorithm, evaluator: &problem, recorded: foreign)
        }
        let long = problem.evaluate((0..<6).map(Architecture.init(code:)))
        #expect(throws: SearchError.recordTooLong(recorded: 6, budget: 5)) {
            try run.run(algorithm, evaluator: &problem, recorded: long)
        }
    }

    /// Where predictions differ in their last digits, a search may ask for something else than its
    /// record holds: it goes on, and what was recorded is neither lost nor evaluated again.
    @Test func goesItsOwnWayWhereTheRecordDiverges() throws {
        struct Counting: Evaluator {
            var problem: SearchProblem
            var seen: [Architecture] = []
            var dimension: Int { problem.dimension }
            mutating func evaluate(_ architectures: [Architecture]) throws -> Evaluations {
                seen += architectures
                return problem.evaluate(architectures)
            }
        }
        let problem = try Problems.tiny()
        var evaluator = Counting(problem: problem)
        let run = try SearchRun(budget: 7, batchSize: 3, task: problem.task)
        let algorithm = SearchAlgorithmKind.exhaustive.makeAlgorithm(for: problem.task, seed: 0)
        let record = problem.evaluate([0, 1, 9, 2].map(Architecture.init(code:)))
        var positions: [Int] = []
        var stored = record
        let history = try run.run(
            algorithm, evaluator: &evaluator, recorded: record,
            afterBatch: {
                stored.append(contentsOf: $0)
                return true
            },
            whenDiverging: { positions.append($0) })
        #expect(positions == [2])
        #expect(history.architectures.map(\.code) == [0, 1, 9, 2, 3, 4, 5])
        #expect(evaluator.seen.map(\.code) == [3, 4, 5])
        #expect(stored == history)
        // A record that is full already stays as it is.
        let full = problem.evaluate([0, 1, 9, 2, 3, 4, 11].map(Architecture.init(code:)))
        #expect(
            try run.run(algorithm, evaluator: &evaluator, recorded: full, whenDiverging: { _ in })
                == full)
    }

    @Test func refusesWrongAnswers() throws {
        struct Forgetful: Evaluator {
            var dimension: Int { 2 }
            func evaluate(_ architectures: [Architecture]) -> Evaluations {
                Evaluations(dimension: 2)
            }
        }
        let problem = try Problems.tiny()
        var evaluator = Forgetful()
        #expect(throws: SearchError.wrongAnswer(asked: 5, answered: 0)) {
            try SearchRun(budget: 5, task: problem.task).run(
                SearchAlgorithmKind.exhaustive.makeAlgorithm(for: problem.task, seed: 0),
                evaluator: &evaluator)
        }
    }
}
