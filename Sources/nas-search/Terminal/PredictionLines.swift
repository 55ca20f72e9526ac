import Architectures
import ArgumentParser
import NASSearch
import Reporting

/// Predictions as lines, one an architecture, for other programs.
struct PredictionLines {
    /// How a line is written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv
        case jsonl
    }

    private struct Row: Encodable {
        var index: Int?
        var arch: String?
        var latencyMS: Double?
        var standardDeviationMS: Double?
        var latencyOrigin: Origin?
        var error: String?

        enum CodingKeys: String, CodingKey {
            case index, arch, error
            case latencyMS = "latency_ms"
            case standardDeviationMS = "latency_std_ms"
            case latencyOrigin = "latency_origin"
        }
    }

    private let space: SearchSpace
    private let origin: Origin
    /// Of the whole space, so that a line is a look-up.
    private let estimates: LatencyEstimates
    private let format: Format

    /// Predicts the whole space.
    init(_ estimator: any LatencyEstimator, space: SearchSpace, format: Format) throws {
        self.space = space
        self.format = format
        origin = estimator.origin
        estimates = try estimator.estimate(Array(space.architectures))
    }

    /// Writes a line for each architecture.
    func write(_ architectures: [Architecture]) {
        writeHeading()
        for architecture in architectures { Console.print(text(row(of: architecture))) }
    }

    /// Writes a line for each line of standard input, at once, until that ends. What is no
    /// architecture is answered by why.
    func answerStandardInput() {
        writeHeading()
        while let line = readLine() {
            let word = line.trimmingPrefix { $0 == " " }.prefix { $0 != " " && $0 != "\r" }
            do {
                Console.print(text(row(of: try space.architecture(described: String(word)))))
            } catch {
                Console.print(text(Row(error: "\(error)")))
            }
        }
    }

    private func writeHeading() {
        guard format == .csv else { return }
        Console.print("index,arch,latency_ms,latency_std_ms,latency_origin,error")
    }

    private func row(of architecture: Architecture) -> Row {
        Row(
            index: space.publishedIndex(of: architecture), arch: space.string(of: architecture),
            latencyMS: estimates.milliseconds[architecture.code].finite,
            standardDeviationMS: estimates.standardDeviations[architecture.code].finite,
            latencyOrigin: origin)
    }

    private func text(_ row: Row) -> String {
        switch format {
        case .jsonl: (try? CompactJSON.text(row)) ?? "{}"
        case .csv:
            [
                row.index.map(String.init), row.arch, row.latencyMS.map { "\($0)" },
                row.standardDeviationMS.map { "\($0)" }, row.latencyOrigin?.rawValue,
                row.error.map(CSVField.text),
            ].map { $0 ?? "" }.joined(separator: ",")
        }
    }
}
