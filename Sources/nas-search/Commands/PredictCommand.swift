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
            """)

    @Option(help: ArgumentHelp("The device: a name or an alias; see `devices`.", valueName: "name"))
    var device: String

    @Argument(help: "Published indices or strings of architectures.")
    var architectures: [ArchitectureWords]

    @OptionGroup(title: "Latency") var latency: LatencyOptions
    @OptionGroup(title: "Latency") var sampled: SampledOption
    @OptionGroup(title: "Measuring") var measuring: MeasuringOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Network") var input: InputOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let asked = try measuring.request(network)
        defer { asked.place.connection?.close() }
        let workspace = try global.workspace(forMeasuring: device, at: asked.place)
        let wanted = try architectures.flatMap(\.words).map(
            workspace.space.architecture(described:))
        let device = try workspace.resolve(device, asked, dataset: input.dataset)
        var request = try latency.request(for: device, seed: seed.seed)
        request.sampled = try sampled.checked(in: workspace.space, besides: latency)
        try workspace.measureSamples(for: &request)
        let fitted = try EstimatorFactory(workspace: workspace).fitted(request)
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
}
