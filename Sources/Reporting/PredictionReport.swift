import Architectures

/// Latencies of named architectures: the JSON document of `predict`.
package struct PredictionReport: Sendable, Encodable {
    /// One architecture.
    package struct Prediction: Sendable, Encodable {
        let index: Int
        let arch: String
        let latencyMS: Double?
        let latencyStandardDeviationMS: Double?
        let latencyOrigin: Origin
        let oracleLatencyMS: Double?

        /// Describes a prediction; absent numbers are unknown.
        package init(
            index: Int, arch: String, latencyMS: Double?, latencyStandardDeviationMS: Double?,
            latencyOrigin: Origin, oracleLatencyMS: Double?
        ) {
            self.index = index
            self.arch = arch
            self.latencyMS = latencyMS
            self.latencyStandardDeviationMS = latencyStandardDeviationMS
            self.latencyOrigin = latencyOrigin
            self.oracleLatencyMS = oracleLatencyMS
        }

        private enum CodingKeys: String, CodingKey {
            case index, arch
            case latencyMS = "latency_ms"
            case latencyStandardDeviationMS = "latency_std_ms"
            case latencyOrigin = "latency_origin"
            case oracleLatencyMS = "oracle_latency_ms"
        }
    }

    let device: String
    let latencySource: String
    let predictions: [Prediction]
    let notes: [String]

    /// Gathers a report.
    package init(
        device: String, latencySource: String, predictions: [Prediction], notes: [String]
    ) {
        self.device = device
        self.latencySource = latencySource
        self.predictions = predictions
        self.notes = notes
    }

    private enum CodingKeys: String, CodingKey {
        case device, predictions, notes
        case latencySource = "latency_source"
    }

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
