/// Whether members of a front are told from everything else by what is believed of latencies.
package struct FrontSeparation: Sendable {
    /// What a member may lose against at most: one chance in ten.
    package static let allowedChance = 0.1

    private let means: [Double]
    private let deviations: [Double]

    /// Takes beliefs.
    /// - Parameters:
    ///   - means: Estimated latencies; what has NaN is no rival.
    ///   - deviations: Their standard deviations; 0 where the latency is certain.
    package init(means: [Double], deviations: [Double]) {
        precondition(means.count == deviations.count, "one deviation a mean")
        self.means = means
        self.deviations = deviations
    }

    /// Whether the chance that some rival is faster is at most ``allowedChance``, their errors being
    /// independent.
    /// - Parameters:
    ///   - candidate: The member.
    ///   - rivals: What is at least as good in everything but latency, as far as is known.
    package func isSeparated(_ candidate: Int, from rivals: some Sequence<Int>) -> Bool {
        var chanceOfNone = 1.0
        for rival in rivals where rival != candidate && !means[rival].isNaN {
            chanceOfNone *= 1 - chance(of: rival, beating: candidate)
            if chanceOfNone < 1 - Self.allowedChance { return false }
        }
        return true
    }

    private func chance(of rival: Int, beating candidate: Int) -> Double {
        let difference = means[candidate] - means[rival]
        let spread =
            (deviations[rival] * deviations[rival]
            + deviations[candidate] * deviations[candidate]).squareRoot()
        guard spread > 0 else { return difference > 0 ? 1 : 0 }
        return HeavyTail.probability(below: difference / spread)
    }
}
