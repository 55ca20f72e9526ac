import AccuracyPrediction
import LatencyPrediction
import NASSearch
import PlainText
import Reporting
import TabularStore

/// What ships with the program, for `data list`.
enum BundleListing {
    /// A line for each kind of data: what it is, its origin, what it was fitted to and by which
    /// command.
    /// - Throws: `BundledFileError` where a file is missing or damaged.
    static func lines() throws -> [String] {
        let latency = try BundledLatencyModels.bundled()
        let accuracy = try BundledAccuracyModels.bundled()
        let latencyFiles = latency.inputs.map(\.name).joined(separator: ", ")
        let accuracyFiles = accuracy.inputs.map(\.name).joined(separator: ", ")
        let devices = try MeasuredDeviceIndex.bundled().devices
        let listing = try devices.first.flatMap {
            try MeasuredDeviceIndex.file(of: $0.device.name).listing()
        }
        return [
            "latency models (predicted) of \(latency.models.count) devices, fitted to "
                + "\(latencyFiles): \(latency.command)"
        ]
            + accuracy.models.map { model in
                "accuracy surrogate of \(model.key.dataset), \(model.key.split.rawValue), "
                    + "\(model.key.epochs) epochs (surrogate), fitted to \(accuracyFiles): \(accuracy.command)"
            }
            + devices.map { device in
                "latencies of \(device.device.name) (measured), "
                    + "\(NumberFormat.count(device.latencies)) networks, \(device.circumstances)"
            }
            + (listing.map { ["measured devices bundled by: \($0.command)"] } ?? [])
    }
}
