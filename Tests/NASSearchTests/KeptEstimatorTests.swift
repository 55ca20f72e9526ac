import Architectures
import FileSystem
import Foundation
import LatencyPrediction
import TabularStore
import TestSupport
import Testing

@testable import NASSearch

/// Estimators in the store, with a kind that says when it is trained.
@Suite struct KeptEstimatorTests {
    private let folder: ScratchFolder
    private let space: SearchSpace

    init() throws {
        folder = try ScratchFolder(prefix: "nas-search-test")
        space = try SearchSpace.nasBench201()
    }

    private struct Failure: Error {}

    /// `op-count` as a trained kind; without training allowed, it fails.
    private static func entry(mayTrain: Bool = true, version: Int = 1) -> PredictorEntry {
        PredictorEntry(
            name: "op-count", abstract: "", isTrained: true, version: version,
            restore: OpCountPredictor.entry.restore
        ) { inputs in
            guard mayTrain else { throw Failure() }
            return OpCountPredictor(features: inputs.features)
        }
    }

    private func workspace(_ access: Store.Access = .readWrite) throws -> Workspace {
        try Workspace(
            store: .file(folder.path("store.sqlite")), access: access, program: Program(),
            hooks: Hooks())
    }

    private var inputs: PredictorInputs {
        get throws {
            try PredictorInputs(
                features: CellFeatures(space: space),
                megaFLOPs: [Double](repeating: 1, count: space.count))
        }
    }

    private func target(_ slope: Double = 1) -> AdaptationTarget {
        AdaptationTarget(
            device: "d",
            samples: stride(from: 1, to: 15_000, by: 2_000).map {
                LatencySample(
                    architecture: Architecture(code: $0),
                    milliseconds: 2 + slope * Double($0 % 11))
            })
    }

    @Test(arguments: [Store.Access.readWrite, .readOnly])
    func nothingIsTrainedTwice(access: Store.Access) throws {
        _ = try workspace()
        let inputs = try inputs
        let first = try EstimatorCache(workspace: workspace(access)).adapted(
            Self.entry(), to: target(), inputs: inputs)
        let cache = EstimatorCache(workspace: try workspace(access))
        let second = try cache.adapted(Self.entry(mayTrain: false), to: target(), inputs: inputs)
        let cells = space.architectures
        #expect(try first.estimate(cells) == second.estimate(cells))
        for (entry, changed) in [
            (Self.entry(mayTrain: false, version: 2), target()),
            (Self.entry(mayTrain: false), target(2)),
        ] {
            #expect(throws: Failure.self) {
                try cache.adapted(entry, to: changed, inputs: inputs)
            }
        }
    }

    @Test func severalAreKeptUpToABound() throws {
        let inputs = try inputs
        let cache = EstimatorCache(workspace: try workspace())
        let count = EstimatorCache.capacity + 3
        for slope in 0..<count {
            _ = try cache.adapted(Self.entry(), to: target(Double(slope)), inputs: inputs)
        }
        let kept = try workspace().store.artefacts(kind: "predictor")
        #expect(kept.count == EstimatorCache.capacity)
        #expect(throws: Failure.self) {
            try cache.adapted(Self.entry(mayTrain: false), to: target(2), inputs: inputs)
        }
        _ = try cache.adapted(
            Self.entry(mayTrain: false), to: target(Double(count - 1)), inputs: inputs)
    }

    @Test func whatIsDamagedIsTrainedAgain() throws {
        let inputs = try inputs
        let cache = EstimatorCache(workspace: try workspace())
        _ = try cache.adapted(Self.entry(), to: target(), inputs: inputs)
        let store = try workspace().store
        var artefact = try #require(try store.artefacts(kind: "predictor").first)
        artefact.content[artefact.content.count / 2] ^= 1
        try store.saveArtefact(artefact)
        #expect(throws: Failure.self) {
            try cache.adapted(Self.entry(mayTrain: false), to: target(), inputs: inputs)
        }
        _ = try cache.adapted(Self.entry(), to: target(), inputs: inputs)
        _ = try cache.adapted(Self.entry(mayTrain: false), to: target(), inputs: inputs)
    }

    @Test func withoutAStoreItWorksAllTheSame() throws {
        let nowhere = try Workspace(
            store: .file("/proc/nowhere/store.sqlite"), access: .readOnly, program: Program(),
            hooks: Hooks())
        let estimator = try EstimatorCache(workspace: nowhere).adapted(
            Self.entry(), to: target(), inputs: try inputs)
        #expect(estimator.name == "op-count")
    }

    @Test func drawsComeBackAsTheyWere() throws {
        let entry = Self.entry()
        var draw = EvaluationRow.Draw(
            scores: PredictionScores(predictions: [1, 2, 3], truth: [1.02, 2, 3.5]),
            coverage80: 0.5)
        EvaluationCache(workspace: try workspace(.readOnly)).keep(
            draw, of: entry, device: "d", fingerprint: "abc")
        let memory = EvaluationCache(workspace: try workspace(.readOnly))
        #expect(memory.draw(of: entry, device: "d", fingerprint: "abc") == draw)
        #expect(memory.draw(of: entry, device: "d", fingerprint: "abd") == nil)
        #expect(memory.draw(of: entry, device: "e", fingerprint: "abc") == nil)
        // Constant predictions have no rank correlation.
        draw.scores = PredictionScores(predictions: [1, 1], truth: [1, 2])
        memory.keep(draw, of: entry, device: "e", fingerprint: "abc")
        let back = try #require(memory.draw(of: entry, device: "e", fingerprint: "abc"))
        #expect(back.scores.kendall.isNaN && back.scores.within10 == 0.5)
    }
}
