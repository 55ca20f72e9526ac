import Architectures
import Search
import Testing

@Suite struct FrontVerificationTests {
    @Test func whatCannotChangeTheFrontIsNotLookedUp() {
        // Member 0 is four deviations from member 1; candidate 2 is ten behind it.
        let verification = FrontVerification(
            accuracies: [70, 60, 50], means: [5, 3, 4], deviations: [0.5, 0, 0.1])
        #expect(verification.next() == nil)
    }

    @Test func aMemberIsLookedUpWhereAnotherIsNear() {
        // Φ(−0.4): it may be slower than what it keeps off the front.
        var slower = FrontVerification(
            accuracies: [70, 60], means: [5, 5.2], deviations: [0.5, 0])
        #expect(slower.next() == 0)
        slower.verify(0, latency: 5.5)
        #expect(slower.next() == nil)
        // Φ(−0.5): it may be faster than a less accurate member.
        let faster = FrontVerification(
            accuracies: [70, 60], means: [5, 4.9], deviations: [0.2, 0])
        #expect(faster.next() == 0)
    }

    @Test func aResultChangesWhatIsWorthALookUp() {
        // Φ(−0.42) for member 0, Φ(−0.5) for candidate 1, Φ(−1) for candidate 2.
        var verification = FrontVerification(
            accuracies: [70, 60, 50], means: [5, 5.5, 6], deviations: [1.2, 1, 1])
        #expect(verification.next() == 0)
        verification.verify(0, latency: 3)
        // Φ(−2.5) = 0.0062 for candidate 1, Φ(−3) = 0.0013 for candidate 2.
        #expect(verification.next() == 1)
        verification.verify(1, latency: 2.5)
        // Φ(−3.5) is negligible.
        #expect(verification.next() == nil)
    }

    /// Counted over draws of one candidate's latency, the others as they are believed.
    @Test func noneChangesTheFrontMoreOften() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20 {
            let accuracies = (0..<12).map { _ in Double.random(in: 50...70, using: &generator) }
            let means = accuracies.map { $0 / 10 + .random(in: -1...1, using: &generator) }
            let deviations = means.map { _ in Double.random(in: 0.05...0.5, using: &generator) }
            func front(_ latencies: [Double]) -> Set<Int> {
                Set(
                    latencies.indices.filter { one in
                        !latencies.indices.contains {
                            $0 != one && accuracies[$0] >= accuracies[one]
                                && latencies[$0] <= latencies[one]
                        }
                    })
            }
            let believed = front(means)
            let shares = means.indices.map { candidate in
                let changes = (0..<2000).count { _ in
                    var latencies = means
                    // Twelve uniform numbers make a nearly normal one.
                    let deviate = (0..<12).reduce(-6.0) { sum, _ in
                        sum + .random(in: 0...1, using: &generator)
                    }
                    latencies[candidate] += deviations[candidate] * deviate
                    return front(latencies) != believed
                }
                return Double(changes) / 2000
            }
            let next = try #require(
                FrontVerification(accuracies: accuracies, means: means, deviations: deviations)
                    .next())
            #expect(shares[next] > (shares.max() ?? 1) - 0.04)
        }
    }

    @Test func equalAccuraciesCompete() {
        let verification = FrontVerification(
            accuracies: [70, 70], means: [5, 5.1], deviations: [0, 1])
        // Φ(−0.1): the slower twin may still be the faster one.
        #expect(verification.next() == 1)
    }

    @Test func whatABoundForbidsIsNotLookedUp() {
        // Φ((4 − 5) / 0.2) is negligible, Φ((4 − 3.9) / 0.2) = 0.69.
        let verification = FrontVerification(
            accuracies: [70, 60], means: [5, 3.9], deviations: [0.2, 0.2], limit: 4)
        #expect(verification.next() == 1)
        #expect(verification.plausible(within: 3) == [1])
        #expect(verification.plausible(within: 6) == [0, 1])
    }

    @Test func revisedBeliefsChangeTheOrder() {
        var verification = FrontVerification(
            accuracies: [70, 60, 50], means: [5, 5.5, 6], deviations: [0, 1, 1])
        #expect(verification.next() == 1)
        verification.revise(2, mean: 4.9, deviation: 0.5)
        verification.revise(0, mean: 1, deviation: 1)
        // Candidate 0 is certain and stays at 5.
        #expect(verification.next() == 2)
    }

    /// 0.5 apart with deviations of 0.3 and 0.4: one deviation of the difference, less than 1.28.
    @Test func membersWithinTheErrorOfARivalAreNotSeparated() {
        let near = FrontVerification(
            accuracies: [70, 60], means: [5.5, 5], deviations: [0.3, 0.4])
        #expect(!near.isSeparated(1))
        // Nothing is as accurate as candidate 0.
        #expect(near.isSeparated(0))
        let far = FrontVerification(
            accuracies: [70, 60], means: [5.7, 5], deviations: [0.3, 0.4])
        #expect(far.isSeparated(1))
        let known = FrontVerification(
            accuracies: [70, 60], means: [5.001, 5], deviations: [0, 0])
        #expect(known.isSeparated(1))
    }
}
