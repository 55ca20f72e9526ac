import Architectures
import Foundation
import Measuring
import NASSearch
import PlainText
import Reporting
import TabularStore

/// What `devices show` tells of a device beyond its table: when and where it was measured, and its
/// descriptor.
struct MeasuredDeviceLines {
    let workspace: Workspace
    let device: Device

    /// Nothing for a device that was neither measured nor profiled.
    var lines: [String] {
        get throws {
            var lines: [String] = []
            let sessions = try workspace.measuringSessions(of: device.name)
            for session in sessions {
                let start = lines.isEmpty ? "measured  " : "          "
                let summary = MeasuringRecord(session).map { ", \($0.summary)" } ?? ""
                lines.append(
                    start + "\(NumberFormat.count(session.networks, of: "network")) from "
                        + "\(StoredTime.day(session.startedAt)), nas-search "
                        + "\(session.settings.software)\(summary)"
                        + (MeasuringRecord(session)?.host.map { ", on \($0)" } ?? ""))
            }
            if let summary = try workspace.bundledDevice(named: device.name) {
                lines += summary.lines.map { "          \($0)" }
            }
            for scale in try workspace.store.latencyScales(of: device.name) {
                lines.append(
                    (scale.version == 1 ? "scale     " : "          ")
                        + "\(scale.version): references \(NumberFormat.milliseconds(scale.milliseconds))"
                        + " ms ± \(NumberFormat.percent(scale.relativeError)) %, from "
                        + "\(NumberFormat.count(scale.blocks, of: "block")) until "
                        + StoredTime.day(scale.setAt))
            }
            if let identity = sessions.last?.settings.identity {
                lines += FactLines.lines(
                    "machine",
                    identity.sorted { $0.key < $1.key }.map {
                        "\($0.key) \(value($0.key, $0.value))"
                    })
            }
            if let descriptor = try StoredDescriptor.stored(for: device.name, on: workspace) {
                let report = DescriptorReport(device: device, descriptor: descriptor)
                lines += report.descriptorLines(Console.outputStyle)
            }
            return lines
        }
    }

    /// References by their indices, which take less room than their cells.
    private func value(_ key: String, _ value: String) -> String {
        guard key == "references" else { return value }
        return value.split(separator: " ").map { cell in
            guard let architecture = try? workspace.space.architecture(string: String(cell)) else {
                return String(cell)
            }
            return String(workspace.space.publishedIndex(of: architecture))
        }.joined(separator: " ")
    }
}
