import Foundation

/// Which candidates to look up, one after the other, so that a front that was searched with
/// uncertain latencies comes closer to the true one.
///
/// A candidate is on the front if it is faster than everything at least as accurate. What is next
/// is the candidate whose latency most probably changes the front that is believed in now. One
/// that is not a member changes it by being faster than the bound b, the lowest latency believed of
/// a candidate of at least its accuracy; under a latency limit, b is at most the limit. A member
/// changes it by being slower than b, by being slower than a candidate that it alone keeps off the
/// front, or by being faster than the next less accurate member. With normal errors of means μ
/// and deviations σ these are the probabilities Φ((b − μ) / σ) and the like. Members that nothing comes
/// near are not looked up, and nothing is left to do when no latency has a chance to change
/// anything.
public struct FrontVerification: Sendable {
    /// Below this probability a candidate is not worth a look-up.
    public static let negligible = 0.001

    private let order: [Int]
    private let accuracies: [Double]
    private let limit: Double
    private var means: [Double]
    private var deviations: [Double]

    /// Takes the candidates, in any order.
    /// - Parameters:
    ///   - accuracies: Their accuracies, larger is better.
    ///   - means: Their estimated latencies.
    ///   - deviations: Standard deviations of the estimates; 0 where the latency is certain.
    ///   - limit: The latency that is allowed.
    public init(
        accuracies: [Double], means: [Double], deviations: [Double], limit: Double = .infinity
    ) {
        precondition(
            accuracies.count == means.count && means.count == deviations.count,
            "one accuracy, mean and deviation a candidate")
        order = accuracies.indices.sorted {
            (accuracies[$1], means[$0], $0) < (accuracies[$0], means[$1], $1)
        }
        self.accuracies = accuracies
        self.means = means
        self.deviations = deviations
        self.limit = limit
    }

    /// The candidate whose latency most probably changes the front and was not looked up, or nil
    /// where none has a chance.
    public func next() -> Int? {
        var best: (candidate: Int, probability: Double)?
        func consider(_ candidate: Int, _ probability: Double) {
            if probability > (best?.probability ?? Self.negligible) {
                best = (candidate, probability)
            }
        }
        var fastest = limit
        var member: Member?
        for candidate in order {
            let (mean, deviation) = (means[candidate], deviations[candidate])
            if mean < fastest {
                if let member { consider(member.candidate, changeProbability(member, next: mean)) }
                member = Member(candidate: candidate, bound: fastest)
                fastest = mean
            } else {
                member?.keepsOff(mean)
                if deviation > 0 { consider(candidate, Self.normal((fastest - mean) / deviation)) }
            }
        }
        if let member { consider(member.candidate, changeProbability(member, next: -.infinity)) }
        return best?.candidate
    }

    /// A member of the front that is believed in.
    private struct Member {
        let candidate: Int
        /// The latency from which on it is no member, or another candidate is one.
        var bound: Double

        /// Takes a candidate in that is no more accurate and no faster.
        mutating func keepsOff(_ mean: Double) { bound = min(bound, mean) }
    }

    /// The probability that a member's latency changes the front.
    /// - Parameter next: The latency of the next less accurate member.
    private func changeProbability(_ member: Member, next: Double) -> Double {
        let (mean, deviation) = (means[member.candidate], deviations[member.candidate])
        guard deviation > 0 else { return 0 }
        return Self.normal((mean - member.bound) / deviation)
            + Self.normal((next - mean) / deviation)
    }

    /// Candidates that were not looked up and are at most so many standard deviations slower than
    /// something at least as accurate, as things are believed now.
    public func plausible(within deviates: Double) -> [Int] {
        var plausible: [Int] = []
        var fastest = limit
        for candidate in order {
            if deviations[candidate] > 0,
                means[candidate] - fastest <= deviates * deviations[candidate]
            {
                plausible.append(candidate)
            }
            fastest = min(fastest, means[candidate])
        }
        return plausible.sorted()
    }

    /// Whether a candidate that is believed to be on the front is told from every rival of at least
    /// its accuracy: the difference of the two latencies exceeds what has one chance in ten.
    public func isSeparated(_ candidate: Int) -> Bool {
        !order.contains { rival in
            guard rival != candidate, accuracies[rival] >= accuracies[candidate] else {
                return false
            }
            let spread =
                (deviations[rival] * deviations[rival]
                + deviations[candidate] * deviations[candidate]).squareRoot()
            return spread > 0 && means[rival] - means[candidate] < Self.oneInTen * spread
        }
    }

    /// Replaces what is believed of a candidate that was not looked up.
    public mutating func revise(_ candidate: Int, mean: Double, deviation: Double) {
        guard deviations[candidate] > 0 else { return }
        means[candidate] = mean
        deviations[candidate] = deviation
    }

    /// Takes a looked-up latency in.
    public mutating func verify(_ candidate: Int, latency: Double) {
        means[candidate] = latency
        deviations[candidate] = 0
    }

    /// The standard normal deviate that is exceeded with probability 0.1.
    private static let oneInTen = 1.2816

    /// The standard normal distribution function.
    private static func normal(_ z: Double) -> Double {
        z == .infinity ? 1 : 0.5 * erfc(-z / 2.0.squareRoot())
    }
}
