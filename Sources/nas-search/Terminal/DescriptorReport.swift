import Architectures
import Foundation
import NASSearch
import PlainText
import Profiling
import Reporting

/// A device's descriptor: its JSON document and its text.
struct DescriptorReport: Encodable {
    private struct Kind: Encodable {
        let name: String
        let channels: Int
        let size: Int
        let latencyMS: Double?
        let standardErrorMS: Double?
        let counters: [String: Double]
        let problem: String?

        private enum CodingKeys: String, CodingKey {
            case channels, size, counters, problem
            case name = "operator"
            case latencyMS = "latency_ms"
            case standardErrorMS = "standard_error_ms"
        }
    }

    private let device: String
    private let title: String?
    private let dataset: String
    private let batch: Int
    private let latencyOrigin = Origin.measured
    private let counterSource: String
    private let counterReason: String
    private let unavailableCounters: [String: String]
    private let operators: [Kind]

    private enum CodingKeys: String, CodingKey {
        case device, title, dataset, batch, operators
        case latencyOrigin = "latency_origin"
        case counterSource = "counter_source"
        case counterReason = "counter_reason"
        case unavailableCounters = "unavailable_counters"
    }

    /// Gathers it.
    init(device: Device, descriptor: DeviceDescriptor) {
        self.device = device.name
        title = device.title
        dataset = descriptor.dataset
        batch = descriptor.batch
        counterSource = descriptor.counterSource.rawValue
        counterReason = descriptor.counterReason
        unavailableCounters = descriptor.unavailableCounters
        operators = descriptor.operators.map {
            Kind(
                name: $0.name, channels: $0.channels, size: $0.size,
                latencyMS: $0.latency?.milliseconds,
                standardErrorMS: $0.latency?.standardError.finite, counters: $0.counters,
                problem: $0.problem)
        }
    }

    /// The report for a terminal.
    func lines(_ style: TextStyle) -> [String] {
        ["device    \(device)" + (title.map { ": \($0)" } ?? "")] + descriptorLines(style)
    }

    /// The same without the device.
    func descriptorLines(_ style: TextStyle) -> [String] {
        var lines = [
            "latencies measured, \(dataset), batch \(batch); of one run, in µs",
            "counters  \(counterSource): \(FactLines.sentence(counterReason))",
        ]
        for (name, reason) in unavailableCounters.sorted(by: { $0.key < $1.key }) {
            lines.append("          no \(name): \(FactLines.sentence(reason))")
        }
        let names = columns
        var table = TextTable(
            [.init("operator", .left), .init("channels"), .init("size"), .init("µs"), .init("±")]
                + names.map { .init($0, isExtra: true) })
        for kind in operators {
            table.append(
                [
                    kind.name, String(kind.channels), "\(kind.size)²",
                    kind.latencyMS.map { NumberFormat.fixed($0 * 1000, 2) } ?? "–",
                    kind.standardErrorMS.map { NumberFormat.fixed($0 * 1000, 2) } ?? "",
                ] + names.map { kind.counters[$0].map(Self.short) ?? "–" })
            if let problem = kind.problem { table.append(line: "  \(FactLines.sentence(problem))") }
        }
        return style.wrapped(lines, indent: 10) + [""] + table.lines(indent: "  ", style: style)
    }

    /// The counters that some operator has, in the paper's order where they are the paper's.
    private var columns: [String] {
        let present = Set(operators.flatMap(\.counters.keys))
        let ordered = CounterEvent.hardwareNames + CounterEvent.softwareNames
        return ordered.filter(present.contains) + present.subtracting(ordered).sorted()
    }

    /// A count with a unit: 12.3k, 4.56M.
    private static func short(_ count: Double) -> String {
        switch abs(count) {
        case ..<1000: String(format: count == count.rounded() ? "%.0f" : "%.2f", count)
        case ..<1e6: String(format: "%.1fk", count / 1e3)
        case ..<1e9: String(format: "%.2fM", count / 1e6)
        default: String(format: "%.2fG", count / 1e9)
        }
    }
}
