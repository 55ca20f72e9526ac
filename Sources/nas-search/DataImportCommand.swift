import ArgumentParser
import Architectures
import Foundation
import PublishedFormats
import Reporting
import TabularStore

struct DataImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes tables of latencies, energies and accuracies into the store.",
        discussion: """
            Files are recognised by content: CSV with a column `index` or `arch` and one a device; \
            HELP's .pt; LatBench's pickles; NATS-Bench's -simple folders; mini-nasbench's frame. In \
            a folder, whatever else lies in it is passed over. All or nothing is taken in, and \
            twice is once; values that contradict what is there are refused.

              nas-search data import tables/
              nas-search data import measured.csv --unit s
            """)

    @Argument(help: "Files and folders.", completion: .file())
    var paths: [String]

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "The device's name, where a file states none. Default: the file's own name.",
            valueName: "name"))
    var deviceName: String?

    @Option(help: ArgumentHelp("Unit of latencies in CSV files: ms or s.", valueName: "unit"))
    var unit: LatencyUnit = .milliseconds

    @Flag(help: "Replace values that contradict the new ones.")
    var overwrite = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        for path in paths where !FileManager.default.fileExists(atPath: path) {
            throw Refusal("\(path): no such file or folder")
        }
        let bench = try Workbench(global, access: .readWrite)
        let options = ReadOptions(deviceName: deviceName, unit: unit)
        let reader = PublishedReader(space: bench.space)
        var files: [PublishedFile] = []
        var passedOver: [PublishedBatch.PassedOver] = []
        for path in paths {
            let batch = try reader.read(URL(fileURLWithPath: path), options: options)
            files += batch.files
            passedOver += batch.passedOver
        }
        let summary = try DataImporter(bench: bench).importFiles(files, overwrite: overwrite)
        try show(summary, files: files, passedOver: passedOver)
    }

    private struct Document: Encodable {
        struct File: Encodable {
            let path: String
            let format: String
            let sha256: String
            let rows: Int
            let tables: Int
            let added: Int
            let confirmed: Int
            let refined: Int
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

    private func show(
        _ summary: ImportSummary, files: [PublishedFile], passedOver: [PublishedBatch.PassedOver]
    ) throws {
        let document = Document(
            files: zip(files, summary.files).map { file, outcome in
                Document.File(
                    path: file.path, format: file.format.name, sha256: file.sha256,
                    rows: file.rows, tables: outcome.tables.count,
                    added: outcome.tables.reduce(0) { $0 + $1.change.added },
                    confirmed: outcome.tables.reduce(0) { $0 + $1.change.confirmed },
                    refined: outcome.tables.reduce(0) { $0 + $1.change.refined },
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
            .init("confirmed"), .init("refined"), .init("replaced"),
        ])
        let nonZero = { (count: Int) in count == 0 ? "" : NumberFormat.count(count) }
        for file in document.files {
            table.append([
                file.path, file.format, String(file.tables), NumberFormat.count(file.added),
                nonZero(file.confirmed), nonZero(file.refined), nonZero(file.replaced),
            ])
            for note in file.notes { table.append(line: "  \(note)") }
        }
        if !document.files.isEmpty {
            Console.print(table.lines(width: Console.outputWidth).joined(separator: "\n"))
        }
        for one in document.passedOver { global.note("passed over \(one.path): \(one.reason)") }
        Console.print(
            summary.changedNothing
                ? "nothing new: the store had all of it"
                : "\(NumberFormat.count(summary.newTables.count)) new tables, "
                    + "\(NumberFormat.count(summary.total.added)) new values in the store")
    }
}

extension LatencyUnit: ExpressibleByArgument {}
