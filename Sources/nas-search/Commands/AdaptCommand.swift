import Architectures
import ArgumentParser
import LatencyPrediction
import NASSearch
import Reporting

struct AdaptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapt",
        abstract: "Fits a latency predictor to a device from a few samples, and keeps it.",
        discussion: """
            Samples are read from the device's table, or measured where it is of this machine. What \
            is kept is what `predict` and `search` \
            take for the device until they are told otherwise:

              nas-search adapt --device gold_6226 --samples 10
              nas-search adapt --device gold_6226 --until 6%
              nas-search adapt --device this-machine --samples 10
              nas-search adapt --device my-phone --samples 20 --plan more-for-my-phone
              nas-search adapt --device pixel3 --measure-time 30 --latency op-count
            """)

    @Option(help: ArgumentHelp("The device: a name or an alias; see `devices`.", valueName: "name"))
    var device: String

    @Option(
        help: ArgumentHelp(
            "Add samples until the error that is expected of predictions (the median of σ / mean) "
                + "is at most this, such as 5% or 0.05. (`measure --until` is about the runs of a "
                + "network.)", valueName: "sigma"),
        transform: Amount.share.value)
    var until: Double?

    @Option(
        help: ArgumentHelp(
            "Add samples until measuring has taken this long; for a table, a sample counts as 50 "
                + "runs.", valueName: "seconds"), transform: Amount.time.value)
    var measureTime: Double?

    @OptionGroup(title: "Latency") var latency: LatencyOptions
    @OptionGroup(title: "Measuring") var measuring: MeasuringOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Network") var input: InputOption
    @OptionGroup(title: "Measuring elsewhere") var plan: PlanOptions
    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    /// The samples to start with, where it is open how many there will be.
    private static let firstSamples = 3

    func run() throws {
        if let until, !(until > 0 && until < 1) {
            throw Refusal("--until \(until): expected a relative error such as 5% or 0.05")
        }
        if let measureTime, !(measureTime > 0 && measureTime.isFinite) {
            throw Refusal("--measure-time \(measureTime): expected a positive number of seconds")
        }
        let samples = try latency.checkedSamples()
        if samples == 0 {
            throw Refusal(
                "--samples 0: to adapt is to fit to samples; search and predict do without any")
        }
        let asked = try measuring.request(network)
        defer { asked.place.connection?.close() }
        let workspace = try global.workspace(forMeasuring: device, at: asked.place)
        let device = try workspace.resolve(device, asked, dataset: input.dataset)
        if let folder = try plan.checked(on: workspace, device: device) {
            return try write(samples, of: device, to: folder, on: workspace)
        }
        var request = try latency.request(for: device, seed: seed.seed, on: workspace)
        request.usesAdaptation = false
        if latency.sampling == nil, device.local != nil { request.sampling = .adaptive }
        let isOpen = until != nil || measureTime != nil
        let job = try AdaptationJob(workspace: workspace, request: request)
        let goal = StepwiseAdaptation.Goal(
            samples: samples ?? (isOpen ? Self.firstSamples : job.defaultSamples), error: until,
            seconds: measureTime, noise: job.noise)
        let report = try job.run(to: goal)
        try global.show(report, lines: report.lines)
    }

    /// Writes the samples that are missing of a device that can't be reached.
    private func write(
        _ samples: Int?, of device: ResolvedDevice, to folder: PlanFolder, on workspace: Workspace
    ) throws {
        let known = try workspace.latencyTable(of: device.name).map {
            try workspace.sampleTable(of: device.name, $0).covered.count
        }
        let wanted = samples ?? (known ?? 0) + SamplingStrategy.standardCount
        guard wanted > known ?? 0 else {
            throw Refusal(
                "--samples \(wanted): \(device.name) has \(known ?? 0) already; ask for more with "
                    + "--samples, or leave --plan out to adapt to them")
        }
        let next = try workspace.nextSamples(
            wanted - (known ?? 0), of: device.name, seed: seed.seed)
        let plan = try workspace.furtherPlan(
            of: device.name, dataset: input.dataset ?? workspace.space.definition.measuredDataset,
            asked: measuring.request(network))
        let report = try PlanFolderReport(plan, of: next, in: folder)
        try global.show(report, lines: report.lines)
    }
}
