import Architectures
import Foundation
import Measuring
import NASSearch
import PlainText
import Reporting
import TabularStore

/// What `measure` did: its JSON document and its text.
struct MeasureReport: Encodable {
    /// One network.
    struct Network: Encodable {
        let index: Int
        let arch: String
        let latencyMS: Double
        let medianMS: Double
        let interquartileRangeMS: Double
        let standardErrorMS: Double
        let runs: Int
        let latencyOrigin: Origin
        let earlierLatencyMS: Double?
        let warnings: [String]

        private enum CodingKeys: String, CodingKey {
            case index, arch, runs, warnings
            case latencyMS = "latency_ms"
            case medianMS = "median_ms"
            case interquartileRangeMS = "iqr_ms"
            case standardErrorMS = "standard_error_ms"
            case latencyOrigin = "latency_origin"
            case earlierLatencyMS = "earlier_latency_ms"
        }
    }

    /// A network that had been measured before.
    struct Known: Encodable {
        let index: Int
        let arch: String
        let latencyMS: Double
        let latencyOrigin: Origin

        private enum CodingKeys: String, CodingKey {
            case index, arch
            case latencyMS = "latency_ms"
            case latencyOrigin = "latency_origin"
        }
    }

    let device: String
    let title: String?
    let measuringProtocol: String
    let measured: [Network]
    let alreadyMeasured: Int
    /// The ones that had been measured before; all of them where they are few.
    let known: [Known]
    let failed: [MeasureJob.Failed]
    let left: Int
    let seconds: Double
    /// The median relative standard error.
    let standardError: Double?
    /// The median relative difference of the newest latencies from those before; nil unless
    /// measured again.
    let repeatError: Double?
    /// The largest deviation of the reference network from its first latency, relative.
    let drift: Double
    let warnings: [WarningTally.Entry]
    private let warningLines: [String]

    private enum CodingKeys: String, CodingKey {
        case device, title, measured, known, failed, left, seconds, drift, warnings
        case measuringProtocol = "protocol"
        case alreadyMeasured = "already_measured"
        case standardError = "standard_error"
        case repeatError = "repeat_error"
    }

    /// More networks than these are not listed one by one for people.
    private static let mostListed = 30

    /// Gathers it.
    init(
        _ outcome: MeasureJob.Outcome, device: LocalDevice, timing: TimingProtocol,
        tally: WarningTally, drift: Double, table: ObjectiveTable?, space: SearchSpace
    ) {
        self.device = device.name
        title = device.device.title
        measuringProtocol = timing.summary
        measured = outcome.measured.map { one in
            let statistics = one.measurement.statistics
            return Network(
                index: space.publishedIndex(of: one.architecture),
                arch: space.string(of: one.architecture),
                // The scale may have become another one since it was measured.
                latencyMS: one.measurement.pairing == nil
                    ? one.milliseconds : table?[one.architecture] ?? one.milliseconds,
                medianMS: statistics.median,
                interquartileRangeMS: statistics.interquartileRange,
                standardErrorMS: one.milliseconds * one.relativeError, runs: statistics.count,
                latencyOrigin: .measured, earlierLatencyMS: one.earlier,
                warnings: one.measurement.warnings.map(\.rawValue))
        }
        alreadyMeasured = outcome.known
        known =
            outcome.known > Self.mostListed
            ? []
            : outcome.knownNetworks.compactMap { architecture in
                table?[architecture].map {
                    Known(
                        index: space.publishedIndex(of: architecture),
                        arch: space.string(of: architecture), latencyMS: $0,
                        latencyOrigin: .measured)
                }
            }
        failed = outcome.failed
        left = outcome.left
        seconds = outcome.seconds
        let errors = outcome.measured.map(\.relativeError)
        standardError = errors.isEmpty ? nil : LatencyStatistics.median(errors).finite
        let changes = outcome.measured.compactMap { $0.change.map(abs) }
        repeatError = changes.isEmpty ? nil : LatencyStatistics.median(changes)
        self.drift = drift
        warnings = tally.entries
        warningLines = tally.lines
    }

    /// The report for a terminal.
    func lines(_ style: TextStyle) -> [String] {
        var lines = ["device    \(device)" + (title.map { ": \($0)" } ?? "")]
        lines.append("protocol  \(measuringProtocol)")
        var parts = ["\(NumberFormat.count(measured.count, of: "network")) in \(time)"]
        if alreadyMeasured > 0 { parts.append("\(NumberFormat.count(alreadyMeasured)) were there") }
        if !failed.isEmpty { parts.append("\(NumberFormat.count(failed.count)) failed") }
        if left > failed.count {
            parts.append("\(NumberFormat.count(left - failed.count)) not tried")
        }
        lines.append("measured  \(parts.joined(separator: ", "))")
        if let standardError {
            lines.append(
                "error     ± \(NumberFormat.percent(standardError, 2)) %, the median "
                    + "standard error of a network")
        }
        if let repeatError {
            lines.append(
                "repeated  \(NumberFormat.percent(repeatError, 2)) % from the earlier "
                    + "latency, the median")
        }
        if !measured.isEmpty {
            lines.append(
                "drift     \(NumberFormat.percent(drift, 2)) % at most, by the reference "
                    + "network")
        }
        lines += warningLines.enumerated().map { ($0 == 0 ? "warnings  " : "          ") + $1 }
        let listed = measured.count + known.count
        lines = style.wrapped(lines, indent: 10)
        guard (1...Self.mostListed).contains(listed) else { return lines }
        return lines + [""] + table.lines(indent: "  ", style: style)
    }

    private var table: TextTable {
        var table = TextTable([
            .init("index"), .init("ms"), .init("± %"), .init("median", isExtra: true),
            .init("IQR", isExtra: true), .init("runs", isExtra: true),
            .init("cell", .left, isExtra: true),
        ])
        for network in measured {
            table.append([
                String(network.index), NumberFormat.milliseconds(network.latencyMS),
                NumberFormat.percent(network.standardErrorMS / network.latencyMS),
                NumberFormat.milliseconds(network.medianMS),
                NumberFormat.milliseconds(network.interquartileRangeMS), String(network.runs),
                network.arch,
            ])
        }
        for network in known {
            table.append([
                String(network.index), NumberFormat.milliseconds(network.latencyMS), "", "", "",
                "before", network.arch,
            ])
        }
        return table
    }

    private var time: String {
        seconds < 100 ? "\(NumberFormat.fixed(seconds, 1)) s" : ProgressMeter.duration(seconds)
    }
}
