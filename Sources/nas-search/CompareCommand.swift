import Architectures
import ArgumentParser
import LatencyPrediction
import Reporting
import Search

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares estimators on one device, or the fronts of several devices.",
        discussion: """
            Over the whole space, beside the oracle:

              nas-search compare --device gold_6226 --latency op-count,flops,lut
              nas-search compare --device gold_6226,titan_rtx_1
            """)

    @Option(
        help: ArgumentHelp(
            "A device, or several separated by commas; all need a table.", valueName: "list"))
    var device: String

    @Option(
        help: ArgumentHelp(
            "Estimators to compare, separated by commas: \(EstimatorChoice.list). Default: all "
                + "but those that train networks.",
            valueName: "list"))
    var latency: String?

    @Option(
        help: ArgumentHelp(
            "Architectures whose latency is used to fit an estimator.", valueName: "k"))
    var samples: Int = 10

    @Option(help: ArgumentHelp("How they are picked: chosen or random.", valueName: "how"))
    var sampling: SamplingStrategy = .chosen

    @Option(
        help: ArgumentHelp(
            "Search with this many evaluations under each estimator. Default: the whole space.",
            valueName: "n"))
    var budget: Int?

    @OptionGroup(title: "Accuracy") var accuracy: AccuracyOptions
    @OptionGroup(title: "Measuring") var measuring: MeasuringOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Report") var report: ReportOptions

    @Flag(help: "Replace the files of --report and --plot where there are any.")
    var force = false

    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let files = try report.checked(isForced: force)
        let bench = try Workbench(global)
        if let budget, !(1...bench.space.count).contains(budget) {
            throw Refusal("--budget \(budget): expected 1 to \(bench.space.count)")
        }
        let dataset = try accuracy.checkedDataset(in: bench.space)
        let key = AccuracyKey(
            dataset: dataset, split: accuracy.split, epochs: try accuracy.checkedEpochs())
        let source = try bench.accuracySource(key, choice: accuracy.accuracy)
        let names = device.split(separator: ",").map(String.init)
        let devices = try names.map { name in
            let resolved = try bench.resolve(
                name, measuring.request(network), dataset: dataset)
            guard let table = try bench.latencyTable(of: resolved.name) else {
                throw Refusal(
                    "compare needs the oracle, and the store has no table of \(resolved.name): take "
                        + "tables in with `nas-search data import FOLDER`")
            }
            guard bench.isWhole(table) else {
                throw Refusal(
                    "compare needs the oracle, and the store has only \(table.covered.count) latencies "
                        + "of \(resolved.name)"
                        + (resolved.own == nil
                            ? ""
                            : "; `nas-search measure --device \(resolved.name) --architectures all` "
                                + "measures the rest"))
            }
            return DeviceOracle(device: resolved, table: table)
        }
        guard let first = devices.first else { throw Refusal("--device is empty") }
        if devices.count == 1 {
            let comparison = EstimatorComparison(
                bench: bench, oracle: first, accuracy: source, dataset: dataset)
            var drawing = ComparisonDrawing(bench: bench, accuracy: source, key: key)
            let report = try comparison.report(
                estimators: try estimators(), samples: samples, sampling: sampling,
                seed: seed.seed,
                search: budget.map { .init(algorithm: .standard, budget: $0, seed: seed.seed) },
                observer: files == nil ? nil : { drawing.add($0, $1, front: $2) })
            let drawn = Result {
                try files?.write(report, drawing: drawing, of: comparison, seed: seed.seed)
            }
            try global.show(report, lines: report.lines)
            try drawn.get()
        } else {
            guard latency == nil else {
                throw Refusal("--latency compares estimators on one device; name one with --device")
            }
            guard Set(devices.map(\.device.name)).count == devices.count else {
                throw Refusal("--device \(device): a device is named twice")
            }
            let report = try FrontComparison(
                space: bench.space, oracles: devices, accuracy: source
            ).report(dataset: dataset)
            let drawn = Result {
                try files?.write(
                    report, drawing: ComparisonDrawing(bench: bench, accuracy: source, key: key),
                    oracles: devices)
            }
            try global.show(report, lines: report.lines)
            try drawn.get()
        }
    }

    private func estimators() throws -> [EstimatorChoice]? {
        try latency?.split(separator: ",").map { name in
            guard let choice = EstimatorChoice(argument: String(name)) else {
                throw Refusal(
                    "unknown latency estimator '\(name)': there are \(EstimatorChoice.list)"
                        + NearestName.question(
                            for: String(name), among: EstimatorChoice.allValueStrings))
            }
            return choice
        }
    }
}

/// A device with its table.
struct DeviceOracle {
    let device: ResolvedDevice
    let table: ObjectiveTable
}
