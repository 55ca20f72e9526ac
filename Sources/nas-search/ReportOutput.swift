import Architectures
import Reporting

/// Prints a search's report and writes the files that were asked for.
struct ReportOutput {
    let global: GlobalOptions

    /// Prints the report as text or JSON.
    func show(_ report: SearchReport) throws {
        if global.json {
            Console.print(try JSONDocument.text(report), terminator: "")
        } else {
            let style = TextStyle(width: Console.outputWidth)
            Console.print(report.lines(style: style).joined(separator: "\n"))
        }
    }

    /// Exports members of the front.
    func write(_ report: SearchReport, _ export: FrontExport, _ space: SearchSpace) throws {
        for file in try export.write(report, space: space) { global.note("wrote \(file.path)") }
    }
}
