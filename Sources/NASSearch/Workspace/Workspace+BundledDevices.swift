import Architectures
import Foundation
import LatencyPrediction
import PlainText
import SearchSpaces
import TabularStore

/// Devices that this project measured, as they ship with the program. A device of that name in the
/// store counts instead.
extension Workspace {
    /// The bundled devices that the store does not have, by name.
    /// - Throws: `BundledFileError`, `StoreError`.
    package func bundledDevices() throws -> [MeasuredDeviceSummary] {
        let stored = Set(try store.devices().map(\.device.name))
        return try shippedDevices().filter {
            !stored.contains($0.device.name)
        }
    }

    /// What is known of a bundled device; nil where there is none of that name, or the store has it.
    /// - Throws: `BundledFileError`, `StoreError`.
    package func bundledDevice(named name: String) throws -> MeasuredDeviceSummary? {
        guard try store.device(named: name)?.device.name != name else { return nil }
        return try shippedDevices().first { $0.device.name == name }
    }

    /// A bundled device with its latencies; nil as in ``bundledDevice(named:)``.
    /// - Throws: `BundledFileError`, `StoreError`.
    package func bundledMeasurements(of name: String) throws -> MeasuredDevice? {
        guard try bundledDevice(named: name) != nil else { return nil }
        return try MeasuredDeviceIndex.device(named: name, in: space)
    }

    /// The networks of a device that were measured themselves.
    package func measuredArchitectures(of device: String) throws -> Set<Architecture> {
        let stored = try store.measuredArchitectures(of: device)
        guard stored.isEmpty, let bundled = try bundledMeasurements(of: device) else {
            return stored
        }
        return Set(bundled.architectures)
    }

    /// How a device was measured, oldest first.
    package func measuringSessions(of device: String) throws -> [MeasuringSession] {
        let stored = try store.measuringSessions(of: device)
        guard stored.isEmpty, let bundled = try bundledMeasurements(of: device) else {
            return stored
        }
        return bundled.measuringSessions
    }

    /// What a recorded run depends on: the store's tables and the bundled ones in their place.
    package func fingerprint(of quantities: [Quantity]) throws -> String {
        let bundled = try quantities.compactMap { quantity -> String? in
            guard case .latency(let device) = quantity,
                try bundledDevice(named: device) != nil
            else { return nil }
            return try MeasuredDeviceIndex.file(of: device).listing()?.sha256
        }
        return ([try store.fingerprint(of: quantities)] + bundled).joined(separator: "+")
    }
}

extension MeasuredDeviceSummary {
    /// Where and when it was measured, such as `AMD EPYC, 2026-11-25`.
    package var circumstances: String {
        let days = measuredAt.map(StoredTime.day)
        let period = days.first == days.last ? days.suffix(1) : days[...]
        return "\(device.hardware ?? "unknown hardware"), \(period.joined(separator: " to "))"
    }

    /// What the output says beside the device's name.
    package var remark: String { "bundled with the program, measured on \(circumstances)" }

    /// How many were measured how well, a line each.
    package var lines: [String] {
        let most = runs.fewest == runs.most ? "" : " (\(runs.fewest) to \(runs.most))"
        var lines = [
            "\(NumberFormat.count(networks, of: "network")), \(runs.median) runs each\(most)"
                + (relativeStandardError.map {
                    ", median standard error \(NumberFormat.percent($0, 2)) %"
                } ?? "")
        ]
        if let again = repeatError {
            lines.append(
                "measured again after \(NumberFormat.fixed(again.hours, 1)) h: "
                    + "\(NumberFormat.count(again.networks, of: "network")) differ by "
                    + "\(NumberFormat.percent(again.median, 2)) % in the median, 90 % of them by "
                    + "\(NumberFormat.percent(again.percentile90, 2)) % or less")
        }
        return lines
    }
}
