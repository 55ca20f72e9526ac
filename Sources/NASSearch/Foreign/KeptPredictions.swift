import Architectures
import Digests
import Foundation
import LatencyPrediction
import TabularStore

/// What commands and programs predicted for runs, in the store, so that a run goes on without asking
/// again.
struct KeptPredictions {
    let workspace: Workspace

    private static let kind = "predictions"
    private static let version = 1
    /// How many are kept, of a quarter of a megabyte each; beyond, the oldest go.
    private static let capacity = 32

    /// What some predictions come to.
    static func digest(of estimates: LatencyEstimates) -> String {
        SHA256.hexadecimal(bytes(of: estimates))
    }

    /// The predictions of that digest, or nil.
    func estimates(of digest: String, for device: String) throws -> LatencyEstimates? {
        let artefact = try workspace.store.artefact(
            kind: Self.kind, name: digest, device: device)
        guard let artefact, artefact.version == Self.version,
            SHA256.hexadecimal(artefact.content) == digest
        else { return nil }
        let numbers = artefact.content.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map {
                Double(
                    bitPattern: UInt64(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
            }
        }
        let count = workspace.space.count
        guard numbers.count == 2 * count else { return nil }
        return LatencyEstimates(
            milliseconds: Array(numbers[..<count]), standardDeviations: Array(numbers[count...]))
    }

    /// Keeps what was predicted for a run.
    /// - Throws: `StoreError`.
    static func keep(
        _ estimator: ForeignEstimator, for device: String, in store: Store
    ) throws {
        let content = bytes(of: estimator.whole)
        let digest = SHA256.hexadecimal(content)
        try store.saveArtefact(
            Artefact(
                kind: kind, name: digest, device: device, version: version, inputs: digest,
                createdAt: Date().timeIntervalSince1970, content: content),
            keeping: capacity)
    }

    private static func bytes(of estimates: LatencyEstimates) -> [UInt8] {
        (estimates.milliseconds + estimates.standardDeviations).flatMap { number in
            withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init)
        }
    }
}
