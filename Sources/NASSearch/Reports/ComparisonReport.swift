import Architectures

/// Several estimators on one device: the JSON document of `compare --latency`.
package struct ComparisonReport: Sendable, Encodable {
    /// How noisy a table is: the most that any predictor can reach on it.
    package struct Noise: Sendable, Encodable {
        /// Robust standard deviation of log-latency between twins.
        package let sigma: Double
        /// The most that can lie within ±1 %.
        package let bound1: Double
        /// The most that can lie within ±5 %.
        package let bound5: Double
        /// The most that can lie within ±10 %.
        package let bound10: Double

        /// Gathers the noise.
        package init(sigma: Double, bound1: Double, bound5: Double, bound10: Double) {
            self.sigma = sigma
            self.bound1 = bound1
            self.bound5 = bound5
            self.bound10 = bound10
        }
    }

    /// One estimator. Shares are fractions of the architectures that it did not see.
    package struct Row: Sendable, Encodable {
        /// The estimator's name.
        package let latencySource: String
        /// Architectures whose latency it was fitted to.
        package let samples: Int
        /// Share of latencies within ±1 %.
        package let within1: Double?
        /// Share of latencies within ±5 %.
        package let within5: Double?
        /// Share of latencies within ±10 %.
        package let within10: Double?
        /// Mean of |predicted − true| / true.
        package let mape: Double?
        /// Rank correlation ρ.
        package let spearman: Double?
        /// Rank correlation τ.
        package let kendall: Double?
        /// Share of the exact front's hypervolume that its front has in truth.
        package let hypervolumeRatio: Double?
        /// Share of the exact front's members on its front.
        package let recall: Double?
        /// Mean fraction by which its front is slower at equal accuracy.
        package let latencyRegret: Double?
        /// Exact members whose accuracy its front does not reach.
        package let levelsMissed: Int?
        /// What fitting and predicting took.
        package let seconds: Double
        /// Whether it knew the whole table on which it is judged, so that it is compared with none.
        package let sawTable: Bool

        /// Gathers a row; absent numbers are unknown.
        package init(
            latencySource: String, samples: Int, within1: Double?, within5: Double?,
            within10: Double?, mape: Double?, spearman: Double?, kendall: Double?,
            hypervolumeRatio: Double?, recall: Double?, latencyRegret: Double?,
            levelsMissed: Int? = nil, seconds: Double, sawTable: Bool = false
        ) {
            self.latencySource = latencySource
            self.samples = samples
            self.within1 = within1
            self.within5 = within5
            self.within10 = within10
            self.mape = mape
            self.spearman = spearman
            self.kendall = kendall
            self.hypervolumeRatio = hypervolumeRatio
            self.recall = recall
            self.latencyRegret = latencyRegret
            self.levelsMissed = levelsMissed
            self.seconds = seconds
            self.sawTable = sawTable
        }

        private enum CodingKeys: String, CodingKey {
            case samples, within1, within5, within10, mape, spearman, kendall, recall, seconds
            case latencySource = "latency_source"
            case hypervolumeRatio = "hypervolume_ratio"
            case latencyRegret = "latency_regret"
            case levelsMissed = "levels_missed"
            case sawTable = "saw_table"
        }
    }

    /// The device.
    package let device: String
    /// Whose accuracies the fronts are of.
    package let dataset: String
    /// Nil where the table covers no twins.
    package let noise: Noise?
    /// The estimators, in the order in which they were asked for.
    package let rows: [Row]
    /// Which estimator to use where the device's table is not known.
    package let recommendation: Recommendation?
    /// What the reader has to know.
    package let notes: [String]

    /// Gathers a report.
    package init(device: String, dataset: String, noise: Noise?, rows: [Row], notes: [String]) {
        self.device = device
        self.dataset = dataset
        self.noise = noise
        self.rows = rows
        recommendation = Self.recommendation(of: rows)
        self.notes = notes
    }
}
