import Architectures
import FileSystem
import Foundation
import Search
import TabularStore

/// Keeps a run in the store as it goes, so that it can be continued after any interruption. Where
/// the store can't be written, the search goes on without.
package struct RunRecorder {
    /// What the run was asked to do.
    package private(set) var settings: SearchSettings
    /// The run's number; nil while it has none, or where it is not recorded.
    package private(set) var run: Int64?
    /// The report of a run that was complete already.
    package private(set) var finishedReport: SearchReport?
    private let workspace: Workspace
    private let isRecorded: Bool
    private var recordedInputs: String?
    private var stored = 0
    private var pending: [StoredEvaluation] = []
    private var lastFlush = ContinuousClock.now

    private static let flushInterval = Duration.milliseconds(20)

    /// A new run.
    package init(settings: SearchSettings, workspace: Workspace, isRecorded: Bool = true) {
        self.settings = settings
        self.isRecorded = isRecorded
        self.workspace = workspace
    }

    /// An interrupted or finished run.
    /// - Throws: ``RequestError`` where there is none of that number.
    package static func resuming(_ id: Int64, on workspace: Workspace) throws -> RunRecorder {
        let record = try workspace.run(id)
        let decoder = JSONDecoder()
        var recorder: RunRecorder
        do {
            recorder = RunRecorder(
                settings: try decoder.decode(
                    SearchSettings.self, from: Data(record.settings.settingsJSON.utf8)),
                workspace: workspace)
            if record.status == .done, let result = record.resultJSON {
                var report = try decoder.decode(SearchReport.self, from: Data(result.utf8))
                // Earlier versions recorded neither.
                report.constraints =
                    report.constraints ?? recorder.settings.constraints.reported
                report.command = workspace.program.searchCommand(
                    recorder.settings, workspace.space)
                recorder.finishedReport = report
            }
        } catch {
            throw RequestError.runOfOtherVersion(id, version: record.settings.software)
        }
        recorder.run = id
        recorder.recordedInputs = record.settings.inputs
        return recorder
    }

    /// Lets the run ask its command again, where what that predicted is no longer kept.
    /// - Throws: ``RequestError`` where the run's latencies are not of this command.
    package mutating func allow(command: String) throws {
        guard var foreign = settings.latency?.foreign, foreign.source == .command(command) else {
            throw RequestError.otherPredictor(command: command, of: settings.latency?.name)
        }
        foreign.isGiven = true
        settings.latency = EstimatorChoice(foreign)
    }

    /// Registers the run, or checks that what a resumed one reads is still the same.
    /// - Returns: What was evaluated before.
    /// - Throws: ``RequestError`` where a resumed run's inputs have changed.
    package mutating func begin(_ job: SearchJob) throws -> Evaluations? {
        let inputs = try workspace.fingerprint(of: job.quantities)
        if let run {
            guard inputs == recordedInputs else {
                throw RequestError.runInputsChanged(run)
            }
            let evaluations = try workspace.store.evaluations(of: run)
            stored = evaluations.count
            try keep { try $0.setStatus(.running, of: run) }
            return try job.recorded(evaluations, run: run)
        }
        guard isRecorded, workspace.canRecord else { return nil }
        let request = RunSettings(
            device: settings.device, dataset: settings.dataset, seed: settings.seed,
            settingsJSON: try JSONDocument.text(job.settings), inputs: inputs,
            software: workspace.program.version)
        var created: Int64?
        try keep { created = try $0.createRun(request) }
        run = created
        // A command runs only where a call names it, so that what it said has to be there.
        if let predictions = job.latency.passing, run != nil {
            let device = settings.device
            try keep { try KeptPredictions.keep(predictions, for: device, in: $0) }
        }
        return nil
    }

    /// Takes new evaluations and stores them, together with later ones where these come at once:
    /// a kill costs what can be evaluated again in ``flushInterval``.
    package mutating func append(_ batch: Evaluations) throws {
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

    /// Notes that the run was stopped.
    /// - Returns: What was kept.
    package mutating func interrupt(after count: Int) throws -> Cancelled {
        try flush()
        if let run { try workspace.store.setStatus(.interrupted, of: run) }
        return .searching(evaluations: count, run: run)
    }

    /// Notes the result.
    package mutating func finish(_ report: SearchReport) throws {
        try flush()
        guard let run else { return }
        let text = try JSONDocument.text(report)
        try keep { try $0.setStatus(.done, of: run, resultJSON: text) }
    }

    /// Writes to the store. A full disk must not cost the search its result: the run is then no
    /// longer recorded, and says so. Two processes that continue one run are refused.
    private mutating func keep(_ body: (Store) throws -> Void) throws {
        do {
            try body(workspace.store)
        } catch let error as StoreError {
            if case .runMovedOn = error { throw error }
            workspace.note("this run is not recorded: \(workspace.program.explain(error))")
            run = nil
        }
    }
}
