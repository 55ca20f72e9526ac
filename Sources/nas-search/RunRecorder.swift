import Architectures
import Foundation
import Reporting
import Search
import TabularStore

/// Keeps a run in the store as it goes, so that it can be continued after any interruption. Where
/// the store can't be written, the search goes on without.
struct RunRecorder {
    /// What the run was asked to do.
    let settings: SearchSettings
    /// The run's number; nil while it has none, or where it is not recorded.
    private(set) var run: Int64?
    /// The report of a run that was complete already.
    private(set) var finishedReport: SearchReport?
    private let bench: Workbench
    private var recordedInputs: String?
    private var stored = 0
    private var pending: [StoredEvaluation] = []
    private var lastFlush = ContinuousClock.now

    private static let flushInterval = Duration.milliseconds(20)

    /// A new run.
    init(settings: SearchSettings, bench: Workbench) {
        self.settings = settings
        self.bench = bench
    }

    /// An interrupted or finished run.
    /// - Throws: ``Refusal`` where there is none of that number.
    static func resuming(_ id: Int64, on bench: Workbench) throws -> RunRecorder {
        let record = try bench.run(id)
        let decoder = JSONDecoder()
        var recorder: RunRecorder
        do {
            recorder = RunRecorder(
                settings: try decoder.decode(
                    SearchSettings.self, from: Data(record.settings.settingsJSON.utf8)),
                bench: bench)
            if record.status == .done, let result = record.resultJSON {
                var report = try decoder.decode(SearchReport.self, from: Data(result.utf8))
                // Earlier versions recorded neither.
                report.constraints =
                    report.constraints ?? recorder.settings.constraints.reported
                report.command = recorder.settings.command(
                    store: bench.options.store, in: bench.space)
                recorder.finishedReport = report
            }
        } catch {
            throw Refusal(
                "run \(id) was recorded by nas-search \(record.settings.software), which this "
                    + "version can't continue; start a new one")
        }
        recorder.run = id
        recorder.recordedInputs = record.settings.inputs
        return recorder
    }

    /// Registers the run, or checks that what a resumed one reads is still the same.
    /// - Returns: What was evaluated before.
    /// - Throws: ``Refusal`` where a resumed run's inputs have changed.
    mutating func begin(_ job: SearchJob) throws -> Evaluations? {
        let inputs = try bench.fingerprint(of: job.quantities)
        if let run {
            guard inputs == recordedInputs else {
                throw Refusal(
                    "run \(run) can't be continued: the tables that it reads have changed since; "
                        + "start a new one")
            }
            let evaluations = try bench.store.evaluations(of: run)
            stored = evaluations.count
            try keep { try $0.setStatus(.running, of: run) }
            return try job.recorded(evaluations, run: run)
        }
        guard bench.canRecord else { return nil }
        let request = RunSettings(
            device: settings.device, dataset: settings.dataset, seed: settings.seed,
            settingsJSON: try JSONDocument.text(job.settings), inputs: inputs,
            software: ProgramVersion.current)
        var created: Int64?
        try keep { created = try $0.createRun(request) }
        run = created
        return nil
    }

    /// Takes new evaluations and stores them, together with later ones where these come at once:
    /// a kill costs what can be evaluated again in ``flushInterval``.
    mutating func append(_ batch: Evaluations) throws {
        guard run != nil else { return }
        pending += batch.architectures.indices.map {
            StoredEvaluation(
                architecture: batch.architectures[$0], objectives: Array(batch.objectives.row($0)))
        }
        if ContinuousClock.now - lastFlush > Self.flushInterval { try flush() }
    }

    private mutating func flush() throws {
        guard let run, !pending.isEmpty else { return }
        let (evaluations, position) = (pending, stored)
        try keep { try $0.appendEvaluations(evaluations, to: run, at: position) }
        stored += evaluations.count
        pending.removeAll(keepingCapacity: true)
        lastFlush = .now
    }

    /// Notes that the user stopped the run.
    /// - Returns: What was kept and how to go on.
    mutating func interrupt(after count: Int) throws -> String {
        try flush()
        guard let run else { return "after \(count) evaluations; none was recorded" }
        try bench.store.setStatus(.interrupted, of: run)
        return "\(count) evaluations are kept in run \(run); "
            + "continue with `nas-search search --resume \(run)`"
    }

    /// Notes the result.
    mutating func finish(_ report: SearchReport) throws {
        try flush()
        guard let run else { return }
        let text = try JSONDocument.text(report)
        try keep { try $0.setStatus(.done, of: run, resultJSON: text) }
    }

    /// Writes to the store. A full disk must not cost the search its result: the run is then no
    /// longer recorded, and says so. Two processes that continue one run are refused.
    private mutating func keep(_ body: (Store) throws -> Void) throws {
        do {
            try body(bench.store)
        } catch let error as StoreError {
            if case .runMovedOn = error { throw error }
            bench.options.note("this run is not recorded: \(error)")
            run = nil
        }
    }
}
