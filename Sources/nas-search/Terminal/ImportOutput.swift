import FileSystem
import Foundation
import NASSearch
import PlainText
import PublishedFormats
import Reporting
import TabularStore

/// Shows what an import did.
struct ImportOutput {
    let global: GlobalOptions
    let workspace: Workspace
    /// The names that the user gave to devices.
    var names: ImportNames?

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
        let devices: [ImportedDevices.Entry]
        let warnings: [String]
        let passedOver: [PassedOver]

        private enum CodingKeys: String, CodingKey {
            case files, devices, warnings
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
        let devices = try ImportedDevices(
            summary, files: files, as: names, measured: measured, in: workspace)
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
            devices: devices.entries, warnings: devices.warnings,
            passedOver: passedOver.map { .init(path: $0.path, reason: $0.reason) })
        for warning in devices.warnings { Console.printWarning(warning) }
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
        show(devices.entries)
        for line in Self.lines(of: passedOver) { global.note(line) }
        let names = Set(measured.map(\.device)).sorted()
        let networks = measured.reduce(0) { $0 + $1.summary.added + $1.summary.replaced }
        if networks > 0 {
            Console.show([
                "\(NumberFormat.count(networks, of: "network")) measured on "
                    + names.joined(separator: ", ")
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

    private func show(_ devices: [ImportedDevices.Entry]) {
        guard !devices.isEmpty else { return }
        var table = TextTable([
            .init("device", .left), .init("latencies"), .init("unit", .left), .init("median ms"),
            .init("origin", .left),
        ])
        for device in devices {
            table.append([
                device.device, NumberFormat.count(device.values), device.unit ?? "",
                NumberFormat.digits(device.medianMilliseconds, 4), device.origin.rawValue,
            ])
        }
        Console.show(table.lines(style: Console.outputStyle))
    }

    /// How many files of one folder are named one by one that were passed over for one reason.
    private static let namedFiles = 5

    /// What was passed over, a line each, or one for many alike.
    private static func lines(of passedOver: [PublishedBatch.PassedOver]) -> [String] {
        struct Group: Hashable {
            let folder: String
            let reason: String
        }
        let grouped = Dictionary(grouping: passedOver) {
            Group(
                folder: URL(fileURLWithPath: $0.path).deletingLastPathComponent().path,
                reason: $0.reason)
        }
        return grouped.values.sorted { $0[0].path < $1[0].path }.flatMap { files in
            guard files.count > namedFiles else {
                return files.map { "passed over \($0.path): \($0.reason)" }
            }
            return [
                "passed over \(NumberFormat.count(files.count)) files such as \(files[0].path): "
                    + files[0].reason
            ]
        }
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
