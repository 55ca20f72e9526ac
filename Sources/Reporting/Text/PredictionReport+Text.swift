import NASSearch
import PlainText

extension PredictionReport {
    /// The report as lines for a terminal.
    package func lines(style: TextStyle) -> [String] {
        let origin = predictions.first?.latencyOrigin.rawValue ?? ""
        var table = TextTable([
            .init("index"), .init("ms \(origin)"), .init("", .left), .init("ms oracle"),
            .init("cell", .left, isExtra: true),
        ])
        for prediction in predictions {
            table.append([
                String(prediction.index),
                NumberFormat.milliseconds(prediction.latencyMS),
                prediction.latencyStandardDeviationMS
                    .map { "± " + NumberFormat.milliseconds($0) } ?? "",
                prediction.oracleLatencyMS.map { NumberFormat.milliseconds($0) } ?? "",
                prediction.arch,
            ])
        }
        return style.wrapped(notes) + [""] + table.lines(indent: "  ", style: style)
    }
}
