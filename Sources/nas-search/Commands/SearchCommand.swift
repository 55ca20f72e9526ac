import Architectures
import ArgumentParser
import Foundation
import ModelExport
import NASSearch
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
    @OptionGroup(title: "Measuring elsewhere") var plan: PlanOptions
    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "Continue a run that was interrupted, with the run's own settings; see `runs`.",
            valueName: "run"))
    var resume: Int64?

    func run() throws {
        let start = ContinuousClock.now
        let export = try self.export.checked(form)
        let files = try self.report.checked(isForced: self.export.force)
        let asked = try measuringRequest()
        defer { asked.place.connection?.close() }
        let workspace = try global.workspaceForRecording()
        var procedure: SearchProcedure
        var folder: PlanFolder?
        if let resume {
            if plan.plan != nil { throw Refusal("--plan is for a new search; leave --resume out") }
            guard options.device == nil else {
                throw Refusal(
                    "--resume \(resume) continues with the run's own settings; leave --device out")
            }
            var recorder = try RunRecorder.resuming(resume, on: workspace)
            if let command = latency.latencyCommand { try recorder.allow(command: command) }
            if let finished = recorder.finishedReport {
                global.note("run \(resume) was complete; this is what it found")
                return try RecordedRun(
                    global: global, workspace: workspace, number: resume,
                    settings: recorder.settings
                ).show(finished, export, files)
            }
            try files?.check(recorder.settings)
            procedure = SearchProcedure(
                resuming: recorder, on: workspace,
                measuring: try recorder.settings.resumeMeasuring(
                    on: workspace, asked),
                start: start)
        } else {
            guard let device = options.device else {
                throw Refusal("--device is missing: name one; `nas-search devices` lists them")
            }
            let resolved = try workspace.resolve(
                device, asked, dataset: accuracy.checkedDataset(in: workspace.space))
            var settings = try options.settings(
                device: resolved, space: workspace.space, seed: seed.seed, accuracy: accuracy,
                latency: latency, sampled: sampled, measuring: asked)
            try settings.latency?.foreign?.check(for: [resolved.name], on: workspace)
            try files?.check(settings)
            folder = try plan.checked(on: workspace, device: resolved)
            if folder != nil, settings.verify == 0 {
                throw Refusal("--plan needs --verify N, how many may be measured next")
            }
            let measuring = try settings.measureWhatIsMissing(of: resolved, on: workspace)
            procedure = SearchProcedure(
                settings, on: workspace, measuring: measuring, start: start)
        }
        let found = try procedure.run()
        try ReportOutput(global: global).show(found.report, export, workspace.space) { report in
            try files?.write(
                report, of: found.job, evaluations: found.evaluations, workspace: workspace)
        }
        if let folder { try write(found, to: folder, on: workspace) }
    }

    /// Writes what to measure next on a device that can't be reached.
    private func write(
        _ found: SearchProcedure.Outcome, to folder: PlanFolder, on workspace: Workspace
    ) throws {
        guard !found.next.isEmpty else {
            return global.note(
                "\(folder.path) was not written: no measurement of another network is likely to change "
                    + "this front")
        }
        let plan = try workspace.furtherPlan(
            of: found.job.device.name, dataset: found.job.settings.dataset,
            asked: measuringRequest())
        let lines = try PlanFolderReport(plan, of: found.next, in: folder)
            .lines(global.json ? Console.errorStyle : Console.outputStyle)
        if global.json { return global.note(lines.joined(separator: "\n")) }
        Console.show([""] + lines)
    }

    /// What of a network runs holds for measuring as it does for files.
    private func measuringRequest() throws -> MeasuringRequest {
        let (graph, batch) = (form.graph, form.batch)
        return try measuring.request(
            graph: graph == GraphView.asWritten.rawValue ? nil : GraphView(rawValue: graph),
            batch: batch == "1" ? nil : Int(batch))
    }
}
