import Architectures
import ArgumentParser
import Foundation
import Measuring
import NASSearch
import PlainText
import Reporting
import TabularStore

struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measures latencies of networks on a device of this machine, into the store.",
        discussion: """
            What was measured is kept at once: the same command goes on where an interrupted one \
            stopped, and several may work on one store. Networks that are the same graph are \
            measured once. For a device that this machine can't reach, --plan writes what to run \
            there, and `data import` takes the results in.

              nas-search measure --device this-machine 9930 1835
              nas-search measure --device this-machine --architectures 1000 --kernels direct-sse
              nas-search measure --device node --architectures all --shard 3/8 --output 3.jsonl
              nas-search measure --device my-phone --next 10 --plan for-my-phone --format litert
              nas-search measure --device my-gpu --architectures all --plan plan.jsonl
            """)

    @Option(
        help: ArgumentHelp(
            "The device: this-machine, a new name for it, or one that was measured here.",
            valueName: "name"))
    var device: String

    @Argument(help: "Published indices or strings of architectures.")
    var architectureNames: [ArchitectureWords] = []

    @Option(
        help: ArgumentHelp(
            "all, a number of random ones, or a file with an index or string a line. A large number "
                + "that could be meant as an index is written random:N.",
            valueName: "what"))
    var architectures: String?

    @Option(help: ArgumentHelp("Timed runs of a network.", valueName: "n"))
    var runs: Int = 50

    @Option(
        help: ArgumentHelp(
            "Instead of a fixed number of runs of a network: until their standard error is below "
                + "this, such as 1%, 10 to 200 runs. (`adapt --until` is about predictions.)",
            valueName: "sigma"), transform: Amount.share.value)
    var until: Double?

    @OptionGroup(title: "Device") var measuring: MeasuringOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Network") var input: InputOption

    @Option(
        help: ArgumentHelp(
            "Instead of measuring, write what to carry to a device that can't be reached: a folder "
                + "with networks as files, a script that times them, a table to fill in by hand and "
                + "what to type; or, where the name ends in .jsonl, a plan alone, for PyTorch's "
                + "script.", valueName: "folder"))
    var plan: String?

    @Option(
        help: ArgumentHelp(
            "Kind of the files in the folder of --plan: \(PlanFormat.list). Default: onnx, or what "
                + "--runner takes.", valueName: "name"))
    var format: PlanFormat?

    @Option(
        help: ArgumentHelp(
            "So many architectures whose latencies would say most about all others, beside those "
                + "that are known of the device. Only with --plan.", valueName: "n"))
    var next: Int?

    @Option(
        help: ArgumentHelp(
            "Write what the store then has of these networks on the device, every run, for another "
                + "store to take in with `data import`, as `data export` does; also where some are "
                + "missing yet. The same command goes on, and replaces it.", valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(help: "Replace the file of --plan or --output where there is one.")
    var force = false

    @Option(
        help: ArgumentHelp("One of N equal parts of the networks, such as 1/4.", valueName: "i/n"))
    var shard: String?

    @Option(
        help: ArgumentHelp(
            "Go through the networks up to so many times, until the standard error of each is "
                + "below \(NumberFormat.percent(DeviceMeasurer.enough, 0)) %; all measurements count. Where "
                + "networks run alone: until the two fastest latencies agree within "
                + "\(NumberFormat.percent(DeviceMeasurer.agreement, 0)) %; the fastest counts.",
            valueName: "n"))
    var rounds: Int?

    @Flag(help: "Measure again what was measured; the new latency counts.")
    var again = false

    @Flag(help: "Measure every network that is the same graph as another one, too.")
    var every = false

    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        var timing = try checkedTiming()
        let repeating = try checkedRepeating()
        let shard = try self.shard.map(ArchitectureSelection.Shard.init)
        if self.output != nil, plan != nil {
            throw Refusal("--output is for measuring here; --plan names its own")
        }
        let output = try planOutput()
        let workspace = try global.workspace(plan == nil ? .readWrite : .readOnly)
        let list = try ArchitectureSelection(
            workspace: workspace, group: architectures,
            named: architectureNames.flatMap(\.words) + nextWords(on: workspace), every: every,
            seed: seed.seed, shard: shard
        ).architectures()
        if let output {
            let plan = try MeasuringPlan(
                device: device, options: measuring.request(network), dataset: input.dataset,
                runs: runs, workspace: workspace)
            switch output {
            case .file(let file):
                let report = try PlanReport(plan, of: list, in: file, runner: measuring.runner)
                return try global.show(report, lines: report.lines)
            case .folder(let folder):
                let report = try PlanFolderReport(plan, of: list, in: folder)
                return try global.show(report, lines: report.lines)
            }
        }
        let asked = try measuring.request(network)
        defer { asked.place.connection?.close() }
        let local = try workspace.localDevice(named: device, asked, dataset: input.dataset)
        let share = try self.output.map {
            try MeasuredDeviceFile($0, option: "--output", of: local.name, isForced: force)
        }
        timing.statistic = local.setup.statistic
        let measurer = try DeviceMeasurer(local, store: workspace.store, timing: timing)
        let outcome = try MeasureJob(
            workspace: workspace, measurer: measurer, architectures: list, repeating: repeating,
            every: every
        ).run()
        let report = MeasureReport(
            outcome, device: local, timing: timing, tally: measurer.tally,
            drift: measurer.drift,
            table: try workspace.latencyTable(of: local.name), space: workspace.space)
        if let summary = measurer.hostSummary { global.note(summary) }
        if let share, let written = try share.write(local.name, of: list, in: workspace) {
            let count = NumberFormat.count(written.networkCount, of: "network")
            global.note("\(share.path): \(count) of \(local.name)")
        }
        try global.show(report, lines: report.lines)
        let retry = "the same command tries the \(NumberFormat.count(outcome.left)) left again"
        if outcome.isInterrupted {
            throw Interrupted(
                description:
                    "\(NumberFormat.count(outcome.measured.count, of: "network")) measured "
                    + "now are kept in the store; \(retry)")
        }
        if let reason = outcome.givenUp { throw MeasuringError("\(reason); \(retry)") }
        if !outcome.failed.isEmpty {
            throw MeasuringError(
                "\(NumberFormat.count(outcome.failed.count, of: "network")) could not be measured; "
                    + retry)
        }
    }

    /// Where a plan goes; nil where networks are measured.
    private func planOutput() throws -> PlanOutput? {
        if let plan { return try PlanOutput(plan, format: format, measuring.runner, force) }
        if format != nil { throw Refusal("--format is for the files of --plan FOLDER") }
        if next != nil {
            throw Refusal("--next is for --plan FOLDER; measuring here, `adapt` chooses samples")
        }
        return nil
    }

    /// The architectures of `--next`, as they would be named.
    private func nextWords(on workspace: Workspace) throws -> [String] {
        guard let next else { return [] }
        return try workspace.nextSamples(next, of: device, seed: seed.seed)
            .map { String(workspace.space.publishedIndex(of: $0)) }
    }

    private func checkedRepeating() throws -> MeasureJob.Repeating {
        guard let rounds else { return again ? .again : .rounds(1) }
        guard (1...100).contains(rounds) else {
            throw Refusal("--rounds \(rounds): expected 1 to 100")
        }
        if again {
            throw Refusal(
                "--again and --rounds exclude each other: with --rounds all measurements of a network "
                    + "count, with --again the newest one alone")
        }
        if plan != nil { throw Refusal("--rounds is for measuring here; a plan has --runs") }
        return .rounds(rounds)
    }

    private func checkedTiming() throws -> TimingProtocol {
        guard (2...100_000).contains(runs) else {
            throw Refusal("--runs \(runs): expected 2 to 100,000")
        }
        guard let until else { return TimingProtocol(runs: .fixed(runs)) }
        guard until > 0, until < 1 else {
            throw Refusal("--until \(until): expected a relative error such as 1% or 0.01")
        }
        return TimingProtocol(runs: .untilStandardError(until, minimum: 10, maximum: 200))
    }
}
