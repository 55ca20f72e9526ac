import FileSystem
import Foundation
import LatencyPrediction
import Profiling
import TabularStore

/// Devices' descriptors in the store and the bundle.
package enum StoredDescriptor {
    private static let kind = Artefact.descriptorKind
    private static let name = Artefact.descriptorName

    /// Keeps a descriptor in place of the device's former one.
    /// - Throws: `StoreError`.
    package static func save(_ descriptor: DeviceDescriptor, for device: String, in store: Store)
        throws
    {
        let encoder = JSONEncoder.compact
        try store.saveArtefact(
            Artefact(
                kind: kind, name: name, device: device, version: DeviceDescriptor.currentVersion,
                inputs: "", createdAt: descriptor.startedAt,
                content: Array(try encoder.encode(descriptor))))
    }

    /// The device's descriptor; nil where there is none that this program can read.
    package static func stored(for device: String, on workspace: Workspace) throws
        -> DeviceDescriptor?
    {
        let artefact =
            try workspace.store.artefact(kind: kind, name: name, device: device)
            ?? workspace.bundledMeasurements(of: device)?.descriptorArtefact
        return try artefact.flatMap(decoded)?.scaled(for: device, in: workspace.store)
    }

    /// Every descriptor with its device, ordered by name.
    package static func all(
        on workspace: Workspace
    ) throws -> [(device: String, descriptor: DeviceDescriptor)] {
        let bundled = try workspace.bundledDevices().filter { $0.counterSource != nil }.compactMap {
            try workspace.bundledMeasurements(of: $0.device.name)?.descriptorArtefact
        }
        return try (workspace.store.artefacts(kind: kind) + bundled).compactMap { artefact in
            guard let device = artefact.device, let descriptor = decoded(artefact) else {
                return nil
            }
            return (device, try descriptor.scaled(for: device, in: workspace.store))
        }.sorted { $0.device < $1.device }
    }

    private static func decoded(_ artefact: Artefact) -> DeviceDescriptor? {
        guard artefact.version == DeviceDescriptor.currentVersion else { return nil }
        return try? JSONDecoder().decode(DeviceDescriptor.self, from: Data(artefact.content))
    }
}

extension DeviceDescriptor {
    /// The descriptor in the scale that the device's latencies have by now.
    fileprivate func scaled(for device: String, in store: Store) throws -> DeviceDescriptor {
        guard operators.contains(where: { $0.latency?.pairing != nil }),
            let scale = try store.latencyScales(of: device).last
        else { return self }
        return scaled(to: scale.milliseconds)
    }

    /// What predictors take of it: the counters of its source, and latencies.
    package func forPrediction() throws -> HardwareDescriptor {
        let names =
            counterSource == .software
            ? CounterEvent.softwareNames + [CounterEvent.timestampName]
            : CounterEvent.hardwareNames
        return try HardwareDescriptor(
            counters: counters(named: names), operatorLatencies: operatorLatencies,
            source: counterSource.rawValue, names: names)
    }

    /// The operators' latencies for sums over a network; nil where one is missing.
    package var operatorLatencyTable: OperatorLatencies? {
        let latencies = operatorLatencies.compactMap(\.self)
        return latencies.count == operators.count && !latencies.isEmpty
            ? OperatorLatencies(milliseconds: latencies) : nil
    }
}
