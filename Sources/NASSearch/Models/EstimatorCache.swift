import Foundation
import LatencyPrediction
import TabularStore

/// Adapted estimators in the store, each under the fingerprint of what it was made from, so that
/// nothing is trained twice.
package struct EstimatorCache {
    private let workspace: Workspace

    private static let kind = "predictor"
    /// How many are kept; beyond, the oldest go.
    package static let capacity = 64

    package init(workspace: Workspace) {
        self.workspace = workspace
    }

    /// A kept estimator, or one that is made now and kept. A note says which.
    /// - Parameter predictor: Makes the kind from the inputs; nil for its entry's own way.
    /// - Throws: ``LatencyPredictionError`` where it can't be made.
    package func adapted(
        _ entry: PredictorEntry, to target: AdaptationTarget, inputs: PredictorInputs,
        by predictor: (() throws -> any LatencyPredictor)? = nil
    ) throws -> any AdaptedEstimator {
        let fingerprint = entry.fingerprint(of: target, inputs: inputs)
        if let kept = kept(entry, target, inputs, fingerprint) { return kept }
        let start = ContinuousClock.now
        func make() throws -> any AdaptedEstimator {
            try (predictor?() ?? entry.make(inputs)).adapted(to: target)
        }
        let estimator =
            try entry.isTrained
            ? workspace.hooks.during("\(entry.name) for \(target.device): training", make) : make()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let name = keep(
            estimator, entry: entry, target: target, inputs: inputs, fingerprint: fingerprint)
        let time = String(format: seconds < 10 ? "%.1f" : "%.0f", seconds)
        workspace.note(
            "\(entry.name) for \(target.device): trained now in \(time) s"
                + (name == nil ? "" : " and kept"))
        return estimator
    }

    /// Keeps an estimator.
    /// - Returns: Its name in the store; nil where it is not kept.
    @discardableResult
    package func keep(
        _ estimator: any AdaptedEstimator, entry: PredictorEntry, target: AdaptationTarget,
        inputs: PredictorInputs, fingerprint: String? = nil
    ) -> String? {
        let fingerprint = fingerprint ?? entry.fingerprint(of: target, inputs: inputs)
        do {
            guard
                let save = try SavedEstimator(
                    estimator, entry: entry, inputs: inputs, device: target.device,
                    fingerprint: fingerprint),
                let store = workspace.writableStore(toKeep: "\(entry.name) is")
            else { return nil }
            let name = Self.name(entry, fingerprint)
            try store.saveArtefact(
                Artefact(
                    kind: Self.kind, name: name, device: target.device, version: entry.version,
                    inputs: fingerprint, createdAt: Date().timeIntervalSince1970,
                    content: try save.bytes()), keeping: Self.capacity)
            return name
        } catch {
            workspace.note("\(entry.name) is not kept: \(workspace.program.explain(error))")
            return nil
        }
    }

    /// What the store has under the fingerprint. What can't be used is as good as nothing.
    private func kept(
        _ entry: PredictorEntry, _ target: AdaptationTarget, _ inputs: PredictorInputs,
        _ fingerprint: String
    ) -> (any AdaptedEstimator)? {
        do {
            guard
                let artefact = try workspace.store.artefact(
                    kind: Self.kind, name: Self.name(entry, fingerprint), device: target.device)
            else { return nil }
            let estimator = try SavedEstimator(bytes: artefact.content).restored(
                by: entry, inputs: inputs, device: target.device, fingerprint: fingerprint)
            workspace.note(
                "\(entry.name) for \(target.device): kept from "
                    + StoredTime.day(artefact.createdAt))
            return estimator
        } catch {
            workspace.note("\(error)")
            return nil
        }
    }

    private static func name(_ entry: PredictorEntry, _ fingerprint: String) -> String {
        "\(entry.name)-\(fingerprint.prefix(16))"
    }
}
