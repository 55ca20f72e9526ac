import Architectures
import Search
import TestSupport
import Testing

/// What every algorithm promises, over every algorithm.
@Suite struct AlgorithmContractTests {
    /// Asks and tells until something is exhausted.
    private func converse(
        _ algorithm: inout some SearchAlgorithm, problem: SearchProblem, budget: Int,
        batch: (Int) -> Int
    ) -> [Architecture] {
        var asked: [Architecture] = []
        while asked.count < budget {
            let next = algorithm.ask(atMost: min(batch(asked.count), budget - asked.count))
            guard !next.isEmpty else { break }
            asked += next
            algorithm.tell(problem.evaluate(next))
        }
        return asked
    }

    private func sequence(
        of kind: SearchAlgorithmKind, seed: UInt64 = 5, problem: SearchProblem, budget: Int,
        batch: (Int) -> Int = { _ in .max }
    ) -> [Architecture] {
        var algorithm = kind.makeAlgorithm(for: problem.task, seed: seed)
        return converse(&algorithm, problem: problem, budget: budget, batch: batch)
    }

    @Test(arguments: SearchAlgorithmKind.allCases)
    func asksEveryCandidateExactlyOnce(kind: SearchAlgorithmKind) throws {
        for objectives in 1...3 {
            let problem = try Problems.tiny(objectives: objectives, missing: [3, 13, 26])
            let asked = sequence(of: kind, problem: problem, budget: 100)
            #expect(asked.count == 24)
            #expect(Set(asked) == Set(problem.task.candidates.members))
        }
    }

    @Test(arguments: SearchAlgorithmKind.allCases)
    func repeatsBySeed(kind: SearchAlgorithmKind) throws {
        let problem = try Problems.large()
        let first = sequence(of: kind, problem: problem, budget: 300)
        #expect(first.count == 300)
        #expect(Set(first).count == 300)
        #expect(first == sequence(of: kind, problem: problem, budget: 300))
        if kind != .exhaustive {
            #expect(first != sequence(of: kind, seed: 6, problem: problem, budget: 300))
        }
    }

    @Test(arguments: SearchAlgorithmKind.allCases)
    func doesNotDependOnBatchesNorOnTheBudget(kind: SearchAlgorithmKind) throws {
        let problem = try Problems.large(objectives: 3)
        let whole = sequence(of: kind, problem: problem, budget: 260)
        let single = sequence(of: kind, problem: problem, budget: 260, batch: { _ in 1 })
        let uneven = sequence(of: kind, problem: problem, budget: 150, batch: { 1 + $0 % 7 })
        #expect(whole == single)
        #expect(Array(whole.prefix(150)) == uneven)
    }

    @Test(arguments: SearchAlgorithmKind.allCases)
    func keepsTheContractWithFreeObjectives(kind: SearchAlgorithmKind) throws {
        let problem = try Problems.tiny(objectives: 3, missing: [9], isCostKnown: true)
        let asked = sequence(of: kind, problem: problem, budget: 27)
        #expect(Set(asked) == Set(problem.task.candidates.members))
        #expect(asked.count == 26)
        #expect(asked == sequence(of: kind, problem: problem, budget: 27, batch: { _ in 2 }))
    }

    /// Results may come later than the next question, and in parts.
    @Test(arguments: SearchAlgorithmKind.allCases)
    func acceptsResultsInParts(kind: SearchAlgorithmKind) throws {
        let problem = try Problems.large()
        var algorithm = kind.makeAlgorithm(for: problem.task, seed: 5)
        let asked = delayed(&algorithm, problem: problem, budget: 200)
        #expect(asked == sequence(of: kind, problem: problem, budget: 200))
    }

    private func delayed(
        _ algorithm: inout some SearchAlgorithm, problem: SearchProblem, budget: Int
    ) -> [Architecture] {
        var asked: [Architecture] = []
        var told = 0
        while told < budget {
            let next =
                asked.count < budget ? algorithm.ask(atMost: min(3, budget - asked.count)) : []
            asked += next
            // Two questions are open at a time, unless the algorithm has to wait for answers.
            let ready = next.isEmpty ? asked.count - told : max(0, asked.count - told - 6)
            algorithm.tell(problem.evaluate(Array(asked[told..<told + ready])))
            told += ready
        }
        return asked
    }

    /// A fresh algorithm that is told the records again is the very same value.
    @Test(arguments: SearchAlgorithmKind.allCases)
    func replayRestoresTheState(kind: SearchAlgorithmKind) throws {
        let problem = try Problems.tiny()
        let fresh = kind.makeAlgorithm(for: problem.task, seed: 11)
        replay(fresh, problem: problem)
    }

    private func replay(_ fresh: some SearchAlgorithm, problem: SearchProblem) {
        var algorithm = fresh
        for budget in 0...27 {
            var replayed = fresh
            _ = converse(&replayed, problem: problem, budget: budget, batch: { _ in 1 })
            #expect(replayed == algorithm)
            _ = converse(&algorithm, problem: problem, budget: 1, batch: { _ in 1 })
        }
    }

    @Test(arguments: SearchAlgorithmKind.allCases)
    func aRunResumesAtEveryCut(kind: SearchAlgorithmKind) throws {
        var problem = try Problems.tiny()
        let run = try SearchRun(budget: 22, batchSize: 4, task: problem.task)
        let algorithm = kind.makeAlgorithm(for: problem.task, seed: 3)
        let unbroken = try run.run(algorithm, evaluator: &problem)
        #expect(unbroken.count == 22)
        for cut in 0...22 {
            let resumed = try run.run(
                kind.makeAlgorithm(for: problem.task, seed: 3), evaluator: &problem,
                recorded: unbroken.prefix(cut))
            #expect(resumed == unbroken)
        }
    }

    @Test(arguments: SearchAlgorithmKind.allCases)
    func findsTheExactFrontWithTheWholeBudget(kind: SearchAlgorithmKind) throws {
        var problem = try Problems.tiny()
        let history = try SearchRun(budget: 27, task: problem.task)
            .run(kind.makeAlgorithm(for: problem.task, seed: 0), evaluator: &problem)
        #expect(history.front() == problem.exactFront())
    }

    /// Only 7 of 27 cells keep the limit; the search must not lose its way among the others.
    @Test(arguments: SearchAlgorithmKind.allCases)
    func survivesConstraintsThatMostBreak(kind: SearchAlgorithmKind) throws {
        var problem = try Problems.tiny(limits: { space in
            let cost = space.architectures.map {
                Double(space.operatorCounts(of: $0)[2] * 3 + space.operatorCounts(of: $0)[1])
            }
            return [Limit(name: "latency", side: .atMost, bound: 2, values: cost)]
        })
        #expect(problem.feasible.count == 7)
        let history = try SearchRun(budget: 27, task: problem.task)
            .run(kind.makeAlgorithm(for: problem.task, seed: 0), evaluator: &problem)
        #expect(history.count == 27)
        #expect(history.front() == problem.exactFront())
        #expect(history.violations.count { $0 == 0 } == 7)
    }

    @Test(arguments: SearchAlgorithmKind.allCases)
    func missingResultsAreNotSelected(kind: SearchAlgorithmKind) throws {
        let problem = try Problems.tiny()
        var evaluator = FailingEvaluator(problem: problem)
        let history = try SearchRun(budget: 27, task: problem.task)
            .run(kind.makeAlgorithm(for: problem.task, seed: 1), evaluator: &evaluator)
        #expect(history.count == 27)
        #expect(history.violations.count { $0 == .infinity } == 9)
        #expect(history.front().architectures.allSatisfy { $0.code % 3 != 0 })
    }
}

/// Has no value for every third cell, unknown beforehand.
struct FailingEvaluator: Evaluator {
    let problem: SearchProblem

    var dimension: Int { problem.dimension }

    func evaluate(_ architectures: [Architecture]) -> Evaluations {
        let values = problem.evaluate(architectures)
        var results = Evaluations(dimension: dimension)
        for (row, architecture) in architectures.enumerated() {
            results.append(
                architecture,
                objectives: architecture.code % 3 == 0
                    ? [.nan, 1] : Array(values.objectives.row(row)))
        }
        return results
    }
}
