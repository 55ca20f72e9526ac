import Architectures
import FileSystem
import NASSearch
import Reporting
import Search
import TabularStore

/// A run that was complete, shown again.
struct RecordedRun {
    let global: GlobalOptions
    let workspace: Workspace
    let number: Int64
    let settings: SearchSettings

    /// Prints what it found and writes the files that were asked for.
    /// - Throws: ``Refusal`` where a page is asked for and the tables have changed since.
    func show(_ report: SearchReport, _ export: FrontExport?, _ files: ReportFiles?) throws {
        let output = ReportOutput(global: global)
        guard let files else { return try output.show(report, export, workspace.space) }
        try files.check(settings)
        let job = try SearchJobBuilder(workspace: workspace).job(for: settings)
        let evaluations = try job.recorded(workspace.store.evaluations(of: number), run: number)
        try output.show(report, export, workspace.space) { report in
            try files.write(report, of: job, evaluations: evaluations, workspace: workspace)
        }
    }
}

extension ReportFiles {
    /// Writes the page and the figure of a search.
    func write(
        _ report: SearchReport, of job: SearchJob, evaluations: Evaluations, workspace: Workspace
    ) throws {
        let device = job.device.device.title.map { "\($0) (\(job.device.name))" } ?? job.device.name
        try write(
            title: "Search on \(job.device.requestedName ?? job.device.name)",
            subtitle: "\(device); \(report.dataset), \(report.split.rawValue), "
                + "\(report.epochs) epochs; \(report.searched.words); latencies: "
                + report.latencySource,
            document: JSONDocument.text(report),
            figure: job.figure(of: report, evaluations: evaluations),
            provenance: workspace.provenance(
                seed: report.seed, command: report.command, quantities: job.quantities),
            note: workspace.note)
    }
}
