import Architectures
import Digests
import FileSystem
import Foundation
import LatencyPrediction
import TabularStore

/// The estimators that were taken by default, in the store, each under everything that decided it:
/// so that a repeated command neither ranks the kinds nor fits one again.
struct KeptDefault {
    private let workspace: Workspace
    private let device: String
    private let inputs: PredictorInputs
    /// What everything that decides comes to.
    private let fingerprint: String

    static let kind = "default"
    /// How many are kept; beyond, the oldest go.
    static let capacity = 64
    private static let version = 1

    /// What is kept beside the estimator.
    private struct Record: Codable {
        var estimator: String
        var samples: [Architecture]
        var picked: Int?
        var reason: String?
    }

    /// - Parameters:
    ///   - target: The device without samples: these are picked from its table.
    ///   - samples: How many.
    ///   - pool: What is learned from, and by which the kinds are ranked.
    init(
        for request: EstimatorRequest, target: AdaptationTarget, samples: Int, pool: DevicePool,
        among entries: [PredictorEntry], inputs: PredictorInputs, workspace: Workspace
    ) throws {
        self.workspace = workspace
        self.inputs = inputs
        device = target.device
        var fingerprint = InputFingerprint(of: "default choice")
        for entry in entries {
            fingerprint.combine(entry.fingerprint(of: target, inputs: inputs))
        }
        for device in pool.devices { fingerprint.combine(device.hardware) }
        fingerprint.combine(pool.tabulated.count)
        fingerprint.combine(samples)
        fingerprint.combine(request.sampling.rawValue)
        fingerprint.combine(request.samples ?? -1)
        for architecture in request.sampled ?? [] { fingerprint.combine(architecture.code) }
        if let table = try target.table.map({ try workspace.sampleTable(of: target.device, $0) }) {
            fingerprint.combine(table)
        }
        let errors = try workspace.store.relativeErrors(of: target.device)
        for (architecture, error) in errors.sorted(by: { $0.key < $1.key }) {
            fingerprint.combine(architecture.code)
            fingerprint.combine(error)
        }
        self.fingerprint = fingerprint.digits
    }

    /// What is kept; nil where nothing is, or it can't be used.
    func fitted(pool: DevicePool, oracleOrigin: Origin) -> FittedEstimator? {
        guard
            let artefact = try? workspace.store.artefact(
                kind: Self.kind, name: name, device: device),
            artefact.version == Self.version, artefact.inputs == fingerprint,
            let (record, bytes) = Self.parts(artefact.content),
            let entry = EstimatorChoice.predictors.first(where: { $0.name == record.estimator }),
            record.samples.allSatisfy({ (0..<workspace.space.count).contains($0.code) }),
            let estimator = try? SavedEstimator(bytes: bytes).restored(
                by: entry, inputs: inputs, device: device, fingerprint: fingerprint)
        else { return nil }
        return FittedEstimator(
            estimator: estimator, samples: record.samples, picked: record.picked,
            reason: record.reason, pool: entry.learnsFromPool ? pool.devices.map(\.device) : [],
            bundledPool: entry.learnsFromPool ? pool.bundled.count : 0,
            oracleOrigin: oracleOrigin, isTable: entry.isTable)
    }

    /// Keeps what was taken; where that can't be done, it is made again next time.
    func keep(_ fitted: FittedEstimator, of entry: PredictorEntry) {
        guard
            let save = try? SavedEstimator(
                fitted.estimator, entry: entry, inputs: inputs, device: device,
                fingerprint: fingerprint),
            let content = try? Self.content(
                Record(
                    estimator: entry.name, samples: fitted.samples, picked: fitted.picked,
                    reason: fitted.reason), save.bytes()),
            let store = workspace.canRecord
                ? workspace.store
                : try? Store.open(workspace.store.path, space: workspace.space, access: .readWrite)
        else { return }
        try? store.saveArtefact(
            Artefact(
                kind: Self.kind, name: name, device: device, version: Self.version,
                inputs: fingerprint, createdAt: Date().timeIntervalSince1970, content: content),
            keeping: Self.capacity)
    }

    private var name: String { "default-\(fingerprint.prefix(16))" }

    private static let lineFeed = UInt8(ascii: "\n")

    /// A line with the SHA-256 of what follows, the record as a line of JSON, the estimator.
    private static func content(_ record: Record, _ saved: [UInt8]) throws -> [UInt8] {
        let encoder = JSONEncoder.compact
        let rest = Array(try encoder.encode(record)) + [lineFeed] + saved
        return Array(digest(rest).utf8) + [lineFeed] + rest
    }

    private static func parts(_ content: [UInt8]) -> (record: Record, saved: [UInt8])? {
        guard let first = content.firstIndex(of: lineFeed) else { return nil }
        let rest = Array(content[(first + 1)...])
        guard content[..<first].elementsEqual(digest(rest).utf8),
            let second = rest.firstIndex(of: lineFeed),
            let record = try? JSONDecoder().decode(Record.self, from: Data(rest[..<second]))
        else { return nil }
        return (record, Array(rest[(second + 1)...]))
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }
}
