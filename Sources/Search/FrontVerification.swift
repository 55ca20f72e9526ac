import Foundation

/// Which candidates to look up, one after the other, so that a front that was searched with
/// uncertain latencies comes closer to the true one.
///
/// A candidate is on the front if it is faster than everything at least as accurate. What is next
/// is the candidate whose latency most probably changes the front that is believed in now. One
/// that is not a member changes it by being faster than the bound b, the lowest latency believed of
/// a candidate of at least its accuracy; under a latency limit, b is at most the limit. A member
/// changes it by being slower than b, by being slower than a candidate that it alone keeps off the
/// front, or by being faster than the next less accurate member.
///
/// Errors have heavy tails: with mean μ and standard deviation σ these are the probabilities
/// F((b − μ) / σ) and the like, F being Student's distribution with four degrees of freedom and unit
/// variance. Nothing is left to do when ``Assessment/chanceLeft`` is small: the sum of the chances
/// of everything by which the front could differ from the one believed in.
package struct FrontVerification: Sendable {
    /// How things stand.
    package struct Assessment: Sendable, Equatable {
        /// The candidate whose latency most probably changes the front and can be looked up; nil
        /// where none has a chance.
        package fileprivate(set) var next: Int?
        /// At most the probability that the true front differs from the one that is believed in.
        package fileprivate(set) var chanceLeft = 0.0
        /// The part of `chanceLeft` that look-ups can settle.
        package fileprivate(set) var chanceWithinReach = 0.0
    }

    /// What ``Assessment/chanceLeft`` has to fall below for a front to be settled.
    package static let settled = 0.05

    private let accuracies: [Double]
    private let isWithinReach: [Bool]
    private let limit: Double
    /// Candidates of equal accuracy lie together, the most accurate first.
    private let order: [Int]
    /// Where in ``order`` each accuracy begins, and the end.
    private let starts: [Int]
    private var means: [Double]
    private var deviations: [Double]

    /// Takes the candidates, in any order.
    /// - Parameters:
    ///   - accuracies: Their accuracies, larger is better.
    ///   - means: Their estimated latencies.
    ///   - deviations: Standard deviations of the estimates; 0 where the latency is certain.
    ///   - limit: The latency that is allowed.
    ///   - isWithinReach: Which ones can be looked up; nil for all.
    package init(
        accuracies: [Double], means: [Double], deviations: [Double], limit: Double = .infinity,
        isWithinReach: [Bool]? = nil
    ) {
        precondition(
            accuracies.count == means.count && means.count == deviations.count,
            "one accuracy, mean and deviation a candidate")
        let isWithinReach = isWithinReach ?? accuracies.map { _ in true }
        precondition(isWithinReach.count == accuracies.count, "one answer a candidate")
        let order = accuracies.indices.sorted { (accuracies[$1], $0) < (accuracies[$0], $1) }
        starts =
            order.indices.filter { $0 == 0 || accuracies[order[$0]] != accuracies[order[$0 - 1]] }
            + [order.count]
        self.order = order
        self.accuracies = accuracies
        self.means = means
        self.deviations = deviations
        self.limit = limit
        self.isWithinReach = isWithinReach
    }

    /// What to look up next, and what chance is left that the front is another one.
    /// - Complexity: O(candidates).
    package func assess() -> Assessment {
        var assessment = Assessment()
        var largest = 0.0
        chances { candidate, chance in
            guard isWithinReach[candidate], chance > largest else { return }
            largest = chance
            assessment.next = candidate
        } pair: { candidate, rival, chance in
            assessment.chanceLeft += chance
            if canBeLookedUp(candidate) || rival.map(canBeLookedUp) ?? false {
                assessment.chanceWithinReach += chance
            }
        }
        return assessment
    }

    /// The candidates beyond reach that most probably change the front, the likeliest first. Each is
    /// chosen as if those before it had been measured and were as believed, so that what they would
    /// tell is not asked for twice.
    /// - Complexity: O(count × candidates).
    package func beyondReach(atMost count: Int) -> [Int] {
        var rest = self
        var found: [Int] = []
        while found.count < count {
            var likeliest: Int?
            var largest = Self.leastChance
            rest.chances { candidate, chance in
                guard !isWithinReach[candidate], chance > largest else { return }
                largest = chance
                likeliest = candidate
            } pair: { _, _, _ in
            }
            guard let likeliest else { break }
            found.append(likeliest)
            rest.verify(likeliest, latency: rest.means[likeliest])
        }
        return found
    }

    /// The chance of changing the front from which on it is worth measuring.
    private static let leastChance = 0.001

    private func canBeLookedUp(_ candidate: Int) -> Bool {
        isWithinReach[candidate] && deviations[candidate] > 0
    }

    /// Goes through everything by which the front could change.
    /// - Parameters:
    ///   - single: A candidate and the chance that its latency alone changes the front.
    ///   - pair: A candidate, what it is compared with (nil for the limit), and the chance that the
    ///     two are the other way round than believed. The front is another one only if one of
    ///     these is so.
    private func chances(
        single: (Int, Double) -> Void, pair: (Int, Int?, Double) -> Void
    ) {
        var member: Member?
        var fastest = limit
        for (start, end) in zip(starts, starts.dropFirst()) {
            var lead = start
            for position in start..<end where means[order[position]] < means[order[lead]] {
                lead = position
            }
            let leader = order[lead]
            if means[leader] < fastest {
                if let member {
                    single(member.candidate, chance(of: member, next: means[leader]))
                }
                pair(leader, member?.candidate, chance(fastest, exceeding: leader, member))
                member = Member(candidate: leader, bound: fastest)
                fastest = means[leader]
            }
            for position in start..<end where order[position] != member?.candidate {
                let candidate = order[position]
                member?.keepsOff(means[candidate])
                single(
                    candidate, Self.probability((fastest - means[candidate]), deviations[candidate])
                )
                pair(
                    candidate, member?.candidate,
                    Self.probability(
                        fastest - means[candidate], spread(candidate, member?.candidate)))
            }
        }
        if let member { single(member.candidate, chance(of: member, next: -.infinity)) }
    }

    /// A member of the front that is believed in.
    private struct Member {
        let candidate: Int
        /// The latency from which on it is no member, or another candidate is one.
        var bound: Double

        /// Takes a candidate in that is no more accurate and no faster.
        mutating func keepsOff(_ mean: Double) { bound = min(bound, mean) }
    }

    /// The chance that a member is slower than the next more accurate one, or than the limit.
    private func chance(_ bound: Double, exceeding member: Int, _ faster: Member?) -> Double {
        Self.probability(means[member] - bound, spread(member, faster?.candidate))
    }

    /// The probability that a member's latency changes the front.
    /// - Parameter next: The latency of the next less accurate member.
    private func chance(of member: Member, next: Double) -> Double {
        let (mean, deviation) = (means[member.candidate], deviations[member.candidate])
        return Self.probability(mean - member.bound, deviation)
            + Self.probability(next - mean, deviation)
    }

    private func spread(_ candidate: Int, _ other: Int?) -> Double {
        let (own, others) = (deviations[candidate], other.map { deviations[$0] } ?? 0)
        return others == 0 ? own : (own * own + others * others).squareRoot()
    }

    /// Replaces what is believed of a candidate that was not looked up.
    package mutating func revise(_ candidate: Int, mean: Double, deviation: Double) {
        guard deviations[candidate] > 0 else { return }
        means[candidate] = mean
        deviations[candidate] = deviation
    }

    /// Takes a looked-up latency in.
    package mutating func verify(_ candidate: Int, latency: Double) {
        means[candidate] = latency
        deviations[candidate] = 0
    }

    /// The probability that an error of a standard deviation is below a difference; 0 where nothing
    /// is uncertain.
    private static func probability(_ difference: Double, _ deviation: Double) -> Double {
        guard deviation > 0 else { return 0 }
        if difference.isInfinite { return difference > 0 ? 1 : 0 }
        return HeavyTail.probability(below: difference / deviation)
    }
}
