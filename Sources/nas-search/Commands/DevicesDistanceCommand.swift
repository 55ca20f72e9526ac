import ArgumentParser
import FileSystem
import Foundation
import NASSearch
import Profiling
import Reporting

struct DevicesDistanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distance",
        abstract: "Shows how far the hardware descriptors of devices are from one another.",
        discussion: """
            The root mean square difference over the numbers that two descriptors share, raw, and \
            with every number standardised over the devices. Devices whose counters are of different \
            sources, or different ones, can't be compared. Devices without a descriptor get one \
            by `nas-search profile`.
            """)

    @Argument(help: "Devices. Default: all with a descriptor.")
    var devices: [String] = []

    @OptionGroup(title: "Report") var report: ReportOptions

    @Flag(help: "Replace the files of --report and --plot where there are any.")
    var force = false

    @OptionGroup var global: GlobalOptions

    private struct Document: Encodable {
        let devices: [String]
        let counterSources: [String]
        let raw: [[Double?]]
        let standardised: [[Double?]]
        let shared: [[Int]]
        /// Why two can't be compared.
        let obstacles: [[String?]]
        let units: [String: String]

        private enum CodingKeys: String, CodingKey {
            case devices, raw, standardised, shared, obstacles, units
            case counterSources = "counter_sources"
        }
    }

    private static let units = [
        "raw": "latencies in ms and counts of a run, as they are",
        "standardised": "standard deviations over the devices shown",
    ]

    func run() throws {
        let files = try report.checked(isForced: force)
        let workspace = try global.workspace()
        let all = try StoredDescriptor.all(on: workspace)
        let wanted = try devices.map { try workspace.resolve($0).name }
        for name in wanted where !all.contains(where: { $0.device == name }) {
            throw Refusal(
                "\(name) has no descriptor; `nas-search profile --device \(name)` measures one")
        }
        let chosen = wanted.isEmpty ? all : all.filter { wanted.contains($0.device) }
        guard chosen.count > 1 else {
            throw Refusal(
                "distances need two descriptors, and the store has \(chosen.count); "
                    + "`nas-search profile` measures them")
        }
        let distance = DescriptorDistance(
            chosen.map { (name: $0.device, entries: $0.descriptor.entries) },
            obstacle: { chosen[$0].descriptor.obstacle(toComparing: chosen[$1].descriptor) })
        let sources = chosen.map(\.descriptor.counterSource.rawValue)
        let document = Document(
            devices: distance.names, counterSources: sources, raw: rows(distance.raw),
            standardised: rows(distance.standardised), shared: rows(distance.shared),
            obstacles: rows(distance.obstacles), units: Self.units)
        try files?.write(
            title: "Distances of hardware descriptors",
            subtitle: "counters: \(Set(sources).sorted().joined(separator: ", "))",
            document: try JSONDocument.text(document),
            figure: DistanceFigure(
                names: distance.names,
                distances: rows(distance.standardised).map { $0.map { $0 ?? .nan } },
                obstacles: rows(distance.obstacles),
                quantity: "difference of descriptors, root mean square, in standard deviations"),
            provenance: workspace.provenance(seed: nil, quantities: []), note: global.note)
        try global.show(document) { style in
            let maps = [("raw", distance.raw), ("standardised", distance.standardised)]
            return distance.names.enumerated().map { position, name in
                "\(position + 1)  \(name) (counters: \(sources[position]))"
            }
                + maps.flatMap { title, values in
                    ["", "\(title): \(Self.units[title] ?? "")"] + map(values)
                } + obstacleLines(distance, style)
        }
    }

    /// Which pairs can't be compared, by reason.
    private func obstacleLines(
        _ distance: DescriptorDistance, _ style: TextStyle
    ) -> [String] {
        var pairs: [String: [String]] = [:]
        for (left, row) in rows(distance.obstacles).enumerated() {
            for (right, reason) in row.enumerated() where left < right {
                if let reason { pairs[reason, default: []].append("\(left + 1)–\(right + 1)") }
            }
        }
        guard !pairs.isEmpty else { return [] }
        return style.wrapped(
            ["", "– can't be compared:"]
                + pairs.sorted { $0.key < $1.key }.map {
                    "  \($0.key) (\($0.value.joined(separator: ", ")))"
                }, indent: 4)
    }

    private func rows<T>(_ values: [T]) -> [[T]] {
        let count = Int(Double(values.count).squareRoot())
        return (0..<count).map { Array(values[($0 * count)..<(($0 + 1) * count)]) }
    }

    /// A table with a shade a cell: the darker, the farther.
    private func map(_ values: [Double?]) -> [String] {
        let largest = values.compactMap(\.self).max() ?? 0
        let shades = [" ", "░", "▒", "▓", "█"]
        let count = Int(Double(values.count).squareRoot())
        var table = TextTable([.init("")] + (1...count).map { .init("\($0)") })
        for (position, row) in rows(values).enumerated() {
            table.append(
                ["\(position + 1)"]
                    + row.map { value in
                        guard let value else { return "–" }
                        let share = largest > 0 ? value / largest : 0
                        let shade = shades[min(Int(share * 4.999), 4)]
                        return "\(String(format: "%.3g", value)) \(shade)"
                    })
        }
        return table.lines(indent: "  ")
    }
}
