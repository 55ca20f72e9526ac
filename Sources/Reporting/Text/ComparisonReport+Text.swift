import NASSearch
import PlainText

extension ComparisonReport {
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

    /// The recommendation as a sentence, with what holds for the device itself.
    func advice(_ style: TextStyle) -> String {
        let own = "For \(device) itself, whose table is known, \(style.wording(.tableIsKnown))."
        guard let recommendation else {
            return "None of these was judged on latencies that it had not seen. \(own)"
        }
        return
            "Where only samples are known, as of a new device, use \(recommendation.latencySource): "
            + "\(recommendation.reason). \(own)"
    }
}
