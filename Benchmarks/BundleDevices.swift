import Architectures
import ArgumentParser
import Foundation
import Measuring
import SearchSpaces
import TabularStore

/// Writes devices that were measured into a store as files of the bundle, beside those that it holds
/// from other stores.
struct BundleDevices: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle-devices",
        abstract: "Writes measured devices of a store as files that ship with the program.")

    @Option(help: "The store that they were measured into.")
    var store: String

    @Option(help: "The folder to write the devices and their manifest to.")
    var output = "SearchSpaces/Measured"

    @Option(help: "Devices, separated by commas. Default: all that were measured.")
    var devices: String?

    func run() throws {
        let space = try SearchSpace.nasBench201()
        let store = try Store.open(store, space: space, access: .readOnly)
        guard store.exists else { throw ValidationError("\(store.path) does not exist") }
        let names =
            try devices?.split(separator: ",").map(String.init)
            ?? store.devices().map(\.device.name).filter {
                try !store.measuredArchitectures(of: $0).isEmpty
            }
        let folder = URL(fileURLWithPath: output, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let kept = try Kept(in: folder, without: Set(names))
        // The same whatever the paths were, so that it makes the same bytes.
        let command =
            "swift run -c release benchmarks bundle-devices --store FILE "
            + "--output SearchSpaces/Measured"
            + (names.isEmpty ? "" : " --devices \(Set(names).sorted().joined(separator: ","))")
        var entries = kept.entries
        func write(_ name: String, _ contents: Data, errors: [String: [String: Double]] = [:])
            throws
        {
            try contents.write(to: folder.appendingPathComponent(name), options: .atomic)
            entries.append(.init(file: name, contents: contents, command: command, errors: errors))
        }
        print(
            column("device", -32)
                + ["networks", "latencies", "runs", "σ %", "repeat %", "90 % of", "hours", "kB"]
                .map { column($0, 10) }.joined())
        var summaries = kept.summaries
        for name in Set(names).sorted() {
            let statistic = try store.measuringSessions(of: name).last?
                .settings.identity["statistic"].flatMap(LatencyStatistic.init(rawValue:))
            let device = try MeasuredDevice(name, in: store) {
                LatencyStatistics($0.map(Double.init))[statistic ?? .interquartileMean]
                    .relativeError
            }
            let contents = try device.json()
            let summary = device.summary
            try write(
                MeasuredDeviceIndex.fileName(of: name), contents, errors: [name: summary.errors])
            summaries.append(summary)
            print(column(name, -32) + line(summary, bytes: contents.count))
        }
        try write(MeasuredDeviceIndex.fileName, MeasuredDeviceIndex(summaries).json())
        let manifest = try BundleManifest(entries).json()
        try manifest.write(
            to: folder.appendingPathComponent(BundleManifest.fileName), options: .atomic)
        let listed = Set(entries.map(\.file) + [BundleManifest.fileName])
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where !listed.contains(name) {
            print("of no device, remove it: \(folder.appendingPathComponent(name).path)")
        }
    }

    private func line(_ summary: MeasuredDeviceSummary, bytes: Int) -> String {
        let repeats = summary.repeatError
        func number(_ value: Double?, _ scale: Double = 1) -> String {
            value.map { String(format: "%.2f", scale * $0) } ?? "–"
        }
        return [
            "\(summary.networks)", "\(summary.latencies)", "\(summary.runs.median)",
            number(summary.relativeStandardError, 100), number(repeats?.median, 100),
            number(repeats?.percentile90, 100), number(repeats?.hours),
            String(format: "%.0f", Double(bytes) / 1000),
        ].map { column($0, 10) }.joined()
    }
}

/// What a folder holds of devices that were measured into other stores, and stays as it is.
private struct Kept {
    var entries: [BundleManifest.Entry] = []
    var summaries: [MeasuredDeviceSummary] = []

    init(in folder: URL, without names: Set<String>) throws {
        let index = folder.appendingPathComponent(MeasuredDeviceIndex.fileName)
        let manifest = folder.appendingPathComponent(BundleManifest.fileName)
        guard FileManager.default.fileExists(atPath: index.path) else { return }
        summaries = try MeasuredDeviceIndex(json: Data(contentsOf: index), path: index.path)
            .devices.filter { !names.contains($0.device.name) }
        let files = Set(summaries.map { MeasuredDeviceIndex.fileName(of: $0.device.name) })
        entries = try JSONDecoder().decode(
            BundleManifest.self, from: Data(contentsOf: manifest)
        ).files.filter { files.contains($0.file) }
    }
}

extension MeasuredDeviceSummary {
    /// Figures for the manifest, as fractions.
    fileprivate var errors: [String: Double] {
        var errors: [String: Double] = [:]
        errors["standardError"] = relativeStandardError
        errors["repeatMedian"] = repeatError?.median
        errors["repeat90"] = repeatError?.percentile90
        return errors
    }
}
