/// How well one kind of estimator serves one device, or several on average: means over the draws of
/// the samples.
package struct EvaluationRow: Sendable, Hashable {
    /// The device; nil for the mean over devices.
    package var device: String?
    /// The estimator.
    package var latencySource: String
    /// Architectures measured on the target.
    package var samples: Int
    /// How they were picked; nil where none were.
    package var sampling: SamplingStrategy?
    /// Architectures whose latency on the target an estimator read of itself, where it takes no
    /// samples; the most over the devices in a mean. Nil where ``samples`` says it.
    package var used: Int?
    /// Devices that a mean is of; 1 for a device's own row.
    package var devices = 1
    /// What described devices to it beside latencies; nil where nothing did.
    package var descriptor: DescriptorKind?
    /// Architectures of each pool device that were learned from; nil where that is the same for all
    /// rows, or nothing was.
    package var train: Int?
    /// Devices in the pool, on the same terms.
    package var poolSize: Int?
    /// Share within ±1 %, 0…1.
    package var within1: Double
    /// Share within ±5 %.
    package var within5: Double
    /// Share within ±10 %.
    package var within10: Double
    /// The same as ``within10`` of a truth from which the target's drift is taken out
    /// (``TableDrift``): ``within10`` where the table shows none. Nil for what was kept before.
    package var within10WithoutDrift: Double?
    /// Standard deviation of ``within10`` over the draws; nil for a single one.
    package var within10Deviation: Double?
    /// Mean of |prediction − truth| / truth.
    package var mape: Double
    /// Median of prediction / truth − 1; nil for the mean over devices, where biases would cancel.
    package var bias: Double?
    /// Spearman's ρ; NaN where predictions are constant.
    package var spearman: Double
    /// Kendall's τ-b; NaN where predictions are constant.
    package var kendall: Double
    /// Share of the truth inside the 80 % intervals; nil where the estimator states no σ.
    package var coverage80: Double?
    /// The same for the 95 % intervals.
    package var coverage95: Double?

    /// What came of one draw of samples.
    package struct Draw: Sendable, Hashable, Codable {
        /// Errors on the test set.
        package var scores: PredictionScores
        /// Share of the truth inside the 80 % intervals; nil where no σ is stated.
        package var coverage80: Double?
        /// The same for the 95 % intervals.
        package var coverage95: Double?
        /// Share within ±10 % of a truth from which the target's drift is taken out.
        package var within10WithoutDrift: Double?

        /// Pairs errors with the coverage.
        package init(
            scores: PredictionScores, coverage80: Double?, coverage95: Double? = nil,
            within10WithoutDrift: Double? = nil
        ) {
            self.scores = scores
            self.coverage80 = coverage80
            self.coverage95 = coverage95
            self.within10WithoutDrift = within10WithoutDrift
        }
    }

    /// Averages draws, one at least.
    init(
        device: String, latencySource: String, samples: Int, sampling: SamplingStrategy?,
        used: Int? = nil, descriptor: DescriptorKind? = nil, draws: [Draw]
    ) {
        self.device = device
        self.latencySource = latencySource
        self.samples = samples
        self.sampling = sampling
        self.used = used
        self.descriptor = descriptor
        within1 = mean(draws.map(\.scores.within1))
        within5 = mean(draws.map(\.scores.within5))
        within10 = mean(draws.map(\.scores.within10))
        mape = mean(draws.map(\.scores.mape))
        bias = mean(draws.map(\.scores.bias))
        spearman = mean(draws.map(\.scores.spearman))
        kendall = mean(draws.map(\.scores.kendall))
        coverage80 = knownMean(draws.map(\.coverage80))
        coverage95 = knownMean(draws.map(\.coverage95))
        within10WithoutDrift = knownMean(draws.map(\.within10WithoutDrift))
        if draws.count > 1 {
            let squares = draws.map {
                ($0.scores.within10 - within10) * ($0.scores.within10 - within10)
            }
            within10Deviation =
                (squares.reduce(0, +) / Double(draws.count - 1)).squareRoot()
        }
    }

    /// The means over the devices, for every estimator, number and kind of samples, in the order of
    /// their first rows. A mean's ``within10Deviation`` is the mean of the devices'.
    package static func means(of rows: [EvaluationRow]) -> [EvaluationRow] {
        var groups: [[EvaluationRow]] = []
        for row in rows {
            let group = groups.firstIndex {
                $0[0].latencySource == row.latencySource && $0[0].samples == row.samples
                    && $0[0].sampling == row.sampling && $0[0].train == row.train
                    && $0[0].poolSize == row.poolSize && $0[0].descriptor == row.descriptor
            }
            if let group { groups[group].append(row) } else { groups.append([row]) }
        }
        return groups.map { group in
            var result = group[0]
            result.device = nil
            result.devices = group.count
            result.used = group.compactMap(\.used).max()
            result.within1 = mean(group.map(\.within1))
            result.within5 = mean(group.map(\.within5))
            result.within10 = mean(group.map(\.within10))
            result.within10WithoutDrift = knownMean(group.map(\.within10WithoutDrift))
            result.within10Deviation = knownMean(group.map(\.within10Deviation))
            result.mape = mean(group.map(\.mape))
            result.bias = nil
            result.spearman = mean(group.map(\.spearman))
            result.kendall = mean(group.map(\.kendall))
            result.coverage80 = knownMean(group.map(\.coverage80))
            result.coverage95 = knownMean(group.map(\.coverage95))
            return result
        }
    }
}

/// The average; not empty.
private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
}

/// The average of those that are known; nil where none is.
private func knownMean(_ values: [Double?]) -> Double? {
    let known = values.compactMap(\.self)
    return known.isEmpty ? nil : mean(known)
}
