import Architectures
import Foundation
import Statistics

extension MeasuredDevice {
    /// Gathers what a store has of a device that was measured.
    /// - Parameter relativeStandardError: Of the latency that stands for runs, relative to it, where
    ///   it is not kept beside them.
    /// - Throws: ``MeasuredDeviceError`` where it was not measured, or its table is not what was
    ///   measured; ``StoreError``.
    package init(
        _ name: String, in store: Store, relativeStandardError: ([Float]) -> Double
    ) throws {
        let fileName = MeasuredDeviceIndex.fileName(of: name)
        guard !["manifest.json", MeasuredDeviceIndex.fileName].contains(fileName) else {
            throw MeasuredDeviceError(device: name, reason: "its file's name is taken")
        }
        guard let stored = try store.device(named: name), stored.device.name == name else {
            throw MeasuredDeviceError(device: name, reason: "the store has no such device")
        }
        let current = try store.measurements(of: name)
        guard !current.isEmpty, stored.origin == .measured,
            let table = try store.table(.latency(device: name))
        else {
            throw MeasuredDeviceError(device: name, reason: "it was not measured")
        }
        let repeated = try store.measurements(of: name, role: .repeated)
        let artefact = try store.artefact(
            kind: Artefact.descriptorKind, name: Artefact.descriptorName, device: name)
        let runs = current.map(\.samples.count).sorted()
        let times = current.map(\.measuredAt)
        let errors = current.map { $0.relativeError ?? relativeStandardError($0.samples) }
            .filter(\.isFinite)
        self.init(
            space: store.space,
            summary: MeasuredDeviceSummary(
                device: stored.device, networks: current.count, latencies: table.covered.count,
                runs: .init(
                    fewest: runs[0], median: runs[runs.count / 2], most: runs[runs.count - 1]),
                relativeStandardError: errors.isEmpty
                    ? nil : quantile(0.5, ofSorted: errors.sorted()),
                repeatError: Self.repeatError(current + repeated),
                measuredAt: [times.min() ?? 0, times.max() ?? 0],
                counterSource: artefact.flatMap(Self.counterSource)),
            sessions: try store.measuringSessions(of: name).filter { $0.networks > 0 }
                .map(Session.init),
            measured: current.map { ($0.architecture.code, $0.milliseconds) },
            descriptor: artefact.map {
                Descriptor(
                    version: $0.version, createdAt: $0.createdAt,
                    json: String(decoding: $0.content, as: UTF8.self))
            })
        try check(table, in: store.space)
    }

    /// Whether a table is what the measurements give.
    private func check(_ stored: ObjectiveTable, in space: SearchSpace) throws {
        for (code, value) in table(in: space).values.enumerated() {
            let kept = Double(Float(stored.values[code]))
            guard value == kept || value.isNaN && kept.isNaN else {
                throw MeasuredDeviceError(
                    device: summary.device.name,
                    reason: "the latency of index "
                        + "\(space.publishedIndex(of: Architecture(code: code))) in the store is not "
                        + "what was measured")
            }
        }
    }

    /// The first against the last measurement of networks that were measured more than once.
    private static func repeatError(
        _ measurements: [NetworkMeasurement]
    ) -> MeasuredDeviceSummary.RepeatError? {
        let pairs = Dictionary(grouping: measurements, by: \.architecture).values
            .compactMap { same -> (first: NetworkMeasurement, last: NetworkMeasurement)? in
                let ordered = same.sorted { $0.measuredAt < $1.measuredAt }
                guard same.count > 1, let first = ordered.first, let last = ordered.last else {
                    return nil
                }
                return (first, last)
            }
        guard !pairs.isEmpty else { return nil }
        let errors = pairs.map { abs($0.first.milliseconds / $0.last.milliseconds - 1) }.sorted()
        let hours = pairs.map { ($0.last.measuredAt - $0.first.measuredAt) / 3600 }.sorted()
        return .init(
            networks: pairs.count, median: quantile(0.5, ofSorted: errors),
            percentile90: quantile(0.9, ofSorted: errors), hours: quantile(0.5, ofSorted: hours))
    }

    private static func counterSource(of descriptor: Artefact) -> String? {
        struct Counted: Decodable { let counterSource: String }
        return try? JSONDecoder().decode(Counted.self, from: Data(descriptor.content))
            .counterSource
    }
}

extension MeasuredDevice {
    /// How it was measured, as a store tells it.
    package var measuringSessions: [MeasuringSession] {
        sessions.enumerated().map { index, session in
            MeasuringSession(
                id: Int64(index + 1), device: summary.device.name,
                settings: MeasuringSettings(
                    identity: session.identity, machineJSON: session.machine,
                    protocolJSON: session.timing, software: session.software),
                startedAt: session.startedAt, networks: session.networks)
        }
    }

    /// Its descriptor, as a store keeps it; nil where there is none.
    package var descriptorArtefact: Artefact? {
        descriptor.map {
            Artefact(
                kind: Artefact.descriptorKind, name: Artefact.descriptorName,
                device: summary.device.name, version: $0.version, inputs: "",
                createdAt: $0.createdAt, content: Array($0.json.utf8))
        }
    }
}

/// A device that can't be bundled.
package struct MeasuredDeviceError: Error, Sendable, CustomStringConvertible {
    /// The device's name.
    package let device: String
    /// Why not.
    package let reason: String

    /// One line for the user.
    package var description: String { "\(device) can't be bundled: \(reason)" }
}
