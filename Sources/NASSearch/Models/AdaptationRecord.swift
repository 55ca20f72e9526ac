import Architectures
import FileSystem
import Foundation
import LatencyPrediction
import TabularStore

/// What `adapt` decided for a device: the samples and the kind of estimator that later commands
/// take where they are not told otherwise.
package struct AdaptationRecord: Codable, Equatable {
    /// The kind of estimator.
    package var estimator: String
    /// The architectures that were measured, in order, and their latencies.
    package var samples: [Sample]
    /// The architectures whose latency was known then, where these were not most of the space; nil
    /// in records of earlier versions.
    package var known: [Architecture]?
    package var sampling: SamplingStrategy
    /// The devices that were named to learn from.
    package var pool: [String]?
    package var seed: UInt64

    package struct Sample: Codable, Equatable {
        package var architecture: Architecture
        package var milliseconds: Double
    }

    private static let kind = "adaptation"
    private static let version = 1
    private static let capacity = 1_000

    /// The record of a device; nil where there is none that this program can read.
    package static func stored(for device: String, on workspace: Workspace) throws
        -> AdaptationRecord?
    {
        guard
            let artefact = try workspace.store.artefact(
                kind: kind, name: "current", device: device),
            artefact.version == version
        else { return nil }
        let record = try? JSONDecoder().decode(
            AdaptationRecord.self, from: Data(artefact.content))
        return record.flatMap { record in
            record.samples.allSatisfy { (0..<workspace.space.count).contains($0.architecture.code) }
                ? record : nil
        }
    }

    /// Keeps the record in place of the device's former one.
    /// - Throws: `StoreError`.
    package func save(for device: String, in store: Store) throws {
        let encoder = JSONEncoder.compact
        let content = try encoder.encode(self)
        try store.saveArtefact(
            Artefact(
                kind: Self.kind, name: "current", device: device, version: Self.version,
                inputs: "", createdAt: Date().timeIntervalSince1970, content: Array(content)),
            keeping: Self.capacity)
    }

    /// The samples with the latencies that the table has now.
    package func samples(in table: ObjectiveTable?) -> [LatencySample] {
        samples.map {
            LatencySample(
                architecture: $0.architecture,
                milliseconds: table?[$0.architecture] ?? $0.milliseconds)
        }
    }
}
