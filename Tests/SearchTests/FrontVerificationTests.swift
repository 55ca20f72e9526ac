import Search
import Testing

@Suite struct FrontVerificationTests {
    @Test func theLikeliestComesFirstAndTheHopelessNever() {
        // Candidate 2 is dominated by the certain candidate 1 by ten standard deviations.
        var verification = FrontVerification(
            accuracies: [70, 60, 50], means: [5, 3, 4], deviations: [0.5, 0, 0.1])
        #expect(verification.next() == 0)
        verification.verify(0, latency: 4.5)
        #expect(verification.next() == nil)
    }

    @Test func aResultChangesWhatIsWorthALookUp() {
        // 1 and 2 are believed slower than 0, which is more accurate; 1 by half a deviation, 2 by one.
        var verification = FrontVerification(
            accuracies: [70, 60, 50], means: [5, 5.5, 6], deviations: [1, 1, 1])
        #expect(verification.next() == 0)
        verification.verify(0, latency: 3)
        // Φ(−2.5) = 0.0062 for candidate 1, Φ(−3) = 0.0013 for candidate 2.
        #expect(verification.next() == 1)
        verification.verify(1, latency: 2.5)
        // Φ(−3.5) is negligible.
        #expect(verification.next() == nil)
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
        verification.revise(2, mean: 4, deviation: 0.5)
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
