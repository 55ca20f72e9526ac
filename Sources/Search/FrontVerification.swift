import Foundation

/// Which candidates to look up, one after the other, so that a front that was searched with
/// uncertain latencies comes closer to the true one.
///
/// A candidate is on the true front if it is faster than everything at least as accurate. With
/// normal errors, the probability of that is Φ((b − μ) / σ), b being the lowest latency that is now
/// believed of another candidate of at least its accuracy. The likeliest candidate that was not
/// looked up is next; nothing is left to do when none has a chance. Under a latency limit, b is at
/// most the limit.
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

    /// The candidate that most probably is on the front and was not looked up, or nil where none
    /// has a chance.
    public func next() -> Int? {
        var best: (candidate: Int, probability: Double)?
        var fastest = limit
        var start = order.startIndex
        while start < order.endIndex {
            // Candidates of equal accuracy compete with each other.
            let accuracy = accuracies[order[start]]
            let end = order[start...].firstIndex { accuracies[$0] != accuracy } ?? order.endIndex
            let group = order[start..<end]
            for candidate in group where deviations[candidate] > 0 {
                let rivals = group.filter { $0 != candidate }.map { means[$0] }.min() ?? .infinity
                let bound = min(fastest, rivals)
                let probability = Self.normal((bound - means[candidate]) / deviations[candidate])
                if probability > (best?.probability ?? Self.negligible) {
                    best = (candidate, probability)
                }
            }
            fastest = min(fastest, group.map { means[$0] }.min() ?? .infinity)
            start = end
        }
        return best?.candidate
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
