import Architectures
import Search
import TestSupport
import Testing

@Suite struct FrontVerificationTests {
    /// SciPy's `t.cdf(z * sqrt(2), 4)`.
    @Test(arguments: [
        (-10.0, 7.256408530659879e-05), (-3, 0.0066177997818413405), (-1, 0.11509982054024942),
        (0, 0.5), (0.5, 0.7407407407407409), (3, 0.9933822002181587), (1e200, 1),
    ])
    func heavyTailsAreStudents(deviate: Double, probability: Double) {
        #expect(abs(HeavyTail.probability(below: deviate) - probability) < 1e-12)
    }

    @Test func aFrontThatNothingComesNearIsSettled() {
        // Member 0 is four deviations from member 1; candidate 2 is ten behind it.
        let assessment = FrontVerification(
            accuracies: [70, 60, 50], means: [5, 3, 4], deviations: [0.5, 0, 0.1]
        ).assess()
        #expect(assessment.next == 0)
        let expected = 0.00240633916502211 + 7.256408530659879e-05
        #expect(abs(assessment.chanceLeft - expected) < 1e-12)
        #expect(assessment.chanceLeft < FrontVerification.settled)
    }

    /// A thousand candidates that are each three deviations behind are not nothing.
    @Test func smallChancesOfManySum() {
        let many = 1000
        let assessment = FrontVerification(
            accuracies: [70] + (0..<many).map { 60 - Double($0) / 100 },
            means: [5] + [Double](repeating: 8, count: many),
            deviations: [0] + [Double](repeating: 1, count: many)
        ).assess()
        #expect(isClose(assessment.chanceLeft, 6.6177997818413405, relative: 1e-9))
        #expect(assessment.chanceLeft > FrontVerification.settled)
    }

    @Test func aMemberIsLookedUpWhereAnotherIsNear() {
        // F(−0.4): it may be slower than what it keeps off the front.
        var slower = FrontVerification(
            accuracies: [70, 60], means: [5, 5.2], deviations: [0.5, 0])
        #expect(slower.assess().next == 0)
        slower.verify(0, latency: 5.5)
        #expect(slower.assess() == FrontVerification.Assessment.nothingLeft)
        // F(−0.5): it may be faster than a less accurate member.
        let faster = FrontVerification(
            accuracies: [70, 60], means: [5, 4.9], deviations: [0.2, 0])
        #expect(faster.assess().next == 0)
    }

    @Test func aResultChangesWhatIsWorthALookUp() {
        // F(−0.42) for member 0, F(−0.5) for candidate 1, F(−1) for candidate 2.
        var verification = FrontVerification(
            accuracies: [70, 60, 50], means: [5, 5.5, 6], deviations: [1.2, 1, 1])
        #expect(verification.assess().next == 0)
        verification.verify(0, latency: 3)
        // F(−2.5) = 0.0121 for candidate 1, F(−3) = 0.0066 for candidate 2.
        #expect(verification.assess().next == 1)
        #expect(
            abs(verification.assess().chanceLeft - 0.012055055275695453 - 0.0066177997818413405)
                < 1e-12)
        verification.verify(1, latency: 2.5)
        // F(−3.5).
        #expect(abs(verification.assess().chanceLeft - 0.003881301344935345) < 1e-12)
    }

    /// Counted over draws of latencies: of one candidate's, the others as they are believed, and of
    /// all.
    @Test func noneChangesTheFrontMoreOftenAndTheSumIsABound() throws {
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
            let draws = 2000
            let shares = means.indices.map { candidate in
                let changes = (0..<draws).count { _ in
                    var latencies = means
                    latencies[candidate] +=
                        deviations[candidate] * Self.heavyDeviate(using: &generator)
                    return front(latencies) != believed
                }
                return Double(changes) / Double(draws)
            }
            let others = (0..<draws).count { _ in
                let latencies = means.indices.map {
                    means[$0] + deviations[$0] * Self.heavyDeviate(using: &generator)
                }
                return front(latencies) != believed
            }
            let assessment = FrontVerification(
                accuracies: accuracies, means: means, deviations: deviations
            ).assess()
            let next = try #require(assessment.next)
            #expect(shares[next] > (shares.max() ?? 1) - 0.04)
            #expect(Double(others) / Double(draws) < assessment.chanceLeft + 0.03)
        }
    }

    /// A normal number over the root of a mean of four squares, of unit variance.
    private static func heavyDeviate(using generator: inout SeededGenerator) -> Double {
        func normal() -> Double {
            (0..<12).reduce(-6.0) { sum, _ in sum + .random(in: 0...1, using: &generator) }
        }
        let squares = (0..<4).reduce(0.0) { sum, _ in
            let value = normal()
            return sum + value * value
        }
        return normal() / (squares / 4).squareRoot() / 2.0.squareRoot()
    }

    @Test func equalAccuraciesCompete() {
        var verification = FrontVerification(
            accuracies: [70, 70], means: [5, 5.1], deviations: [0, 1])
        // F(−0.1): the slower twin may still be the faster one.
        #expect(verification.assess().next == 1)
        // What becomes the faster one in belief takes the other's place.
        verification.revise(1, mean: 1, deviation: 0.1)
        #expect(verification.assess().chanceLeft < 1e-4)
    }

    @Test func whatALimitForbidsIsNotLookedUpFirst() {
        // F((4 − 5) / 0.2) = 0.001, F((3.9 − 4) / 0.2) = 0.26.
        let verification = FrontVerification(
            accuracies: [70, 60], means: [5, 3.9], deviations: [0.2, 0.2], limit: 4)
        #expect(verification.assess().next == 1)
        #expect(
            abs(verification.assess().chanceLeft - 0.0010553229225456352 - 0.2592592592592591)
                < 1e-12)
    }

    /// Believed above the limit, in truth below it: it stays within reach.
    @Test func whatMayKeepALimitIsLookedUp() {
        var verification = FrontVerification(
            accuracies: [70, 60], means: [4.3, 3], deviations: [0.2, 0], limit: 4)
        #expect(verification.assess().next == 0)
        verification.verify(0, latency: 3.9)
        #expect(verification.assess() == FrontVerification.Assessment.nothingLeft)
    }

    @Test func whatCannotBeLookedUpIsNamedAndCounts() {
        var verification = FrontVerification(
            accuracies: [70, 60], means: [5, 5.2], deviations: [0.5, 0.5],
            isWithinReach: [false, true])
        #expect(verification.assess().next == 1)
        #expect(verification.beyondReach(atMost: 5) == [0])
        verification.verify(1, latency: 5.2)
        let assessment = verification.assess()
        #expect(assessment.next == nil)
        #expect(assessment.chanceWithinReach == 0)
        #expect(assessment.chanceLeft > 0.3)
    }

    @Test func revisedBeliefsChangeTheOrder() {
        var verification = FrontVerification(
            accuracies: [70, 60, 50], means: [5, 5.5, 6], deviations: [0, 1, 1])
        #expect(verification.assess().next == 1)
        verification.revise(2, mean: 4.9, deviation: 0.5)
        verification.revise(0, mean: 1, deviation: 1)
        // Candidate 0 is certain and stays at 5.
        #expect(verification.assess().next == 2)
    }
}

extension FrontVerification.Assessment {
    /// Nothing uncertain is left.
    fileprivate static var nothingLeft: FrontVerification.Assessment {
        FrontVerification(accuracies: [1], means: [1], deviations: [0]).assess()
    }
}

@Suite struct FrontSeparationTests {
    /// 0.5 apart with deviations of 0.3 and 0.4: one deviation of the difference, F(−1) = 0.115.
    @Test func membersWithinTheErrorOfARivalAreNotSeparated() {
        let near = FrontSeparation(means: [5.5, 5], deviations: [0.3, 0.4])
        #expect(!near.isSeparated(1, from: [0]))
        // Nothing is as accurate as candidate 0.
        #expect(near.isSeparated(0, from: []))
        // F(−1.4) = 0.059.
        let far = FrontSeparation(means: [5.7, 5], deviations: [0.3, 0.4])
        #expect(far.isSeparated(1, from: [0, 1]))
    }

    /// Two rivals of 0.059 each: 1 − 0.941² = 0.115.
    @Test func theChancesOfSeveralRivalsAdd() {
        let two = FrontSeparation(means: [5.7, 5, 5.7], deviations: [0.3, 0.4, 0.3])
        #expect(two.isSeparated(1, from: [0]))
        #expect(!two.isSeparated(1, from: [0, 2]))
    }

    @Test func knownLatenciesLeaveNoDoubt() {
        let known = FrontSeparation(means: [5.001, 5, .nan], deviations: [0, 0, 0])
        #expect(known.isSeparated(1, from: [0, 2]))
        #expect(!known.isSeparated(0, from: [1]))
    }
}
