import Architectures
import TestSupport
import Testing

@testable import Search

@Suite struct AdaptiveChoiceTests {
    /// Accuracies 70, 60, 20 at 10, 4, 2 ms: reference (0, 11).
    @Test func isolationIsTheRoomTowardsTheNextWorse() {
        let front = ObjectiveVectors(values: [-70, 10, -60, 4, -20, 2], dimension: 2)
        let weights = FrontIsolation.weights(of: front)
        let expected = [10.0 / 70 + 1.0 / 9, 40.0 / 70 + 6.0 / 9, 20.0 / 70 + 2.0 / 9]
        #expect(zip(weights, expected).allSatisfy { isClose($0, $1, relative: 1e-14) })
    }

    @Test func equalPointsAreEquallyIsolated() {
        let front = ObjectiveVectors(values: [-70, 10, -70, 10, -20, 2], dimension: 2)
        let weights = FrontIsolation.weights(of: front)
        #expect(weights[0] == weights[1])
        #expect(isClose(weights[0], 50.0 / 70 + 1.0 / 9, relative: 1e-14))
        #expect(isClose(weights[2], 20.0 / 70 + 8.0 / 9, relative: 1e-14))
    }

    @Test func isolationWithoutExtentStaysPositiveAndFinite() {
        for values in [[0.0, 0], [.infinity, .infinity], [-1, 3], [5, 0]] {
            let weights = FrontIsolation.weights(of: ObjectiveVectors(values: values, dimension: 2))
            #expect(weights.allSatisfy { $0 > 0 && $0.isFinite })
        }
    }

    @Test func ratesAreShrunkTowardsTheMean() {
        var statistics = MoveStatistics(operatorCount: 3)
        let kind = statistics.kind(from: 1, to: 2, isDead: false)
        let other = statistics.kind(from: 1, to: 2, isDead: true)
        #expect(kind != other)
        #expect(statistics.rates == [Double](repeating: 1, count: 18))
        for isSuccess in [true, false, true] {
            statistics.record(kind: kind, isSuccess: isSuccess)
        }
        statistics.record(kind: other, isSuccess: false)
        // The mean is (2 + 1) / (4 + 5).
        #expect(isClose(statistics.rates[kind], (2 + 1.0 / 3) / 4, relative: 1e-14))
        #expect(isClose(statistics.rates[other], 1.0 / 6, relative: 1e-14))
        #expect(isClose(statistics.rates[0], 1.0 / 3, relative: 1e-14))
    }

    /// Costs of the tiny space are free, accuracies are not.
    @Test func rivalsAreCountedWithWhatIsFree() throws {
        let space = try TinySpace.make()
        let task = SearchTask(
            space: space, knownObjectives: [nil, (0..<27).map { Double(27 - $0) }])
        let free = FreeObjectives(task: task)
        let front = ObjectiveVectors(values: [-9, 20, -7, 15, -3, 10], dimension: 2)
        // Cell 14 costs 13: as good as the second it is new, as the third it is dominated by it.
        #expect(free.rivals(of: 14, likeRow: 1, in: front) == 0)
        #expect(free.rivals(of: 14, likeRow: 2, in: front) == 1)
        // Cell 2 costs 25: whatever is at least as accurate is a rival.
        #expect(free.rivals(of: 2, likeRow: 0, in: front) == 1)
        #expect(free.rivals(of: 2, likeRow: 2, in: front) == 3)
        #expect(free.best(among: task.candidates, where: { _ in true }) == [26])
        #expect(free.best(among: task.candidates, where: { $0 % 5 == 0 }) == [25])
        let none = FreeObjectives(task: SearchTask(space: space, knownObjectives: [nil]))
        #expect(none.isEmpty)
        #expect(!free.isEmpty)
    }

    @Test func rouletteFollowsTheWeights() {
        var generator = SeededGenerator(seed: 3)
        var counts = [0, 0, 0]
        for _ in 0..<40_000 {
            if let choice = generator.roulette(3, weight: { [1.0, 0, 3][$0] }) {
                counts[choice] += 1
            }
        }
        // Six standard deviations of a binomial.
        #expect(abs(counts[0] - 10_000) < 520)
        #expect(counts[1] == 0)
        let nothing = generator.roulette(0, weight: { _ in 1 })
        #expect(nothing == nil)
    }

    /// With free costs the cheapest connected cell comes first, then uniform cells.
    @Test func startsFromWhatIsKnown() throws {
        let problem = try Problems.tiny(isCostKnown: true)
        var algorithm = SearchAlgorithmKind.adaptiveLocal.makeAlgorithm(
            for: problem.task, seed: 0)
        let space = problem.task.space
        let first = algorithm.ask(atMost: 100).map { space.operatorIndices(of: $0) }
        // none 0→1, skip 0→2, none 1→2: one skip; then skip and conv everywhere.
        #expect(Array(first.prefix(3)) == [[0, 1, 0], [1, 1, 1], [2, 2, 2]])
        #expect(first.count == 8)
    }

    @Test func theDefaultIsBetterThanChanceAtSmallBudgets() throws {
        var problem = try Problems.large()
        let exact = problem.exactFront().objectives
        let reference = problem.referencePoint(exact: exact)
        let run = try SearchRun(budget: 150, task: problem.task)
        func ratio(_ kind: SearchAlgorithmKind) throws -> Double {
            let history = try run.run(
                kind.makeAlgorithm(for: problem.task, seed: 1), evaluator: &problem)
            return history.front().objectives.hypervolume(reference: reference)
                / exact.hypervolume(reference: reference)
        }
        let adaptive = try ratio(.standard)
        #expect(try adaptive > ratio(.random))
        #expect(adaptive > 0.95)
    }
}
