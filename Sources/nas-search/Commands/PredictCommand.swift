import Architectures
import ArgumentParser
import NASSearch
import Reporting

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Estimates the latency of architectures on a device.",
        discussion: """
            Architectures are given as published indices or strings:

              nas-search predict --device gold_6226 9930 1835
              nas-search predict --device gold_6226 --architectures all --format csv
              nas-search predict --device gold_6226 --architectures -

            With - it answers every line of standard input by a line at once, so that another \
            program's search can use it as its latency oracle.
            """)

    @Option(help: ArgumentHelp("The device: a name or an alias; see `devices`.", valueName: "name"))
    var device: String

    @Argument(help: "Published indices or strings of architectures.")
    var architectures: [ArchitectureWords] = []

    @Option(
        name: .customLong("architectures"),
        help: ArgumentHelp(
            "all, a file with an index or string a line, or - for lines of standard input.",
            valueName: "what"))
    var group: String?

    @Option(
        help: ArgumentHelp(
            "Lines instead of a table: csv or jsonl. Default: a table, for - csv.",
            valueName: "name"))
    var format: PredictionLines.Format?

    @OptionGroup(title: "Latency") var latency: LatencyOptions
    @OptionGroup(title: "Latency") var sampled: SampledOption
    @OptionGroup(title: "Measuring") var measuring: MeasuringOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Network") var input: InputOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let isStream = group == "-"
        if isStream, !architectures.isEmpty {
            throw Refusal("--architectures - reads architectures; leave the others out")
        }
        if format != nil || isStream, global.json {
            throw Refusal(
                "--json writes one document; --format jsonl writes a line an architecture")
        }
        let asked = try measuring.request(network)
        defer { asked.place.connection?.close() }
        let workspace = try global.workspace(forMeasuring: device, at: asked.place)
        let wanted = isStream ? [] : try named(in: workspace)
        let device = try workspace.resolve(device, asked, dataset: input.dataset)
        var request = try latency.request(
            for: device, seed: seed.seed, sampled: sampled, on: workspace)
        request.sampled = try sampled.checked(in: workspace.space, besides: latency)
        try workspace.measureSamples(for: &request)
        let fitted = try EstimatorFactory(workspace: workspace).fitted(request)
        if format != nil || isStream {
            for line in device.lines + fitted.lines { global.note(line) }
            let lines = try PredictionLines(
                fitted.estimator, space: workspace.space, format: format ?? .csv)
            return isStream ? lines.answerStandardInput() : lines.write(wanted)
        }
        let estimates = try fitted.estimator.estimate(wanted)
        let table = try workspace.latencyTable(of: device.name)
        let predictions = wanted.indices.map { row in
            PredictionReport.Prediction(
                index: workspace.space.publishedIndex(of: wanted[row]),
                arch: workspace.space.string(of: wanted[row]),
                latencyMS: estimates.milliseconds[row].finite,
                latencyStandardDeviationMS: estimates.standardDeviations[row].finite,
                latencyOrigin: fitted.estimator.origin,
                oracleLatencyMS: table?[wanted[row]])
        }
        let report = PredictionReport(
            device: device.name, latencySource: fitted.estimator.name, predictions: predictions,
            notes: device.lines + fitted.lines)
        try global.show(report, lines: report.lines)
    }

    /// The architectures that were named, in order.
    private func named(in workspace: Workspace) throws -> [Architecture] {
        let space = workspace.space
        var named = try architectures.flatMap(\.words).map(space.architecture(described:))
        if group == "all" {
            named += (0..<space.count).compactMap(space.architecture(publishedIndex:))
        } else if let group {
            named += try ArchitectureSelection.lines(of: group, in: space)
        }
        guard !named.isEmpty else {
            throw Refusal(
                "no architectures: name some by index or string, or give --architectures all, a file, "
                    + "or - for standard input")
        }
        return named
    }
}
