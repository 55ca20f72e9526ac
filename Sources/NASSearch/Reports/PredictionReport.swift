import Architectures

/// Latencies of named architectures: the JSON document of `predict`.
package struct PredictionReport: Sendable, Encodable {
    /// One architecture.
    package struct Prediction: Sendable, Encodable {
        /// Published index.
        package let index: Int
        /// Published string.
        package let arch: String
        /// Milliseconds.
        package let latencyMS: Double?
        /// Its standard deviation.
        package let latencyStandardDeviationMS: Double?
        /// Where ``latencyMS`` comes from.
        package let latencyOrigin: Origin
        /// The latency in the device's table.
        package let oracleLatencyMS: Double?

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

    /// The device.
    package let device: String
    /// The estimator's name.
    package let latencySource: String
    /// In the order in which they were asked for.
    package let predictions: [Prediction]
    /// What the reader has to know.
    package let notes: [String]

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
}
