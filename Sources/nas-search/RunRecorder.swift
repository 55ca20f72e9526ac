import Architectures
import Foundation
import Reporting
import Search
import TabularStore

/// Keeps a run in the store as it goes, so that it can be continued after any interruption. Where
/// the store can't be written, the search goes on without.
struct RunRecorder {
    let settings: SearchSettings
    /// The run's number; nil while it has none, or where it is not recorded.
    private(set) var run: Int64?
    /// What was evaluated before an interruption.
    private(set) var recorded: Evaluations?
    /// The report of a run that was complete already.
    private(set) var finishedReport: SearchReport?
    private let bench: Workbench
    private var recordedInputs: String?

    /// A new run.
    init(settings: SearchSettings, bench: Workbench) {
        self.settings = settings
        self.bench = bench
    }

    /// An interrupted run.
    /// - Throws: ``Refusal`` where there is none of that number.
    static func resuming(_ id: Int64, on bench: Workbench) throws -> RunRecorder {
        guard let stored = try bench.store.run(id) else {
            let known = try bench.store.runs().map { String($0.id) }
            throw Refusal(
                "run \(id) is not in the store"
                    + (known.isEmpty ? "; it has none" : "; it has \(known.joined(separator: ", "))"))
        }
        let decoder = JSONDecoder()
        var recorder: RunRecorder
        do {
            let settings = try decoder.decode(
                SearchSettings.self, from: Data(stored.settings.utf8))
            recorder = RunRecorder(settings: settings, bench: bench)
        } catch {
            throw Refusal("run \(id) was recorded by another version and can't be continued: \(error)")
        }
        recorder.run = id
        recorder.recordedInputs = stored.inputs
        if stored.status == .done, let result = stored.result {
            recorder.finishedReport = try decoder.decode(SearchReport.self, from: Data(result.utf8))
        }
        return recorder
    }

    /// Registers the run, or checks that what a resumed one reads is still the same.
    /// - Parameter inputs: The tables that decide the outcome.
    /// - Throws: ``Refusal`` where a resumed run's inputs have changed.
    mutating func begin(inputs: [Quantity], dimension: Int) throws {
        let fingerprint = try bench.store.fingerprint(of: inputs)
        if let run {
            guard fingerprint == recordedInputs else {
                throw Refusal(
                    "run \(run) can't be continued: the tables that it reads have changed since; "
                        + "start a new one")
            }
            recorded = try Self.evaluations(
                bench.store.evaluations(of: run), dimension: dimension)
            return
        }
        guard bench.canRecord else { return }
        run = try keep {
            try bench.store.createRun(
                RunSettings(
                    device: settings.device, dataset: settings.dataset, seed: settings.seed,
                    settings: try JSONDocument.text(settings), inputs: fingerprint,
                    version: ProgramVersion.current))
        }
    }
}
