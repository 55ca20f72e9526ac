import Architectures
import TestSupport
import Testing

@testable import Search

@Suite struct SearchProblemTests {
    @Test func violationsAreRelativeToTheBound() {
        let values = [1.0, 2, 3, .nan]
        func limit(_ side: Limit.Side, _ bound: Double) -> Limit {
            Limit(name: "x", side: side, bound: bound, values: values)
        }
        func violations(_ limit: Limit) -> [Double] {
            (0..<3).map { limit.violation(of: Architecture(code: $0)) }
        }
        #expect(violations(limit(.atMost, 2)) == [0, 0, 0.5])
        #expect(violations(limit(.atLeast, 2)) == [0.5, 0, 0])
        #expect(violations(limit(.atMost, 0)) == [1, 2, 3])
        #expect(violations(limit(.atMost, -2)) == [1.5, 2, 2.5])
        #expect(limit(.atMost, 2).violation(of: Architecture(code: 3)).isNaN)
    }

    @Test func knownLimitsAndMissingValuesAreNoCandidates() throws {
        let problem = try Problems.tiny(
            missing: [5],
            limits: { space in
                let size = space.architectures.map { Double(space.operatorCounts(of: $0)[2]) }
                return [
                    Limit(name: "params", side: .atMost, bound: 1, values: size, isKnown: true),
                    Limit(
                        name: "index", side: .atLeast, bound: 3,
                        values: (0..<27).map(Double.init)),
                ]
            })
        // Cells with at most one convolution: 8 + 3 × 4 = 20; number 5 is one of them.
        #expect(problem.task.candidates.count == 19)
        #expect(!problem.task.candidates.contains(Architecture(code: 5)))
        #expect(!problem.task.candidates.contains(Architecture(code: 26)))
        // Of the three below 3, all have at most one convolution.
        #expect(problem.feasible.count == 16)
        let results = problem.evaluate([1, 3, 5].map(Architecture.init(code:)))
        #expect(results.violations == [2.0 / 3, 0, .infinity])
        #expect(problem.exactFront().architectures.allSatisfy { $0.code >= 3 })
    }

    @Test func knownObjectivesAreTheMinimisedColumns() throws {
        let problem = try Problems.tiny(objectives: 3, isCostKnown: true)
        let known = problem.task.knownObjectives
        #expect(known[0] == nil)
        #expect(known[1] == problem.objectives[1].values)
        #expect(known[2] == problem.objectives[2].values)
    }

    @Test func noCandidatesIsAnError() {
        #expect(throws: SearchError.noCandidates) {
            try Problems.tiny(missing: Set(0..<27))
        }
        #expect(throws: SearchError.noCandidates) {
            try Problems.tiny(limits: { space in
                [
                    Limit(
                        name: "flops", side: .atMost, bound: -1,
                        values: [Double](repeating: 0, count: space.count), isKnown: true)
                ]
            })
        }
    }

    @Test func setsCountAndRank() {
        var set = ArchitectureSet(capacity: 200, where: { $0 % 3 == 0 })
        #expect(set.count == 67)
        #expect(set.member(at: 0) == 0)
        #expect(set.member(at: 22) == 66)
        #expect(set.member(at: 66) == 198)
        let isRemoved = [set.remove(66), set.remove(66), set.remove(67)]
        #expect(isRemoved == [true, false, false])
        #expect(set.member(at: 22) == 69)
        #expect(set.count == 66)
        var generator = SeededGenerator(seed: 1)
        var drawn: [Int] = []
        while !set.isEmpty { drawn.append(set.takeRandomMember(using: &generator)) }
        #expect(Set(drawn) == Set((0..<67).map { $0 * 3 }.filter { $0 != 66 }))
    }

    @Test func drawsCoverTheirRangeEvenly() {
        var generator = SeededGenerator(seed: 8)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[generator.below(7)] += 1 }
        // Six standard deviations of a binomial of mean 10,000.
        #expect(counts.allSatisfy { abs($0 - 10_000) < 560 })
        var mean = 0.0
        for _ in 0..<10_000 { mean += generator.unit() / 10_000 }
        #expect(abs(mean - 0.5) < 0.018)
    }

    /// Every cell that differs in one edge, edge by edge, operator by operator.
    private static func neighbours(
        of cell: Architecture, in space: SearchSpace
    ) -> [Architecture] {
        let own = space.operatorIndices(of: cell)
        return own.indices.flatMap { edge in
            space.operators.indices.filter { $0 != own[edge] }.map { index in
                var other = own
                other[edge] = index
                return space.architecture(operatorIndices: other)
            }
        }
    }

    @Test func variationAgreesWithTheSpace() throws {
        let space = try SearchSpace.nasBench201()
        let variation = CellVariation(space: space)
        for code in stride(from: 0, to: space.count, by: 977) {
            let cell = Architecture(code: code)
            var neighbours: [Architecture] = []
            variation.forEachNeighbour(of: code) { neighbours.append(Architecture(code: $0)) }
            #expect(neighbours == Self.neighbours(of: cell, in: space))
            #expect(
                (0..<6).map { variation.digit(code, $0) } == space.operatorIndices(of: cell))
        }
        var generator = SeededGenerator(seed: 2)
        let a = space.architecture(operatorIndices: [0, 1, 2, 3, 4, 0])
        let b = space.architecture(operatorIndices: [4, 3, 2, 1, 0, 0])
        var children = Set<Architecture>()
        for _ in 0..<400 {
            let child = variation.crossed(a.code, b.code, using: &generator)
            children.insert(Architecture(code: child))
            let stepped = variation.stepped(a.code, using: &generator)
            #expect(Self.neighbours(of: a, in: space).contains(Architecture(code: stepped)))
        }
        // Four edges differ: 16 children.
        #expect(children.count == 16)
        #expect(children.allSatisfy { space.operatorIndices(of: $0)[2] == 2 })
        let still = variation.mutated(a.code, rate: 0, using: &generator)
        #expect(still == a.code)
        let changed = Architecture(code: variation.mutated(a.code, rate: 1, using: &generator))
        #expect(
            zip(space.operatorIndices(of: a), space.operatorIndices(of: changed))
                .allSatisfy { $0 != $1 })
    }
}
