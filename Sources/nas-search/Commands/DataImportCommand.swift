import Architectures
import ArgumentParser
import Foundation
import NASSearch
import PublishedFormats
import Reporting
import TabularStore

struct DataImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes tables of latencies, energies and accuracies into the store.",
        discussion: """
            Files are recognised by content: CSV with a column `index` or `arch` and one a device, as \
            programs and spreadsheets write it; HELP's .pt; LatBench's pickles; NATS-Bench's -simple \
            folders; mini-nasbench's frame; results of `measure --plan`, its whole folder with whatever \
            was measured, or a folder of such; stores with measured devices, and what `data export` \
            wrote of one. In any other folder, whatever else \
            lies in it is passed over and named, as are columns that are no device's. All or nothing \
            is taken in, and twice is once; values that contradict what is there are refused.

            Units stand in headings (`latency_us`, `latency (ms)`) or behind --unit. Published tables \
            are recognised by what they hold: a published device's name is not for other numbers.

              nas-search data import tables/
              nas-search data import measured.csv --unit s
              nas-search data import board.csv --as raspi4=my-board
            """)

    @Argument(help: "Files and folders.", completion: .file())
    var paths: [String]

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "The device's name, where a file states none (default: the file's own name); OLD=NEW "
                + "renames a device that a file names.",
            valueName: "name"))
    var names: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where the numbers come from, published or measured. Default: by what the files hold.",
            valueName: "origin"))
    var origin: ImportOrigin?

    @Option(
        help: ArgumentHelp(
            "Unit of latencies in CSV files whose heading names none: ns, us, ms or s. Default: ms.",
            valueName: "unit"))
    var unit: LatencyUnit?

    @Flag(help: "Replace values that contradict the new ones.")
    var overwrite = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        for path in paths where !FileManager.default.fileExists(atPath: path) {
            throw Refusal("\(path): no such file or folder")
        }
        let names = try ImportNames(parsing: names)
        let workspace = try global.workspace(.readWrite)
        let shares = paths.filter(DeviceShares.isShare)
        if !shares.isEmpty { return try join(shares, as: names, in: workspace) }
        let options = ReadOptions(deviceName: names.name, unit: unit)
        let reader = workspace.tableReader
        var batch = PublishedBatch(files: [], passedOver: [])
        for path in paths {
            let found = try workspace.hooks.during("reading \(path)") {
                try PlanFolderReader.read(path, with: reader, in: workspace)
                    ?? reader.read(URL(fileURLWithPath: path), options: options)
            }
            batch.files += found.files
            batch.results += found.results
            batch.passedOver += found.passedOver
        }
        let files = batch.files
        if let unit, let other = files.first(where: { $0.format != .csv && !$0.tables.isEmpty }) {
            throw Refusal(
                "--unit \(unit.rawValue) is for CSV files; \(other.path) states its own unit")
        }
        try names.check(
            devices: Set(files.flatMap { $0.tables.compactMap(\.quantity.device) })
                .union(batch.results.map(\.device)))
        if origin == .published, let results = batch.results.first {
            throw Refusal("--origin published: \(results.path) holds measured runs")
        }
        let (measured, summary) = try workspace.hooks.during("storing") {
            // All or nothing, whatever mixture was given.
            try workspace.store.atomically {
                let measured = try ResultsImporter(workspace: workspace).importFiles(
                    batch.results, as: names, overwrite: overwrite)
                let hasTables = !files.isEmpty || batch.results.isEmpty
                let summary =
                    try !hasTables
                    ? nil
                    : DataImporter(workspace: workspace).importFiles(
                        files, as: names, origin: origin?.origin, overwrite: overwrite)
                return (measured, summary)
            }
        }
        let output = ImportOutput(global: global, workspace: workspace, names: names)
        guard let summary else {
            try output.show(measured, passedOver: batch.passedOver)
            return
        }
        try output.show(
            summary, files: files, measured: measured, passedOver: batch.passedOver)
    }

    /// Joins what other stores know of measured devices.
    private func join(
        _ files: [String], as names: ImportNames, in workspace: Workspace
    ) throws {
        if let other = paths.first(where: { !files.contains($0) }) {
            throw Refusal(
                "\(files[0]) holds measured devices of another store, and \(other) does not: import "
                    + "them one after the other")
        }
        if unit != nil || origin == .published || overwrite {
            throw Refusal(
                "\(files[0]) holds measured runs: --unit, --origin and --overwrite are for tables")
        }
        let joining = DeviceShares(workspace)
        let sources = try files.flatMap { file in
            try workspace.hooks.during("reading \(file)") { try joining.read(file) }
        }
        let outcomes = try workspace.hooks.during("storing") {
            try joining.join(sources, as: names)
        }
        let output = ShareOutput(devices: outcomes)
        try global.show(output, lines: output.lines)
    }
}

/// What a user may say about where numbers come from.
enum ImportOrigin: String, ExpressibleByArgument, CaseIterable {
    case published
    case measured

    /// The origin that the store keeps.
    var origin: Origin { self == .published ? .published : .measured }
}

extension LatencyUnit: ExpressibleByArgument {
    /// The unit of that name, in any spelling.
    public init?(argument: String) { self.init(spelling: argument) }
}
