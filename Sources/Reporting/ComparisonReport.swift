import Architectures

/// Several estimators on one device: the JSON document of `compare --latency`.
package struct ComparisonReport: Sendable, Encodable {
    /// How noisy a table is: the most that any predictor can reach on it.
    package struct Noise: Sendable, Encodable {
        let sigma: Double
        let bound1: Double
        let bound5: Double
        let bound10: Double

        /// Gathers the noise: `sigma` is the robust standard deviation of log-latency between twins,
        /// the bounds the most that can lie within ±1, ±5 and ±10 %.
        package init(sigma: Double, bound1: Double, bound5: Double, bound10: Double) {
            self.sigma = sigma
            self.bound1 = bound1
            self.bound5 = bound5
            self.bound10 = bound10
        }
    }

    /// One estimator. Shares are fractions of the architectures that it did not see.
    package struct Row: Sendable, Encodable {
        let latencySource: String
        let samples: Int
        let within1: Double?
        let within5: Double?
        let within10: Double?
        let mape: Double?
        let spearman: Double?
        let kendall: Double?
        let hypervolumeRatio: Double?
        let recall: Double?
        let latencyRegret: Double?
        let levelsMissed: Int?
        let seconds: Double
        /// Whether it knew the whole table on which it is judged, so that it is compared with none.
        let sawTable: Bool

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

    let device: String
    let dataset: String
    let noise: Noise?
    let rows: [Row]
    /// Which estimator to use where the device's table is not known.
    let recommendation: Recommendation?
    let notes: [String]

    /// Gathers a report.
    package init(device: String, dataset: String, noise: Noise?, rows: [Row], notes: [String]) {
        self.device = device
        self.dataset = dataset
        self.noise = noise
        self.rows = rows
        recommendation = Self.recommendation(of: rows)
        self.notes = notes
    }

    /// The report as lines for a terminal.
    package func lines(style: TextStyle) -> [String] {
        var table = TextTable([
            .init("estimator", .left), .init("samples"), .init("±1 %", isExtra: true),
            .init("±5 %"), .init("±10 %"), .init("MAPE %"), .init("Spearman", isExtra: true),
            .init("Kendall", isExtra: true), .init("HV ratio"), .init("recall"), .init("regret %"),
        ])
        for row in rows {
            table.append([
                ShortName.of(row.latencySource) + (row.sawTable ? " †" : ""),
                row.samples == 0 ? "–" : String(row.samples),
                NumberFormat.fixed(row.within1, 3), NumberFormat.fixed(row.within5, 3),
                NumberFormat.fixed(row.within10, 3), NumberFormat.percent(row.mape),
                NumberFormat.fixed(row.spearman, 3), NumberFormat.fixed(row.kendall, 3),
                NumberFormat.fixed(row.hypervolumeRatio, 4), NumberFormat.fixed(row.recall, 2),
                NumberFormat.percent(row.latencyRegret),
            ])
        }
        if let noise {
            table.append([
                "(noise bound)", "",
                NumberFormat.fixed(noise.bound1, 3), NumberFormat.fixed(noise.bound5, 3),
                NumberFormat.fixed(noise.bound10, 3), "", "", "", "", "", "",
            ])
        }
        let missed = LevelsMissed(rows.map { ($0.latencySource, $0.levelsMissed ?? 0) })
        let legend =
            rows.contains(where: \.sawTable)
            ? style.wrapped(["† knew the whole table, so that it is compared with none"], indent: 0)
            : []
        return style.wrapped(notes) + [""] + table.lines(indent: "  ", style: style) + legend
            + style.wrapped(missed.lines, indent: 2) + [""]
            + style.wrapped([advice(style)], indent: 0)
    }
}
