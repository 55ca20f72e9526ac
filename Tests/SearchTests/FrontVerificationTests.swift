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
}
