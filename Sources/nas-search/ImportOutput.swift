import PublishedFormats
import Reporting
import TabularStore

/// Shows what an import did.
struct ImportOutput {
    let global: GlobalOptions

    private struct Document: Encodable {
        struct File: Encodable {
            let path: String
            let format: String
            let sha256: String
            let rows: Int
            let tables: Int
            let added: Int
            let confirmed: Int
            let replaced: Int
            let notes: [String]
        }
        struct PassedOver: Encodable {
            let path: String
            let reason: String
        }
        let files: [File]
        let passedOver: [PassedOver]

        private enum CodingKeys: String, CodingKey {
            case files
            case passedOver = "passed_over"
        }
    }

    /// Shows an import of results alone.
    func show(
        _ measured: [ResultsImporter.Outcome], passedOver: [PublishedBatch.PassedOver]
    ) throws {
        try show(
            ImportSummary(files: []), files: [], measured: measured, passedOver: passedOver)
    }

    /// Shows it.
    func show(
        _ summary: ImportSummary, files: [PublishedFile],
        measured: [ResultsImporter.Outcome] = [], passedOver: [PublishedBatch.PassedOver]
    ) throws {
        let document = Document(
            files: measured.map(Self.file)
                + zip(files, summary.files).map { file, outcome in
                    Document.File(
                        path: file.path, format: file.format.name, sha256: file.sha256,
                        rows: file.rows, tables: outcome.tables.count,
                        added: outcome.tables.reduce(0) { $0 + $1.change.added },
                        confirmed: outcome.tables.reduce(0) { $0 + $1.change.confirmed },
                        replaced: outcome.tables.reduce(0) { $0 + $1.change.replaced },
                        notes: file.notes)
                },
            passedOver: passedOver.map { .init(path: $0.path, reason: $0.reason) })
        if global.json {
            Console.print(try JSONDocument.text(document), terminator: "")
            return
        }
        var table = TextTable([
            .init("file", .left), .init("format", .left), .init("tables"), .init("new values"),
            .init("confirmed"), .init("replaced"),
        ])
        let nonZero = { (count: Int) in count == 0 ? "" : NumberFormat.count(count) }
        for file in document.files {
            table.append([
                file.path, file.format, String(file.tables), NumberFormat.count(file.added),
                nonZero(file.confirmed), nonZero(file.replaced),
            ])
            for note in file.notes { table.append(line: "  \(note)") }
        }
        if !document.files.isEmpty {
            Console.show(table.lines(style: Console.outputStyle))
        }
        for one in document.passedOver { global.note("passed over \(one.path): \(one.reason)") }
        let devices = Set(measured.map(\.results.device)).sorted()
        let networks = measured.reduce(0) { $0 + $1.summary.added + $1.summary.replaced }
        if networks > 0 {
            Console.show([
                "\(NumberFormat.count(networks, of: "network")) measured on "
                    + devices.joined(separator: ", ")
            ])
        }
        if files.isEmpty && networks > 0 { return }
        Console.show([
            summary.changedNothing
                ? "nothing new: the store had all of it"
                : "\(NumberFormat.count(summary.newTables.count, of: "new table")), "
                    + "\(NumberFormat.count(summary.total.added, of: "new value")) in the store"
        ])
    }

    private static func file(_ outcome: ResultsImporter.Outcome) -> Document.File {
        Document.File(
            path: outcome.results.path, format: ResultsImporter.format,
            sha256: outcome.results.sha256, rows: outcome.results.networks.count, tables: 1,
            added: outcome.summary.added, confirmed: outcome.summary.repeated,
            replaced: outcome.summary.replaced,
            notes: outcome.summary.isKnown ? ["it was imported before"] : outcome.notes)
    }
}
