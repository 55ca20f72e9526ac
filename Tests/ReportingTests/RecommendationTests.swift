import NASSearch
import Reporting
import Testing

/// Which estimator `compare` says to use.
@Suite struct RecommendationTests {
    private func row(
        _ name: String, samples: Int = 10, within10: Double?, regret: Double? = 0.03
    ) -> ComparisonReport.Row {
        ComparisonReport.Row(
            latencySource: name, samples: samples, within1: nil, within5: nil, within10: within10,
            mape: nil, spearman: nil, kendall: nil, hypervolumeRatio: nil, recall: nil,
            latencyRegret: regret, seconds: 0)
    }

    private func lastLine(_ rows: [ComparisonReport.Row], width: Int? = nil) -> String {
        ComparisonReport(device: "d", dataset: "cifar100", noise: nil, rows: rows, notes: [])
            .lines(style: TextStyle(width: width)).last ?? ""
    }

    @Test func theMostWithinTenPercentWins() {
        let line = lastLine([
            row("flops", within10: 0.417), row("op-count", within10: 0.914),
            row("lut", samples: 5, within10: 0.775),
        ])
        #expect(
            line
                == "Where only samples are known, as of a new device, use op-count: with 10 samples "
                + "it has the most within ±10 %, 91.4 % of latencies; lut comes next with 77.5 %. "
                + "For d itself, whose table is known, the oracle needs no prediction.")
    }

    @Test func whoKnewTheTableIsMarkedAndNeverTheBest() {
        let bundled = ComparisonReport.Row(
            latencySource: "bundled", samples: 10, within1: nil, within5: nil, within10: 0.99,
            mape: nil, spearman: nil, kendall: nil, hypervolumeRatio: 1, recall: 1,
            latencyRegret: 0, seconds: 0, sawTable: true)
        let rows = [bundled, row("op-count", within10: 0.914)]
        let lines = ComparisonReport(
            device: "d", dataset: "cifar100", noise: nil, rows: rows, notes: []
        ).lines(style: TextStyle(width: nil))
        #expect(lines.contains { $0.contains("bundled †") })
        #expect(lines.contains { $0.hasPrefix("† knew the whole table") })
        #expect(lastLine(rows).contains("use op-count: "))
    }

    @Test func ofLevelOnesTheBetterFrontWins() {
        let line = lastLine([
            row("op-count", within10: 0.914, regret: 0.03),
            row("transfer", within10: 0.913, regret: 0.025), row("lut", within10: 0.5, regret: 0),
        ])
        #expect(line.contains("use transfer: "))
        #expect(line.contains("level with op-count 91.4 %"))
        #expect(line.contains("2.5 % slower at equal accuracy"))
    }

    @Test func whoSawTheTableIsNotRecommended() {
        let rows = [
            row("bundled", samples: 0, within10: 0.99), row("oracle", samples: 0, within10: 1),
        ]
        #expect(lastLine(rows).hasPrefix("None of these was judged"))
        let more = lastLine(rows + [row("flops", within10: 0.4)])
        #expect(more.contains("use flops: "))
        #expect(more.contains("only one"))
        #expect(lastLine([row("lut", within10: nil)]).hasPrefix("None"))
    }
}
