import Architectures
import Foundation
import NASSearch
import PlainText
import Reporting
import TabularStore

/// The latencies of a device that has no whole table, one by one, with where they come from.
struct DeviceSamples: Encodable {
    /// One of them.
    struct Sample: Encodable {
        let index: Int
        let arch: String
        let latencyMS: Double
        let origin: Origin
        /// The file that brought it; absent where it was measured on this machine.
        let file: String?

        private enum CodingKeys: String, CodingKey {
            case index, arch, origin, file
            case latencyMS = "latency_ms"
        }
    }

    let samples: [Sample]

    /// The most that are listed.
    private static let most = 40

    /// Gathers them; empty for a whole table, and for what ships with the program.
    init(of device: String, on workspace: Workspace) throws {
        guard let table = try workspace.store.table(.latency(device: device)),
            !workspace.isWhole(table)
        else {
            samples = []
            return
        }
        let origin = try workspace.origin(of: device)
        let files = try workspace.store.sources(of: .latency(device: device))
        let own = try workspace.sampleTable(of: device, table)
        samples = own.covered.map { architecture in
            Sample(
                index: workspace.space.publishedIndex(of: architecture),
                arch: workspace.space.string(of: architecture),
                latencyMS: own.values[architecture.code], origin: origin,
                file: files[architecture])
        }.sorted { ($0.latencyMS, $0.index) < ($1.latencyMS, $1.index) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(samples)
    }

    /// A file's name with that of its folder.
    private static func shortened(_ path: String) -> String {
        path.split(separator: "/").suffix(2).joined(separator: "/")
    }

    /// A table for a terminal; nothing where there are none.
    func lines(_ style: TextStyle) -> [String] {
        guard !samples.isEmpty else { return [] }
        var table = TextTable([
            .init("index"), .init("ms"), .init("origin", .left), .init("from", .left),
            .init("cell", .left, isExtra: true),
        ])
        for sample in samples.prefix(Self.most) {
            table.append([
                String(sample.index), NumberFormat.milliseconds(sample.latencyMS),
                sample.origin.rawValue,
                sample.file.map { VisibleText.line(Self.shortened($0)) }
                    ?? "measured here",
                sample.arch,
            ])
        }
        let left = samples.count - Self.most
        return [""] + table.lines(indent: "  ", style: style)
            + (left > 0 ? ["  … \(NumberFormat.count(left)) more; --json has all"] : [])
    }
}
