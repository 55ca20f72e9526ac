import Architectures
import Testing

@testable import Search

@Suite struct FrontTests {
    @Test func agreesWithPymoo() {
        #expect(PymooFigures.plane.nonDominatedRows() == PymooFigures.planeFronts[0])
        #expect(Set(PymooFigures.three.nonDominatedRows()) == PymooFigures.threeFronts[0])
        #expect(Set(PymooFigures.forty.nonDominatedRows()) == PymooFigures.fortyFront)
        #expect(Set(PymooFigures.thirty.nonDominatedRows()) == PymooFigures.thirtyFront)
    }

    @Test(arguments: 1...5) func agreesWithTheDefinition(dimension: Int) {
        var generator = SeededGenerator(seed: UInt64(dimension))
        for grid in [2, 5, 40, 10_000] {
            for count in [0, 1, 2, 17, 150] {
                let points = RandomPoints.make(
                    count, dimension: dimension, grid: grid, using: &generator)
                let front = points.nonDominatedRows()
                #expect(Set(front) == RandomPoints.naiveFront(points))
                #expect(front == points.lexicographic(front))
                #expect(Set(front).count == front.count)
            }
        }
    }

    /// More points than slices of the pre-selection, with coarse, fine and uneven coordinates.
    @Test(arguments: [3, 700, 1_000_000]) func largeSetsAgreeWithTheDefinition(grid: Int) {
        var generator = SeededGenerator(seed: 9)
        var points = RandomPoints.make(900, dimension: 2, grid: grid, using: &generator)
        points.append([-1e12, 5e11])
        points.append([0, -1])
        #expect(Set(points.nonDominatedRows()) == RandomPoints.naiveFront(points))
        points.append([.infinity, -.infinity])
        #expect(Set(points.nonDominatedRows()) == RandomPoints.naiveFront(points))
    }

    @Test func duplicatesOfAMemberAreMembers() {
        let points = ObjectiveVectors(values: [2, 2, 1, 3, 2, 2, 2, 3, 1, 3], dimension: 2)
        #expect(points.nonDominatedRows() == [1, 4, 0, 2])
    }

    @Test func incompleteRowsAreLeftOut() {
        let (points, rows) = ObjectiveVectors.completeRows(of: [[1, .nan, 3, 4], [5, 6, .nan, 8]])
        #expect(points.values == [1, 5, 4, 8])
        #expect(rows == [0, 3])
    }

    @Test func frontOfEvaluationsIgnoresWhatBreaksConstraints() {
        var evaluations = Evaluations(dimension: 2)
        evaluations.append(Architecture(code: 1), objectives: [1, 1], violation: 0.1)
        evaluations.append(Architecture(code: 2), objectives: [3, 2])
        evaluations.append(Architecture(code: 3), objectives: [.nan, 0])
        evaluations.append(Architecture(code: 4), objectives: [2, 3])
        evaluations.append(Architecture(code: 5), objectives: [3, 3])
        #expect(evaluations.front().architectures.map(\.code) == [4, 2])
        #expect(evaluations.violations == [0.1, 0, .infinity, 0, 0])
        #expect(evaluations.objectives.row(2) == [.infinity, .infinity])
        #expect(evaluations.constrainedFrontRows() == [3, 1])
        #expect(evaluations.selecting([0, 2]).constrainedFrontRows() == [0])
        #expect(evaluations.selecting([0, 2]).front().isEmpty)
    }
}
