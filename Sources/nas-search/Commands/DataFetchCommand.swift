import Architectures
import ArgumentParser
import Foundation
import NASSearch
import PlainText
import PublishedFormats
import Reporting

struct DataFetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Downloads known public tables and takes them in; without a name, lists them.")

    @Argument(help: "A source's name.")
    var name: String?

    @Option(
        help: ArgumentHelp(
            "Folder for the downloaded files. Default: 'downloads' beside the store.",
            valueName: "dir"))
    var into: String?

    @OptionGroup var global: GlobalOptions

    private struct Document: Encodable {
        struct Source: Encodable {
            let name: String
            let title: String
            let page: String
            let licence: String
            let brings: String
            let files: Int
            let pinned: Int
            let steps: [String]
        }
        let sources: [Source]
    }

    func run() throws {
        let catalogue = try SourceCatalogue.bundled()
        guard let name else { return try list(catalogue) }
        guard let source = catalogue.source(named: name) else {
            let known = catalogue.sources.map(\.name)
            throw Refusal(
                "unknown source '\(name)': there are \(known.joined(separator: ", "))"
                    + NearestName.question(for: name, among: known))
        }
        let asked = try global.workspace()
        guard asked.space.isNASBench201 else {
            throw Refusal(
                "data fetch \(name): what is published is of \(SearchSpace.publishedName), and this "
                    + "store is of the space \(asked.space.name); name another with --store")
        }
        let workspace = try global.workspace(.readWrite)
        let folder =
            into.map { URL(fileURLWithPath: $0, isDirectory: true) }
            ?? URL(fileURLWithPath: workspace.store.path).deletingLastPathComponent()
            .appendingPathComponent("downloads", isDirectory: true)
        let shows = Console.showsProgress && !global.quiet
        let fetched = try SourceFetcher(showsProgress: shows).fetch(source, into: folder) {
            done, total, path in
            global.note("\(source.name): file \(done + 1) of \(total), \(path)")
        }
        let batch = try workspace.tableReader.read(fetched)
        let summary = try DataImporter(workspace: workspace).importFiles(
            batch.files, overwrite: false)
        try ImportOutput(global: global, workspace: workspace).show(
            summary, files: batch.files, passedOver: batch.passedOver)
    }

    private func list(_ catalogue: SourceCatalogue) throws {
        let document = Document(
            sources: catalogue.sources.map {
                .init(
                    name: $0.name, title: $0.title, page: $0.page, licence: $0.licence,
                    brings: $0.brings, files: $0.files.count,
                    pinned: $0.files.count { $0.sha256 != nil }, steps: $0.steps)
            })
        try global.show(document) { _ in document.sources.flatMap(Self.lines) }
    }

    private static func lines(of source: Document.Source) -> [String] {
        let ways =
            source.steps.isEmpty
            ? [
                "  `nas-search data fetch \(source.name)` downloads "
                    + NumberFormat.count(source.files, of: "file")
                    + (source.pinned == source.files
                        ? " with a pinned SHA-256"
                        : ", \(source.pinned) of them with a pinned SHA-256, the others unpinned")
            ] : source.steps.map { "  - \($0)" }
        return [
            "\(source.name): \(source.title)", "  brings \(source.brings)",
            "  licence \(source.licence); \(source.page)",
        ] + ways
    }
}
