import Architectures
import ArgumentParser
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
            HELP's .pt; LatBench's pickles; NATS-Bench's -simple folders; mini-nasbench's frame; \
            results of `measure --plan`. In a folder, whatever else lies in it is passed over. All or nothing is taken in, and \
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
        let results = try readResults(bench)
        let isResults = Set(results.map(\.path))
        let options = ReadOptions(deviceName: deviceName, unit: unit)
        let reader = PublishedReader(space: bench.space)
        var files: [PublishedFile] = []
        var passedOver: [PublishedBatch.PassedOver] = []
        for path in paths where !isResults.contains(path) {
            let batch = try Activity.during("reading \(path)", isShown: !global.quiet) {
                try reader.read(URL(fileURLWithPath: path), options: options)
            }
            files += batch.files
            passedOver += batch.passedOver.filter { !isResults.contains($0.path) }
        }
        let measured = try ResultsImporter(bench: bench).importFiles(
            results, as: deviceName, overwrite: overwrite)
        if files.isEmpty && !results.isEmpty {
            try ImportOutput(global: global).show(measured, passedOver: passedOver)
            return
        }
        if unit == .seconds,
            let other = files.first(where: { $0.format != .csv && !$0.tables.isEmpty })
        {
            throw Refusal("--unit s is for CSV files; \(other.path) states its own unit")
        }
        let summary = try Activity.during("storing", isShown: !global.quiet) {
            try DataImporter(bench: bench).importFiles(
                files, as: deviceName, overwrite: overwrite)
        }
        try ImportOutput(global: global).show(
            summary, files: files, measured: measured, passedOver: passedOver)
    }

    /// The files that a runner's script wrote.
    private func readResults(_ bench: Workbench) throws -> [MeasurementResults] {
        let reader = MeasurementResultsReader(space: bench.space)
        return try paths.flatMap(MeasurementResultsReader.files).map(reader.read)
    }
}

extension LatencyUnit: ExpressibleByArgument {}
