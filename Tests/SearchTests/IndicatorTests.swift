import Architectures
import Search
import TestSupport
import Testing

@Suite struct IndicatorTests {
    @Test func distanceAgreesWithPymoo() {
        let plane = PymooFigures.plane.invertedGenerationalDistancePlus(
            to: PymooFigures.planeReference)
        #expect(isClose(plane, PymooFigures.planeDistance, relative: 1e-14))
        let three = PymooFigures.three
        let distance = three.selecting([0, 1, 3])
            .invertedGenerationalDistancePlus(to: three.selecting([2, 4, 6]))
        #expect(isClose(distance, PymooFigures.threeDistance, relative: 1e-14))
    }

    @Test func additiveEpsilonByHand() {
        // (2, 5) is farthest: 2 from (4, 4) and from (2, 7). The others are 1 away, from (1, 9),
        // (4, 4) and (6, 2).
        let epsilon = PymooFigures.plane.additiveEpsilon(to: PymooFigures.planeReference)
        #expect(epsilon == 2)
        let better = ObjectiveVectors(values: [0, 0], dimension: 2)
        #expect(better.additiveEpsilon(to: PymooFigures.planeReference) == -1)
        #expect(ObjectiveVectors(dimension: 2).additiveEpsilon(to: better) == .infinity)
    }

    /// Accuracies 70, 60, 50 at 10, 5, 2 ms; found: 65 at 8 ms, 50 at 2 ms and a dominated 40.
    @Test func metricsByHand() {
        let exact = ObjectiveVectors(values: [-70, 10, -60, 5, -50, 2], dimension: 2)
        let found = ObjectiveVectors(values: [-65, 8, -50, 2, -40, 3], dimension: 2)
        let reference = exact.referencePoint(costs: [false, true])
        #expect(reference == [0, 11])
        let metrics = FrontMetrics(found: found, exact: exact, reference: reference)
        // Exact: 50 × 9 + 10 × 6 + 10 × 1 = 520; found: 50 × 9 + 15 × 3 = 495.
        #expect(isClose(metrics.hypervolumeRatio, 495.0 / 520, relative: 1e-14))
        #expect(isClose(metrics.recall, 1.0 / 3, relative: 1e-14))
        #expect(metrics.precision == 0.5)
        #expect(metrics.levelsMissed == 1)
        // 60 is reached at 8 instead of 5 ms, 50 at 2.
        #expect(isClose(metrics.latencyRegret, 0.3, relative: 1e-14))
        #expect(metrics.frontSize == 2)
        #expect(metrics.exactFrontSize == 3)
        // In units of the front's extent (20 points, 8 ms): 5/20 for 70; 3/8 for 60; 0 for 50.
        #expect(
            isClose(metrics.invertedGenerationalDistancePlus, (0.25 + 0.375) / 3, relative: 1e-14))
        #expect(isClose(metrics.additiveEpsilon, 0.375, relative: 1e-14))
    }

    @Test func metricsOfTheExactFrontAndOfNothing() {
        let exact = ObjectiveVectors(values: [-70, 10, -60, 5, -50, 2], dimension: 2)
        let same = FrontMetrics(found: exact, exact: exact, reference: [0, 11])
        #expect(same.hypervolumeRatio == 1)
        #expect(same.recall == 1)
        #expect(same.precision == 1)
        #expect(same.latencyRegret == 0)
        #expect(same.levelsMissed == 0)
        #expect(same.invertedGenerationalDistancePlus == 0)
        let none = FrontMetrics(
            found: ObjectiveVectors(dimension: 2), exact: exact, reference: [0, 11])
        #expect(none.hypervolumeRatio == 0)
        #expect(none.recall == 0)
        #expect(none.precision == 0)
        #expect(none.latencyRegret.isNaN)
        #expect(none.levelsMissed == 3)
    }

    /// Two architectures that are one point are two members: finding one of them is half.
    @Test func recallIsOfArchitecturesWhereTheyAreKnown() throws {
        func evaluations(_ codes: [Int], _ rows: [[Double]]) -> Evaluations {
            Evaluations(
                architectures: codes.map(Architecture.init(code:)),
                objectives: ObjectiveVectors(values: rows.flatMap(\.self), dimension: 2),
                violations: rows.map { $0[1].isFinite ? 0 : .infinity })
        }
        let exact = evaluations([3, 4, 9], [[-70, 5], [-70, 5], [-60, 2]])
        // One of the two, one that is slower, one without a latency.
        let found = evaluations([4, 7, 8], [[-70, 5], [-60, 3], [.infinity, .infinity]])
        let metrics = FrontMetrics(found: found, exact: exact, reference: [0, 11])
        #expect(isClose(metrics.recall, 1.0 / 3, relative: 1e-14))
        #expect(isClose(metrics.precision, 1.0 / 3, relative: 1e-14))
        #expect(metrics.frontSize == 3)
        #expect(metrics.exactFrontSize == 3)
        // 60 % is reached at 3 instead of 2 ms, 70 % twice at 5.
        #expect(isClose(metrics.latencyRegret, 0.5 / 3, relative: 1e-14))
    }
}
