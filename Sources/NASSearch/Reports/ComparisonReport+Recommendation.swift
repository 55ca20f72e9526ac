import PlainText

extension ComparisonReport {
    /// Which estimator to use, and why.
    package struct Recommendation: Sendable, Equatable, Encodable {
        /// The estimator's name.
        package let latencySource: String
        /// Why, as a part of a sentence.
        package let reason: String

        private enum CodingKeys: String, CodingKey {
            case reason
            case latencySource = "latency_source"
        }
    }

    /// Shares within ±10 % that differ by less are level: so much changes with the samples drawn.
    static let levelShare = 0.01

    /// The estimator that did best on latencies that it had not seen: with the most of them within
    /// ±10 %, and of several that are level in that, with the smallest latency regret. Nil where
    /// none was judged so.
    static func recommendation(of rows: [Row]) -> Recommendation? {
        let judged = rows.filter { !$0.sawTable && $0.samples > 0 && $0.within10 != nil }
            .sorted { ($0.within10 ?? 0) > ($1.within10 ?? 0) }
        guard let first = judged.first, let most = first.within10 else { return nil }
        let level = judged.filter { most - ($0.within10 ?? 0) < levelShare }
        let best =
            level.min { ($0.latencyRegret ?? .infinity) < ($1.latencyRegret ?? .infinity) } ?? first
        let share = "\(NumberFormat.percent(best.within10)) % of latencies within ±10 %"
        let samples = NumberFormat.count(best.samples, of: "sample")
        let reason: String
        if judged.count == 1 {
            reason = "with \(samples) it has \(share), and it is the only one that was judged here"
        } else if level.count > 1, let regret = best.latencyRegret {
            let others = level.filter { $0.latencySource != best.latencySource }
                .map { "\($0.latencySource) \(NumberFormat.percent($0.within10)) %" }
            reason =
                "with \(samples) it has \(share), level with "
                + "\(others.joined(separator: " and ")), and of these its front is the nearest to the "
                + "exact one, "
                + "\(NumberFormat.percent(regret)) % slower at equal accuracy"
        } else {
            let next = judged.first { $0.latencySource != best.latencySource }
            reason =
                "with \(samples) it has the most within ±10 %, "
                + "\(NumberFormat.percent(best.within10)) % of latencies"
                + (next.map {
                    "; \($0.latencySource) comes next with \(NumberFormat.percent($0.within10)) %"
                } ?? "")
        }
        return Recommendation(latencySource: best.latencySource, reason: reason)
    }
}
