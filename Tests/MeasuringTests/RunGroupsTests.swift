import Testing

@testable import Measuring

@Suite struct RunGroupsTests {
    /// Forty runs around a centre, evenly spread over ± a hundredth of it.
    private func runs(around centre: Double, count: Int = 40) -> [Double] {
        (0..<count).map { centre * (0.99 + 0.02 * Double($0 * 17 % count) / Double(count)) }
    }

    @Test func twoClocksAreTwoGroups() throws {
        let groups = try #require(RunGroups(runs(around: 5) + runs(around: 8, count: 20)))
        #expect(abs(groups.faster - 5) < 0.05)
        #expect(abs(groups.slower - 8) < 0.08)
        #expect(RunGroups([5, 8, 5, 8, 5, 8, 5, 8, 5, 8]) != nil)
    }

    @Test func oneGroupIsNone() {
        #expect(RunGroups(runs(around: 5)) == nil)
        // A slope, a lone outlier, an exponential tail, too few runs, groups 2 % apart.
        #expect(RunGroups((0..<50).map { 5 + Double($0) / 10 }) == nil)
        #expect(RunGroups(runs(around: 5) + [50]) == nil)
        #expect(RunGroups((1...50).map { 5 + 10 / Double($0) }) == nil)
        #expect(RunGroups([5, 8, 5, 8]) == nil)
        #expect(RunGroups((0..<40).map { $0 % 2 == 0 ? 5 : 5.1 }) == nil)
        #expect(RunGroups([Double](repeating: 5, count: 20)) == nil)
    }
}
