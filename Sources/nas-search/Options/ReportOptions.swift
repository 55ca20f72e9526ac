import ArgumentParser
import Foundation
import NASSearch
import Reporting

/// A page and a figure of the result.
struct ReportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write a page with interactive charts: one HTML file that needs no network.",
            valueName: "file.html"))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "Write a figure for a paper, 84 mm wide, as .svg or .png (600 dpi; needs "
                + "rsvg-convert).", valueName: "file.svg"))
    var plot: String?

    /// The checked files, or nil where none was asked for.
    /// - Throws: ``Refusal``.
    func checked(isForced: Bool) throws -> ReportFiles? {
        if report == nil && plot == nil { return nil }
        let page = try report.map { path in
            guard ["html", "htm"].contains(Self.ending(of: path)) else {
                throw Refusal("--report \(path): expected a name that ends in .html")
            }
            return try OutputFile(path, option: "--report", isForced: isForced)
        }
        guard let plot else { return ReportFiles(page: page, plot: nil, converter: nil) }
        let ending = Self.ending(of: plot)
        guard ["svg", "png"].contains(ending) else {
            throw Refusal("--plot \(plot): expected a name that ends in .svg or .png")
        }
        return ReportFiles(
            page: page, plot: try OutputFile(plot, option: "--plot", isForced: isForced),
            converter: ending == "png" ? try PNGConverter(for: plot) : nil)
    }

    private static func ending(of path: String) -> String {
        URL(fileURLWithPath: path).pathExtension.lowercased()
    }
}

/// The files that a command's report goes to.
struct ReportFiles {
    let page: OutputFile?
    let plot: OutputFile?
    let converter: PNGConverter?

    /// Refuses a search without accuracies, over which pages and figures draw.
    /// - Throws: ``Refusal``.
    func check(_ settings: SearchSettings) throws {
        guard !settings.objectives.contains(.accuracy) else { return }
        throw Refusal(
            "\(page == nil ? "--plot" : "--report") draws accuracies, which are not among "
                + "--objective \(settings.objectives.map(\.rawValue).joined(separator: ",")): add "
                + "accuracy, or leave the option out; --json has every number")
    }

    /// Writes them; `document` is the command's JSON document.
    /// - Throws: ``OutputFailure``.
    func write(
        title: String, subtitle: String, document: String, figure: some Figure,
        provenance: Provenance, note: (String) -> Void
    ) throws {
        if let page {
            let html = try ReportPage(
                title: title, subtitle: subtitle, document: document, figure: figure,
                provenance: provenance
            ).html()
            try page.write(Data(html.utf8))
            note("wrote \(page.path)")
        }
        if let plot {
            let svg = figure.plot().svg
            try plot.write(try converter?.png(of: svg, for: plot.path) ?? Data(svg.utf8))
            note("wrote \(plot.path)")
        }
    }
}
