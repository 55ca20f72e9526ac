import Architectures
import ArgumentParser
import LatencyPrediction
import NASSearch
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
            "Estimators to compare, separated by commas: \(EstimatorChoice.list), or FILE.csv of what "
                + "another program predicts. Default: all but those that train networks.",
            valueName: "list"))
    var latency: String?

    @OptionGroup var commands: LatencyCommands

    @Option(
        help: ArgumentHelp(
            "Architectures whose latency is used to fit an estimator. Default: 10.",
            valueName: "k"))
    var samples: Int?

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
        let workspace = try global.workspace()
        if let budget, !(1...workspace.space.count).contains(budget) {
            throw Refusal("--budget \(budget): expected 1 to \(workspace.space.count)")
        }
        let dataset = try accuracy.checkedDataset(in: workspace.space)
        let key = AccuracyKey(
            dataset: dataset, split: accuracy.split, epochs: try accuracy.checkedEpochs())
        let source = try workspace.accuracySource(key, choice: accuracy.accuracy)
        let names = device.split(separator: ",").map(String.init)
        let devices = try names.map { name in
            let resolved = try workspace.resolve(
                name, measuring.request(network), dataset: dataset)
            guard let table = try workspace.latencyTable(of: resolved.name) else {
                throw RequestError.noLatencies(device: resolved.name, for: .comparison)
            }
            guard workspace.isWhole(table) else {
                throw RequestError.noOracle(
                    device: resolved.name, known: table.covered.count,
                    isLocal: resolved.local != nil)
            }
            return DeviceOracle(device: resolved, table: table)
        }
        guard let first = devices.first else { throw Refusal("--device is empty") }
        if devices.count == 1 {
            let comparison = EstimatorComparison(
                workspace: workspace, oracle: first, accuracy: source, dataset: dataset)
            let estimators = try latency.map(EstimatorChoice.list)
            let programs = try commands.choices(takesSamples: samples != nil)
            for choice in estimators ?? [] {
                try choice.foreign?.check(for: [first.device.name], on: workspace)
            }
            var drawing = ComparisonDrawing(workspace: workspace, accuracy: source, key: key)
            let report = try comparison.report(
                estimators: estimators, programs: programs,
                samples: samples ?? SamplingStrategy.standardCount,
                sampling: sampling, seed: seed.seed,
                search: budget.map { .init(algorithm: .standard, budget: $0, seed: seed.seed) },
                observer: files == nil ? nil : { drawing.add($0, $1, front: $2) })
            let drawn = Result {
                try files?.write(report, drawing: drawing, of: comparison, seed: seed.seed)
            }
            try global.show(report, lines: report.lines)
            try drawn.get()
        } else {
            guard latency == nil, commands.latencyCommand.isEmpty else {
                throw Refusal("--latency compares estimators on one device; name one with --device")
            }
            guard Set(devices.map(\.device.name)).count == devices.count else {
                throw Refusal("--device \(device): a device is named twice")
            }
            let report = try FrontComparison(
                space: workspace.space, oracles: devices, accuracy: source
            ).report(dataset: dataset)
            let drawn = Result {
                try files?.write(
                    report,
                    drawing: ComparisonDrawing(workspace: workspace, accuracy: source, key: key),
                    oracles: devices)
            }
            try global.show(report, lines: report.lines)
            try drawn.get()
        }
    }
}
