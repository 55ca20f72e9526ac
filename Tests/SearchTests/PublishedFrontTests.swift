import Architectures
import Search
import TestSupport
import Testing

@Suite(.enabled(if: PublishedData.isAvailable, Comment(rawValue: PublishedData.absence)))
struct PublishedFrontTests {
    @Test func titanRTX() throws {
        let problem = try PublishedTables.problem(device: "titan_rtx_1")
        let front = problem.exactFront()
        let indices = front.architectures.map(problem.task.space.publishedIndex(of:))
        // Sorted by negated accuracy: the most accurate first.
        #expect(front.count == 29)
        #expect(indices.first == 9930)
        #expect(indices.last == 1835)
        #expect(front.objectives[0, 0] == -73.4933)
        #expect(front.objectives[0, 1] == 10.5676)
        #expect(front.objectives[28, 1] == 2.48562)
        let reference = problem.referencePoint(exact: front.objectives)
        #expect(reference == [0, 1.1 * 10.5676])
        let volume = front.objectives.hypervolume(reference: reference)
        #expect(isClose(volume, 621.4435, relative: 0, absolute: 5e-5))
    }

    @Test func gold6226() throws {
        let problem = try PublishedTables.problem(device: "gold_6226")
        let front = problem.exactFront().objectives
        let volume = front.hypervolume(reference: problem.referencePoint(exact: front))
        #expect(front.count == 49)
        #expect(isClose(volume, 1100.6484, relative: 0, absolute: 5e-5))
    }
}
