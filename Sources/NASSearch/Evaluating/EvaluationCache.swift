import FileSystem
import Foundation
import LatencyPrediction
import TabularStore

/// What trained estimators came to in earlier evaluations, draw by draw, so that a killed one goes on
/// and a repeated one is there at once.
package final class EvaluationCache {
    private let workspace: Workspace
    /// Opened when the first draw is to be kept.
    private lazy var store = workspace.writableStore(toKeep: "what the draws come to is")

    private static let kind = "evaluation"
    private static let version = 1
    /// How many draws are kept; beyond, the oldest go.
    private static let capacity = 20_000

    package init(workspace: Workspace) {
        self.workspace = workspace
    }

    /// What came of a draw; nil where that is not known.
    package func draw(
        of entry: PredictorEntry, device: String, fingerprint: String
    ) -> EvaluationRow.Draw? {
        let artefact = try? workspace.store.artefact(
            kind: Self.kind, name: Self.name(entry, fingerprint), device: device)
        guard let artefact, artefact.version == Self.version, artefact.inputs == fingerprint else {
            return nil
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try? decoder.decode(EvaluationRow.Draw.self, from: Data(artefact.content))
    }

    /// Keeps what came of a draw, where the store can be written.
    package func keep(
        _ draw: EvaluationRow.Draw, of entry: PredictorEntry, device: String, fingerprint: String
    ) {
        guard let store else { return }
        let encoder = JSONEncoder.compact
        // A rank correlation of constant predictions is no number.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            let content = try encoder.encode(draw)
            try store.saveArtefact(
                Artefact(
                    kind: Self.kind, name: Self.name(entry, fingerprint), device: device,
                    version: Self.version, inputs: fingerprint,
                    createdAt: Date().timeIntervalSince1970, content: Array(content)),
                keeping: Self.capacity)
        } catch {
            workspace.note(
                "what the draws come to is no longer kept: \(workspace.program.explain(error))")
            self.store = nil
        }
    }

    private static func name(_ entry: PredictorEntry, _ fingerprint: String) -> String {
        "\(entry.name)-\(fingerprint.prefix(32))"
    }
}
