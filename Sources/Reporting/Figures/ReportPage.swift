import FileSystem
import Foundation
import NASSearch

/// A self-contained HTML page: the JSON document, the figure's numbers, a style sheet and a script,
/// in one file that needs no network.
package struct ReportPage: Sendable {
    private let title: String
    private let subtitle: String
    private let kind: String
    private let document: String
    private let figure: String
    private let provenance: String

    /// Gathers a page.
    /// - Parameters:
    ///   - document: The command's JSON document, embedded as it is.
    ///   - figure: What is drawn beside it.
    /// - Throws: `EncodingError` where a number of the figure is not finite.
    package init<Drawn: Figure>(
        title: String, subtitle: String, document: String, figure: Drawn, provenance: Provenance
    ) throws {
        let encoder = JSONEncoder.compact
        self.title = title
        self.subtitle = subtitle
        kind = Drawn.kind
        self.document = document
        self.figure = String(decoding: try encoder.encode(figure), as: UTF8.self)
        self.provenance = String(decoding: try encoder.encode(provenance), as: UTF8.self)
    }

    /// The file's text.
    package func html() -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:,">
        <title>\(Markup.escaped(title)) – nas-search</title>
        <style>
        \(PageFiles.styleSheet)
        </style>
        </head>
        <body data-kind="\(Markup.escaped(kind))">
        <header>
        <p class="brand">nas-search</p>
        <h1>\(Markup.escaped(title))</h1>
        <p class="subtitle">\(Markup.escaped(subtitle))</p>
        </header>
        <main id="page"></main>
        <noscript><p>The charts need JavaScript, which runs on this page alone; the numbers are in \
        the page's source, in the element with the id data.</p></noscript>
        <footer id="provenance"></footer>
        <script type="application/json" id="data">
        \(Self.embedded(document))</script>
        <script type="application/json" id="figure">\(Self.embedded(figure))</script>
        <script type="application/json" id="origin">\(Self.embedded(provenance))</script>
        <script>
        \(PageFiles.script)
        </script>
        </body>
        </html>

        """
    }

    /// JSON that can stand inside a script element: a `<` in a string can't end it.
    private static func embedded(_ json: String) -> String {
        json.replacingOccurrences(of: "<", with: "\\u003c")
    }
}

/// The page's own files, which the build embeds.
enum PageFiles {
    static var styleSheet: String { text(PackageResources.page_css) }

    /// The scripts, in the order in which they build on each other, in a scope of their own.
    static var script: String {
        let parts = [
            PackageResources.dom_js, PackageResources.cell_js, PackageResources.chart_js,
            PackageResources.table_js, PackageResources.front_js, PackageResources.scatter_js,
            PackageResources.curves_js, PackageResources.distance_js, PackageResources.page_js,
            PackageResources.members_js, PackageResources.scores_js,
            PackageResources.search_page_js, PackageResources.compare_page_js,
            PackageResources.overlap_page_js, PackageResources.evaluate_page_js,
            PackageResources.device_page_js, PackageResources.main_js,
        ]
        return "(() => {\n\"use strict\";\n" + parts.map(text).joined(separator: "\n") + "})();"
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
