import Architectures
import ArgumentParser
import FileSystem
import Foundation
import LatencyPrediction
import NASSearch
import PlainText
import Reporting
import TabularStore

struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Lists the devices that are known, with what is known of each.",
        subcommands: [
            DevicesListCommand.self, DevicesShowCommand.self, DevicesDistanceCommand.self,
            DevicesRenameCommand.self, DevicesRemoveCommand.self,
        ],
        defaultSubcommand: DevicesListCommand.self)
}

/// What is shown and written of a device.
private struct DeviceEntry: Encodable {
    let device: Device
    /// `published`, `measured`, or `predicted` where only a bundled model is there.
    let origin: Origin
    let latencies: Int
    let energies: Int
    let hasBundledModel: Bool
    /// Robust σ of log-latency between twins.
    let noise: Double?
    /// Where the descriptor's counters come from; nil without a descriptor.
    let descriptor: String?
    /// Where it ships with the program and the store lacks it: where and when it was measured.
    let bundled: String?

    private enum CodingKeys: String, CodingKey {
        case device, origin, latencies, energies, noise, descriptor, bundled
        case hasBundledModel = "bundled_model"
    }
}

/// The same with the latencies of a device that has no whole table.
private struct DeviceDocument: Encodable {
    let entry: DeviceEntry
    let samples: DeviceSamples?

    private enum CodingKeys: String, CodingKey {
        case samples
    }

    func encode(to encoder: any Encoder) throws {
        try entry.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(samples, forKey: .samples)
    }
}

extension Workspace {
    /// Every device, by name, or the one that is asked for.
    fileprivate func entries(withNoise: Bool, only name: String? = nil) throws -> [DeviceEntry] {
        let stored = Dictionary(
            try store.devices().map { ($0.device.name, $0) },
            uniquingKeysWith: { first, _ in first })
        let bundled = Set(try bundledModels()?.devices ?? [])
        let shipped = Dictionary(
            try bundledDevices().map { ($0.device.name, $0) },
            uniquingKeysWith: { first, _ in first })
        let twins = withNoise ? Twins(space: space) : nil
        return try devices().filter { name == nil || $0.name == name }.map { device in
            if let summary = shipped[device.name] {
                // Networks that are the same graph were measured once and tell no noise.
                return DeviceEntry(
                    device: device, origin: .measured, latencies: summary.latencies, energies: 0,
                    hasBundledModel: bundled.contains(device.name), noise: nil,
                    descriptor: summary.counterSource, bundled: summary.circumstances)
            }
            let tables = stored[device.name]?.tables ?? []
            let counts = { (quantity: Quantity) in
                tables.first { $0.quantity == quantity }?.count ?? 0
            }
            let latencies = counts(.latency(device: device.name))
            // One value has no twin to differ from.
            let table = latencies > 1 && withNoise ? try latencyTable(of: device.name) : nil
            return DeviceEntry(
                device: device, origin: stored[device.name]?.origin ?? .predicted,
                latencies: latencies, energies: counts(.energy(device: device.name)),
                hasBundledModel: bundled.contains(device.name),
                noise: table.flatMap { twins?.noise(of: $0)?.sigma.finite },
                descriptor: try StoredDescriptor.stored(for: device.name, on: self)?
                    .counterSource.rawValue,
                bundled: nil)
        }
    }
}

struct DevicesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists all devices.")

    @OptionGroup var global: GlobalOptions

    private struct Document: Encodable {
        let devices: [DeviceEntry]
    }

    func run() throws {
        let workspace = try global.workspace()
        let entries = try workspace.entries(withNoise: true)
        try global.show(Document(devices: entries)) { Self.table(of: entries).lines(style: $0) }
        if global.json { return }
        global.note(
            "noise: robust σ of log-latency between cells that are the same network; "
                + "`nas-search devices show NAME` tells the rest")
    }

    private static func table(of entries: [DeviceEntry]) -> TextTable {
        var table = TextTable([
            .init("device", .left), .init("kind", .left, isExtra: true),
            .init("batch", isExtra: true), .init("latencies"), .init("energies", isExtra: true),
            .init("noise %"), .init("origin", .left, isExtra: true),
            .init("what", .left, isExtra: true),
        ])
        for entry in entries {
            let aliases = entry.device.aliases
            table.append([
                entry.device.name, entry.device.kind ?? "",
                entry.device.batch.map(String.init) ?? "",
                entry.latencies > 0 ? NumberFormat.count(entry.latencies) : "",
                entry.energies > 0 ? NumberFormat.count(entry.energies) : "",
                entry.noise.map { NumberFormat.percent($0) } ?? "",
                entry.latencies > 0 ? entry.origin.rawValue : "bundled model",
                (entry.device.title ?? "")
                    + (aliases.isEmpty ? "" : " (also \(aliases.joined(separator: ", ")))"),
            ])
        }
        return table
    }
}

struct DevicesShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows everything that is known of a device.")

    @Argument(help: "The device: a name or an alias.")
    var device: String

    @OptionGroup(title: "Report") var report: ReportOptions

    @Flag(help: "Replace the files of --report and --plot where there are any.")
    var force = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let files = try report.checked(isForced: force)
        let workspace = try global.workspace()
        let resolved = try workspace.resolve(device)
        guard let entry = try workspace.entries(withNoise: true, only: resolved.name).first else {
            return
        }
        try files?.write(
            title: entry.device.name, subtitle: entry.device.title ?? "",
            document: try JSONDocument.text(entry),
            figure: try workspace.deviceFigure(of: entry.device.name),
            provenance: workspace.provenance(
                seed: nil, quantities: [.latency(device: entry.device.name)]), note: global.note)
        let samples = try DeviceSamples(of: entry.device.name, on: workspace)
        let measured = try MeasuredDeviceLines(workspace: workspace, device: entry.device).lines
        try global.show(
            DeviceDocument(entry: entry, samples: samples.samples.isEmpty ? nil : samples)
        ) { resolved.lines + Self.facts(entry) + measured + samples.lines($0) }
    }

    private static func facts(_ entry: DeviceEntry) -> [String] {
        let known = entry.device
        let facts: [(String, String?)] = [
            ("title", known.title), ("hardware", known.hardware), ("kind", known.kind),
            ("runtime", known.runtime), ("precision", known.precision),
            ("batch", known.batch.map(String.init)), ("threads", known.threads.map(String.init)),
            ("aliases", known.aliases.isEmpty ? nil : known.aliases.joined(separator: ", ")),
            ("protocol", known.protocolNotes), ("source", known.source),
            ("licence", known.licence),
            (
                "latencies",
                entry.latencies > 0
                    ? "\(NumberFormat.count(entry.latencies)), \(entry.origin.rawValue)" : nil
            ),
            ("energies", entry.energies > 0 ? NumberFormat.count(entry.energies) : nil),
            ("noise", entry.noise.map { "\(NumberFormat.percent($0, 2)) %" }),
            ("bundled", entry.hasBundledModel ? "an additive latency model" : nil),
        ]
        return facts.compactMap { name, value in value.map { FactLines.line(name, $0) } }
    }
}
