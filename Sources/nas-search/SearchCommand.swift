import Architectures
import ArgumentParser
import Foundation
import ModelExport
import Networks
import Reporting
import Search

/// The main job.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Finds the Pareto front of accuracy and latency on a device.",
        discussion: """
            One evaluation is one architecture's accuracy with its latency from the chosen source; \
            samples and verifications are counted beside it. With a table of the device in the \
            store, the front is compared with the exact one.

              nas-search --device rtx6000 --budget 500
              nas-search --device gold_6226 --max-latency 12 --pick knee --export chosen
            """)

    @OptionGroup(title: "Search") var options: SearchOptions
    @OptionGroup(title: "Accuracy") var accuracy: AccuracyOptions
    @OptionGroup(title: "Latency") var latency: LatencyOptions
    @OptionGroup(title: "Latency") var sampled: SampledOption
    @OptionGroup(title: "Measuring") var measuring: MeasuringOptions
    @OptionGroup(title: "Network") var form: NetworkFormOptions
    @OptionGroup(title: "Export") var export: FrontExportOptions
    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "Continue a run that was interrupted, with the run's own settings; see `runs`.",
            valueName: "run"))
    var resume: Int64?

    func run() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let export = try self.export.checked(form)
        let files = try self.report.checked(isForced: self.export.force)
        let bench = try Workbench.forRecording(global)
        var recorder: RunRecorder
        var measuring: OnDemandMeasuring?
        if let resume {
            guard options.device == nil else {
                throw Refusal(
                    "--resume \(resume) continues with the run's own settings; leave --device out")
            }
            recorder = try RunRecorder.resuming(resume, on: bench)
            if let finished = recorder.finishedReport {
                global.note("run \(resume) was complete; this is what it found")
                return try RecordedRun(bench: bench, number: resume, settings: recorder.settings)
                    .show(finished, export, files)
            }
            measuring = try recorder.settings.resumeMeasuring(
                on: bench, measuringRequest())
        } else {
            guard let device = options.device else {
                throw Refusal("--device is missing: name one; `nas-search devices` lists them")
            }
            let resolved = try bench.resolve(
                device, measuringRequest(), dataset: accuracy.checkedDataset(in: bench.space))
            var settings = try options.settings(
                device: resolved, space: bench.space, seed: seed.seed, accuracy: accuracy,
                latency: latency, sampled: sampled, measuring: measuringRequest())
            measuring = try settings.measureWhatIsMissing(of: resolved, on: bench)
            recorder = RunRecorder(settings: settings, bench: bench)
        }
        let job = try measuring.timed("fit") {
            try SearchJobBuilder(bench: bench).job(for: recorder.settings)
        }
        let recorded = try recorder.begin(job)
        let evaluations = try measuring.timed("search") {
            try search(job, recorded: recorded, recorder: &recorder)
        }
        let outcome = try measuring.timed("verify") {
            try job.outcome(
                of: evaluations, lookUp: measuring?.latency,
                errors: { try bench.latencyErrors(of: job.device.name) })
        }
        try measuring?.finish()
        measuring?.noteOutcome()
        let elapsed = (start.duration(to: clock.now) / .milliseconds(1)) / 1000
        let report = try job.report(
            outcome, run: recorder.run, evaluated: evaluations.count, elapsedSeconds: elapsed)
        try recorder.finish(report)
        try ReportOutput(global: global).show(report, export, bench.space) { report in
            try files?.write(report, of: job, evaluations: evaluations, bench: bench)
        }
    }

    /// What of a network runs holds for measuring as it does for files.
    private func measuringRequest() throws -> MeasuringRequest {
        let (graph, batch) = (form.graph, form.batch)
        return try measuring.request(
            graph: graph == GraphView.asWritten.rawValue ? nil : GraphView(rawValue: graph),
            batch: batch == "1" ? nil : Int(batch))
    }

    private func search(
        _ job: SearchJob, recorded: Evaluations?, recorder: inout RunRecorder
    ) throws -> Evaluations {
        Console.catchInterrupts()
        var progress = Progress(
            title: "searching", total: job.effectiveBudget, isShown: !global.quiet)
        var done = recorded?.count ?? 0
        let evaluations = try job.search(recorded: recorded) { batch in
            try recorder.append(batch)
            done += batch.count
            progress.update(done)
            return !Console.isInterrupted
        } whenDiverging: { position in
            global.note(
                "after \(position) of \(recorded?.count ?? 0) recorded evaluations the search goes "
                    + "another way than where it was begun: predictions differ a little from "
                    + "processor to processor; all that was evaluated is kept and counts")
        }
        progress.finish()
        if Console.isInterrupted && evaluations.count < job.effectiveBudget {
            throw Interrupted(description: try recorder.interrupt(after: evaluations.count))
        }
        return evaluations
    }
}
