import Architectures
import NASSearch
import Reporting

/// Prints a search's report and writes the files that were asked for.
struct ReportOutput {
    let global: GlobalOptions

    /// Writes files of picked members where that was asked for, and prints the report, also where
    /// a file can't be written.
    /// - Parameter page: Writes the page of the report as it is printed.
    func show(
        _ report: SearchReport, _ export: FrontExport?, _ space: SearchSpace,
        page: ((SearchReport) throws -> Void)? = nil
    ) throws {
        var report = report
        let command = report.command ?? "nas-search runs show \(report.run ?? 0)"
        let written = Result { try export?.write(report, space: space, command: command) }
        if case .success(let files?) = written {
            if let explanation = export?.rule.explanation { global.note(explanation) }
            for file in files { global.note("wrote \(file.path)") }
            for note in export?.network.notes(for: export?.formats ?? []) ?? [] {
                global.note(note)
            }
            report.exported = files.map(\.path)
        }
        let drawn = Result { try page?(report) }
        try global.show(report, lines: report.lines)
        _ = try written.get()
        try drawn.get()
    }
}
