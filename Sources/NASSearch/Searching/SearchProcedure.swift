import Architectures
import Foundation
import LatencyPrediction
import Search

/// A search from its settings to its report: the model is fitted, what is found recorded and
/// verified.
package struct SearchProcedure {
    package let workspace: Workspace
    private var recorder: RunRecorder
    /// Measures what is needed of a device of this machine; nil elsewhere.
    private let measuring: OnDemandMeasuring?
    /// The model, where it was fitted before.
    private let fitted: FittedEstimator?
    private let start: ContinuousClock.Instant

    /// What came of it.
    package struct Outcome {
        package let job: SearchJob
        /// In order.
        package let evaluations: Evaluations
        package let report: SearchReport
        /// What to measure next on a device that can't be reached, the likeliest to change the front
        /// first; empty where the front is settled.
        package let next: [Architecture]
    }

    /// A new search.
    /// - Parameters:
    ///   - fitted: The model, where it was fitted before.
    ///   - isRecorded: Whether the run is kept, where the store can be written.
    ///   - start: When the work began whose time is reported.
    package init(
        _ settings: SearchSettings, on workspace: Workspace, measuring: OnDemandMeasuring? = nil,
        fitted: FittedEstimator? = nil, isRecorded: Bool = true,
        start: ContinuousClock.Instant = .now
    ) {
        self.workspace = workspace
        self.measuring = measuring
        self.fitted = fitted
        self.start = start
        recorder = RunRecorder(settings: settings, workspace: workspace, isRecorded: isRecorded)
    }

    /// The rest of a run that was interrupted.
    package init(
        resuming recorder: RunRecorder, on workspace: Workspace, measuring: OnDemandMeasuring?,
        start: ContinuousClock.Instant
    ) {
        self.workspace = workspace
        self.recorder = recorder
        self.measuring = measuring
        self.start = start
        fitted = nil
    }

    /// Searches.
    /// - Throws: ``RequestError``, ``Cancelled``.
    package mutating func run() throws -> Outcome {
        let workspace = workspace
        let settings = recorder.settings
        let job = try measuring.timed("fit") {
            try SearchJobBuilder(workspace: workspace).job(
                for: settings, latency: fitted, canMeasure: measuring != nil)
        }
        let recorded = try recorder.begin(job)
        let evaluations = try measuring.timed("search") { try search(job, recorded: recorded) }
        let outcome = try measuring.timed("verify") {
            try job.outcome(
                of: evaluations, lookUp: measuring?.latency,
                errors: { try workspace.latencyErrors(of: job.device.name) })
        }
        let elapsed = (ContinuousClock.now - start) / .milliseconds(1) / 1000
        let report = try job.report(
            outcome, run: recorder.run, evaluated: evaluations.count, elapsedSeconds: elapsed)
        // Last, since all of a report is in one scale and the end of measuring may find a better one.
        try measuring?.finish()
        measuring?.noteOutcome()
        try recorder.finish(report)
        return Outcome(
            job: job, evaluations: evaluations, report: report,
            next: outcome.verification.next(in: job))
    }

    private mutating func search(_ job: SearchJob, recorded: Evaluations?) throws -> Evaluations {
        let workspace = workspace
        let hooks = workspace.hooks
        hooks.announceStopping()
        var progress = hooks.begin("searching", total: job.effectiveBudget)
        defer { progress.finish() }
        var done = recorded?.count ?? 0
        var isStopped = false
        let evaluations = try job.search(recorded: recorded) { batch in
            try recorder.append(batch)
            done += batch.count
            progress.update(done)
            isStopped = hooks.isCancelled()
            return !isStopped
        } whenDiverging: { position in
            workspace.note(
                "after \(position) of \(recorded?.count ?? 0) recorded evaluations the search goes "
                    + "another way than where it was begun: predictions differ a little from "
                    + "processor to processor; all that was evaluated is kept and counts")
        }
        if isStopped && evaluations.count < job.effectiveBudget {
            throw try recorder.interrupt(after: evaluations.count)
        }
        return evaluations
    }
}
