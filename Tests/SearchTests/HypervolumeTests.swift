import Architectures
import Search
import Testing

@Suite struct HypervolumeTests {
    @Test func agreesWithPymoo() {
        #expect(
            PymooFigures.plane.hypervolume(reference: [10, 10]) == PymooFigures.planeVolume)
        #expect(
            PymooFigures.three.hypervolume(reference: [10, 10, 10]) == PymooFigures.threeVolume)
        #expect(
            PymooFigures.forty.hypervolume(reference: [60, 60, 60]) == PymooFigures.fortyVolume)
        #expect(
            PymooFigures.thirty.hypervolume(reference: [16, 16, 16, 16])
                == PymooFigures.thirtyVolume)
    }

    /// On integers the volume is the number of unit cells that some point covers.
    @Test(arguments: 1...4) func countsUnitCells(dimension: Int) {
        let grid = 6
        var generator = SeededGenerator(seed: UInt64(40 + dimension))
        let cells = (0..<dimension).reduce(1) { product, _ in product * grid }
        for count in [0, 1, 3, 12, 30] {
            let points = RandomPoints.make(
                count, dimension: dimension, grid: grid + 2, using: &generator)
            let covered = (0..<cells).count { cell in
                var corner: [Double] = []
                var rest = cell
                for _ in 0..<dimension {
                    corner.append(Double(rest % grid))
                    rest /= grid
                }
                return points.indices.contains {
                    zip(points.row($0), corner).allSatisfy { $0 <= $1 }
                }
            }
            let reference = [Double](repeating: Double(grid), count: dimension)
            #expect(points.hypervolume(reference: reference) == Double(covered))
        }
    }

    @Test func pointsBeyondTheReferenceAddNothing() {
        let points = ObjectiveVectors(values: [0, 5, 5, 0, 1, 4.5], dimension: 2)
        #expect(points.hypervolume(reference: [5, 5]) == 2)
    }
}
