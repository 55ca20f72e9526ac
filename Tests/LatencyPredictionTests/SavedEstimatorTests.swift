import Architectures
import Foundation
import LatencyPrediction
import TestSupport
import Testing

/// Every kind of estimator comes back from its bytes as it was, and from nothing else.
@Suite struct SavedEstimatorTests {
    private struct Saved: Sendable {
        let estimator: any AdaptedEstimator
        let entry: PredictorEntry
        let inputs: PredictorInputs
        let save: SavedEstimator
    }

    /// `bundled` knows published devices only.
    private static let device = "titan_rtx_1"

    private static let saves = MadeOnce<String, Saved>()

    private static func saved(_ name: String) throws -> Saved {
        try saves.value(name) { try makeSaved(name) }
    }

    private static func makeSaved(_ name: String) throws -> Saved {
        let features = try #require(Shared.features)
        let entry = try EstimatorContract.entry(name)
        let inputs = try EstimatorContract.inputs(features)
        let target = try EstimatorContract.target(features, device: device)
        let estimator = try entry.make(inputs).adapted(to: target)
        return Saved(
            estimator: estimator, entry: entry, inputs: inputs,
            save: try #require(
                try SavedEstimator(
                    estimator, entry: entry, inputs: inputs, device: device, fingerprint: "f")))
    }

    private static func reason(_ body: () throws -> Void) throws -> String {
        let error = #expect(throws: LatencyPredictionError.self, performing: body)
        guard case .unusableSave(_, let reason) = try #require(error) else { return "" }
        return reason
    }

    @Test(arguments: EstimatorContract.keptNames)
    func comesBackAsItWas(name: String) throws {
        let saved = try Self.saved(name)
        let bytes = try saved.save.bytes()
        #expect(try saved.save.bytes() == bytes)
        var space = saved.inputs
        space.pool = []
        let restored = try SavedEstimator(bytes: bytes).restored(
            by: saved.entry, inputs: space, device: Self.device, fingerprint: "f")
        #expect(restored.name == name)
        #expect(restored.summary == saved.estimator.summary)
        #expect(restored.origin == saved.estimator.origin)
        #expect(restored.usedArchitectures == saved.estimator.usedArchitectures)
        let everything = saved.inputs.features.space.architectures
        let before = try saved.estimator.estimate(everything)
        let after = try restored.estimate(everything)
        #expect(after.milliseconds == before.milliseconds)
        #expect(
            after.standardDeviations.map(\.bitPattern)
                == before.standardDeviations.map(\.bitPattern))
    }

    @Test(arguments: EstimatorContract.keptNames)
    func anythingElseIsRefused(name: String) throws {
        let saved = try Self.saved(name)
        let other = try #require(EstimatorContract.entries.first { $0.name != name })
        let tiny = CellFeatures(space: try TinySpace.make())
        let small = try PredictorInputs(
            features: tiny, megaFLOPs: [Double](repeating: 1, count: 27))
        func refusal(
            entry: PredictorEntry? = nil, inputs: PredictorInputs? = nil,
            device: String = Self.device, fingerprint: String = "f"
        ) throws -> String {
            try Self.reason {
                _ = try saved.save.restored(
                    by: entry ?? saved.entry, inputs: inputs ?? saved.inputs, device: device,
                    fingerprint: fingerprint)
            }
        }
        #expect(try refusal(entry: other) == "it is of the kind \(name)")
        let later = PredictorEntry(
            name: name, abstract: "", version: saved.entry.version + 1,
            restore: saved.entry.restore
        ) { _ in LUTPredictor(space: tiny.space) }
        #expect(
            try refusal(entry: later)
                == "version \(saved.entry.version), but this program reads \(later.version)")
        #expect(
            try refusal(inputs: small)
                == "it is of the space nasbench201 with 15625 architectures")
        #expect(try refusal(device: "other") == "it is of the device titan_rtx_1")
        #expect(try refusal(fingerprint: "g") == "it was made from other data or settings")
        let restore = try #require(saved.entry.restore)
        #expect(throws: DecodingError.self) { try restore(Data("{}".utf8), saved.inputs) }
    }

    @Test(arguments: EstimatorContract.keptNames)
    func damagedBytesAreRefused(name: String) throws {
        let bytes = try Self.saved(name).save.bytes()
        for position in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
            var damaged = bytes
            damaged[position] ^= 0x04
            #expect(throws: LatencyPredictionError.self, "byte \(position)") {
                try SavedEstimator(bytes: damaged)
            }
        }
        for length in [0, 1, bytes.count / 2, bytes.count - 1] {
            #expect(throws: LatencyPredictionError.self) {
                try SavedEstimator(bytes: Array(bytes.prefix(length)))
            }
        }
        #expect(throws: LatencyPredictionError.self) { try SavedEstimator(bytes: bytes + [0]) }
    }

    @Test func theOracleIsNotKept() throws {
        let features = try #require(Shared.features)
        let entry = OraclePredictor.entry
        let inputs = try EstimatorContract.inputs(features)
        let estimator = try entry.make(inputs).adapted(
            to: try EstimatorContract.target(features))
        #expect(
            try SavedEstimator(
                estimator, entry: entry, inputs: inputs, device: "d", fingerprint: "f") == nil)
    }
}

@Suite struct InputFingerprintTests {
    /// Expected: hashlib.sha256 of CPython over the lengths (8 bytes, little-endian) and bytes.
    @Test func isTheHashOfItsParts() {
        var fingerprint = InputFingerprint(of: "a")
        fingerprint.combine("bc")
        fingerprint.combine(1.5)
        fingerprint.combine(7 as UInt64)
        #expect(
            fingerprint.digits
                == "1ba4fee4583e48ddee1b6f4d214d763a6661ae47859a64fbdfb08ead34fea649")
    }

    @Test func whateverDecidesTheEstimatorChangesIt() throws {
        let features = try #require(Shared.features)
        let entry = TransferPredictor.entry
        let inputs = try EstimatorContract.inputs(features)
        let target = try EstimatorContract.target(features)
        let original = entry.fingerprint(of: target, inputs: inputs)
        #expect(entry.fingerprint(of: target, inputs: inputs) == original)
        var seen: Set = [original]

        var changed = target
        changed.samples.swapAt(0, 1)
        #expect(seen.insert(entry.fingerprint(of: changed, inputs: inputs)).inserted)
        changed = target
        let first = target.samples[0]
        changed.samples[0] = LatencySample(
            architecture: first.architecture, milliseconds: first.milliseconds.nextUp)
        #expect(seen.insert(entry.fingerprint(of: changed, inputs: inputs)).inserted)
        changed = target
        changed.device = "e"
        #expect(seen.insert(entry.fingerprint(of: changed, inputs: inputs)).inserted)
        // A table beside samples decides nothing.
        changed = target
        changed.table = nil
        #expect(entry.fingerprint(of: changed, inputs: inputs) == original)

        var other = inputs
        other.seed = 1
        #expect(seen.insert(entry.fingerprint(of: target, inputs: other)).inserted)
        other = inputs
        other.pool.removeLast()
        #expect(seen.insert(entry.fingerprint(of: target, inputs: other)).inserted)
        #expect(
            OpCountPredictor.entry.fingerprint(of: target, inputs: other)
                == OpCountPredictor.entry.fingerprint(of: target, inputs: inputs))
        var values = inputs.pool[0].table.values
        values[15_624] = values[15_624].nextUp
        other = inputs
        other.pool[0] = PoolDevice(
            device: inputs.pool[0].device, hardware: inputs.pool[0].hardware,
            table: ObjectiveTable(quantity: inputs.pool[0].table.quantity, values: values))
        #expect(seen.insert(entry.fingerprint(of: target, inputs: other)).inserted)
    }
}
