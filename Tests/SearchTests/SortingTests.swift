import Architectures
import Testing

@testable import Search

@Suite struct SortingTests {
    private func evaluations(
        _ points: ObjectiveVectors, violations: [Double]? = nil
    ) -> Evaluations {
        Evaluations(
            architectures: points.indices.map(Architecture.init(code:)), objectives: points,
            violations: violations ?? [Double](repeating: 0, count: points.count))
    }

    private func fronts(_ sorting: NonDominatedSorting) -> [[Int]] {
        (0..<sorting.count).map { Array(sorting.front($0)) }
    }

    @Test func agreesWithPymoo() {
        let plane = fronts(NonDominatedSorting(evaluations(PymooFigures.plane)))
        #expect(plane == PymooFigures.planeFronts)
        let three = fronts(NonDominatedSorting(evaluations(PymooFigures.three)))
        #expect(three.map(Set.init) == PymooFigures.threeFronts)
    }

    /// The definition: peel one front after the other by constrained domination.
    @Test(arguments: [2, 3, 4]) func agreesWithTheDefinition(dimension: Int) {
        var generator = SeededGenerator(seed: UInt64(70 + dimension))
        for round in 0..<30 {
            let points = RandomPoints.make(
                60, dimension: dimension, grid: round % 2 == 0 ? 6 : 1000, using: &generator)
            let violations = (0..<60).map { _ in
                round % 3 == 0
                    ? 0.0 : Double(max(0, Int.random(in: -6..<4, using: &generator)))
            }
            var remaining = Set(points.indices)
            var expected: [Set<Int>] = []
            while !remaining.isEmpty {
                let front = remaining.filter { row in
                    !remaining.contains { other in
                        if violations[other] != violations[row] {
                            return violations[other] < violations[row]
                        }
                        return violations[row] == 0
                            && RandomPoints.isBetter(points.row(other), points.row(row))
                    }
                }
                expected.append(front)
                remaining.subtract(front)
            }
            let sorting = NonDominatedSorting(evaluations(points, violations: violations))
            #expect(fronts(sorting).map(Set.init) == expected)
        }
    }

    /// pymoo divides by the number of objectives: its 0.5, 0.5625, 0.5 are halves of these.
    @Test func crowdingAgreesWithPymoo() {
        var distances = [Double](repeating: -1, count: PymooFigures.plane.count)
        CrowdingDistance.assign([0, 1, 4, 6, 8], of: PymooFigures.plane, to: &distances)
        #expect(distances == [.infinity, 1, -1, -1, 1.125, -1, 1, -1, .infinity])
    }

    @Test func crowdingOfThreeObjectivesByHand() {
        let points = ObjectiveVectors(
            values: [0, 4, 2, 1, 2, 0, 2, 1, 1, 4, 0, 4], dimension: 3)
        var distances = [Double](repeating: 0, count: 4)
        CrowdingDistance.assign([0, 1, 2, 3], of: points, to: &distances)
        // Row 2: (4 − 1)/4 + (2 − 0)/4 + (2 − 0)/4; row 1 is an end of the third objective.
        #expect(distances == [.infinity, .infinity, 1.75, .infinity])
    }

    @Test func staircaseKeepsMinima() {
        var staircase = Staircase()
        let points = [(3.0, 3.0), (1, 5), (3, 3), (4, 3), (1, 3)]
        let isAdded = points.map { staircase.insert(x: $0.0, y: $0.1) }
        #expect(isAdded == [true, true, false, false, true])
        #expect(staircase.steps == [Staircase.Step(x: 1, y: 3)])
    }
}
