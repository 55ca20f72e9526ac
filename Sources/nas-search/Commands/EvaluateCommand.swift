import Architectures
import ArgumentParser
import LatencyPrediction
import NASSearch
import Reporting

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Judges latency estimators on devices left out in turn.",
        discussion: """
            Every device of the pool plays the target once; the others, but those of its hardware \
            and near duplicates, are what an estimator learns from:

              nas-search evaluate --pool gold_6226,titan_rtx_1,titanx_1 --latency transfer,op-count
              nas-search evaluate --target pixel3 --latency transfer --samples 1,3,10,30
              nas-search evaluate --latency transfer --train 100,300,900 --pool-size 3,7
              nas-search evaluate --pool my-avx2,my-sse,my-blas --allow-duplicates --latency maple,lut

            What trained estimators come to is kept in the store, so that a killed evaluation goes \
            on where it stopped.
            """)

    @Option(
        help: ArgumentHelp(
            "The devices to learn from, separated by commas; bundled stands for the measured ones that ship with the program. "
                + "Default: all with a whole table in the store.", valueName: "list"))
    var pool: String?

    @Option(
        help: ArgumentHelp(
            "Estimators, separated by commas: \(EstimatorChoice.list), or FILE.csv of what another "
                + "program predicts, a column a target. Default: for each device the best predictor "
                + "of its pool.", valueName: "list"))
    var latency: String?

    @OptionGroup var commands: LatencyCommands

    @Option(
        help: ArgumentHelp(
            "Architectures measured on the target; 0: its operator latencies alone. Default: 3,10.",
            valueName: "list"))
    var samples: String?

    @Option(help: ArgumentHelp("How they are picked: random, chosen, adaptive.", valueName: "list"))
    var sampling: String = "random,chosen"

    @Option(
        help: ArgumentHelp(
            "Draws of random samples, and designs of chosen ones.", valueName: "n"))
    var repeats: Int = 10

    @Option(
        help: ArgumentHelp(
            "Architectures of each pool device to learn from.", valueName: "list"))
    var train: String = "900"

    @Option(
        help: ArgumentHelp(
            "Devices of the pool to learn from, drawn anew in every draw. Default: all.",
            valueName: "list"))
    var poolSize: String?

    @Option(
        help: ArgumentHelp(
            "The devices that play the target. Default: all of the pool.", valueName: "list"))
    var target: String?

    @Flag(
        help: "Learn from devices of the target's own hardware too, but not from near duplicates.")
    var allowSameHardware = false

    @Flag(help: "Learn from devices of the target's own hardware and from near duplicates too.")
    var allowDuplicates = false

    @Option(
        help: ArgumentHelp(
            "What describes devices to maple and transfer: counters, latencies (of operators), or "
                + "none but samples; a list judges each. transfer makes of counters what it makes "
                + "of latencies. Default: the best that the target, and for maple all of its "
                + "pool, have.",
            valueName: "list"))
    var descriptor: String?

    @Flag(
        help: ArgumentHelp(
            "Judge on the targets' tables, and take their samples from them, with the machine's "
                + "drift over the order of measuring taken out."))
    var withoutDrift = false

    @Option(
        help: ArgumentHelp(
            "Write the predictions of every first draw as CSV.", valueName: "file"))
    var scatter: String?

    @OptionGroup(title: "Report") var report: ReportOptions

    @Flag(help: "Replace the files of --scatter, --report and --plot where there are any.")
    var force = false

    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let settings = try checkedSettings()
        let files = try report.checked(isForced: force)
        let scatter = try self.scatter.map { try ScatterFile($0, isForced: force) }
        let chosen = try checkedChoices()
        let programs = try commands.choices(
            takesSamples: samples != nil && settings.samples.contains { $0 > 0 })
        let trains = try Self.numbers(train, of: "--train")
        let poolSizes = try poolSize.map { try Self.numbers($0, of: "--pool-size") } ?? []
        let descriptors = try checkedDescriptors()
        let workspace = try global.workspace()
        var devices = try poolNames(workspace)
        let sources = devices
        let targets = try target.map(workspace.deviceNames)
        if let targets, targets.isEmpty { throw Refusal("--target is empty") }
        for name in targets ?? [] where !devices.contains(name) { devices.append(name) }
        guard devices.count > 1 else {
            throw Refusal(
                "evaluate needs the tables of two devices or more, and has \(devices.count): take "
                    + "tables in with `nas-search data import FOLDER`"
                    + (pool == nil ? ", or name --pool bundled" : ""))
        }
        if DeviceGroup.hasBundled(pool) || DeviceGroup.hasBundled(target) {
            global.note(
                "the project's own devices count as devices of their own, though they share "
                    + "processors; near duplicates stay out of each other's pools")
        }
        var complete = settings
        complete.targets = targets
        // What was named is what is learned from; without, targets learn from each other, too.
        complete.sources = pool == nil ? nil : sources
        let job = try EvaluationJob(
            workspace: workspace, devices: try devices.map { try poolDevice($0, workspace) },
            settings: complete, trains: trains, poolSizes: poolSizes, descriptors: descriptors,
            seed: seed.seed)
        for choice in chosen ?? [] {
            try choice.foreign?.check(for: targets ?? devices, on: workspace)
        }
        let entries = try chosen?.map { try $0.entry(on: workspace) }
        var panels: EvaluationPanels? = files.map { _ in EvaluationPanels(space: workspace.space) }
        let space = workspace.space
        let report = try job.report(
            entries: entries, programs: programs,
            firstDraws: scatter == nil && panels == nil
                ? nil
                : { draw, train, poolSize in
                    scatter?.append(draw, space: space, train, poolSize)
                    panels?.add(draw, train: train, poolSize: poolSize)
                })
        // A file that can't be written costs the result nothing.
        let scattered = Result { try scatter?.finish() }
        let drawn = Result {
            try files?.write(
                report, panels: panels, devices: devices, seed: seed.seed, workspace: workspace)
        }
        try global.show(report, lines: report.lines)
        try scattered.get()
        try drawn.get()
    }

    private func poolNames(_ workspace: Workspace) throws -> [String] {
        guard let pool else {
            return try workspace.store.devices().map(\.device.name).filter {
                try workspace.latencyTable(of: $0).map(workspace.isWhole) ?? false
            }
        }
        let names = try workspace.deviceNames(pool)
        guard Set(names).count == names.count else {
            throw Refusal("--pool \(pool): a device is named twice")
        }
        return names
    }

    private func poolDevice(_ name: String, _ workspace: Workspace) throws -> PoolDevice {
        let hasBundled = DeviceGroup.hasBundled(pool) || DeviceGroup.hasBundled(target)
        let ofItsOwn = try hasBundled && workspace.bundledDeviceNames().contains(name)
        guard let device = try workspace.poolDevice(name, ofItsOwn: ofItsOwn) else {
            throw Refusal(
                "evaluate needs a table of \(name), and the store has none: take tables in with "
                    + "`nas-search data import FOLDER`")
        }
        return device
    }

    private func checkedSettings() throws -> LeaveOneDeviceOut.Settings {
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = try Self.numbers(samples ?? "3,10", of: "--samples", least: 0)
        settings.samplings = try sampling.split(separator: ",").map { text in
            guard let strategy = SamplingStrategy(rawValue: String(text)) else {
                throw Refusal("--sampling \(sampling): expected random, chosen or adaptive")
            }
            return strategy
        }
        guard repeats > 0 else { throw Refusal("--repeats \(repeats): expected 1 or more") }
        guard !settings.samplings.isEmpty else { throw Refusal("--sampling is empty") }
        settings.repeats = repeats
        settings.takesDriftOut = withoutDrift
        settings.poolRule =
            allowDuplicates ? .everyone : allowSameHardware ? .sameHardware : .strangers
        return settings
    }

    /// Whole numbers, each once, separated by commas.
    private static func numbers(
        _ text: String, of option: String, least: Int = 1
    ) throws -> [Int] {
        var numbers: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(part), number >= least else {
                throw Refusal(
                    "\(option) \(text): expected numbers from \(least) on, such as 3,10")
            }
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers
    }

    private func checkedDescriptors() throws -> [DescriptorKind] {
        guard let descriptor else { return [] }
        var kinds: [DescriptorKind] = []
        for part in descriptor.split(separator: ",", omittingEmptySubsequences: false) {
            let name = part == "none" ? DescriptorKind.samples.rawValue : String(part)
            guard let kind = DescriptorKind(rawValue: name) else {
                throw Refusal("--descriptor \(descriptor): expected counters, latencies or none")
            }
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        return kinds
    }

    private func checkedChoices() throws -> [EstimatorChoice]? {
        if let latency, latency.allSatisfy({ $0 == "," }) { throw Refusal("--latency is empty") }
        let choices = try latency.map(EstimatorChoice.list)
        if let judge = choices?.first(where: { !$0.isPredictor }) {
            throw Refusal(
                "--latency \(judge.name): it knows the whole table of the device, so that nothing is "
                    + "left to judge it by")
        }
        return choices
    }
}
