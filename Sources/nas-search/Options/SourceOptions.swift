import Architectures
import ArgumentParser
import LatencyPrediction
import NASSearch

/// Which accuracies are searched.
struct AccuracyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Data set: cifar10, cifar100 or imagenet16-120. Default: cifar100; the first of another "
                + "space.", valueName: "name"))
    var dataset: String?

    @Option(help: ArgumentHelp("Images that are judged: valid or test.", valueName: "name"))
    var split: DatasetSplit = .valid

    @Option(help: ArgumentHelp("Training schedule in epochs: 200 or 12.", valueName: "n"))
    var epochs: Int = AccuracyKey.standardEpochs

    @Option(
        help: ArgumentHelp(
            "Where accuracies come from: table or surrogate. Default: a table where one was "
                + "imported.", valueName: "source"))
    var accuracy: AccuracyChoice?

    func checkedDataset(in space: SearchSpace) throws -> String {
        try space.knownDataset(dataset ?? space.definition.searchedDataset).name
    }

    func checkedEpochs() throws -> Int {
        guard epochs > 0 else { throw Refusal("--epochs \(epochs): expected 200 or 12") }
        return epochs
    }
}

/// How latencies are estimated.
struct LatencyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Latency estimator: \(EstimatorChoice.list); or FILE.csv, what another program predicts: "
                + "a column index or arch, and a latency. Default: the best predictor for the device.",
            valueName: "name"))
    var latency: EstimatorChoice?

    @Option(
        help: ArgumentHelp(
            "Instead of --latency: a command that predicts. It reads an architecture a line, its index "
                + "and its string, and answers each by a line: the latency in ms and, if it likes, its "
                + "standard deviation. With --samples, $NAS_SEARCH_SAMPLES names a CSV of them.",
            valueName: "command"))
    var latencyCommand: String?

    @Option(
        help: ArgumentHelp(
            "Architectures whose latency on the device is used to fit a predictor. Default: 10, or "
                + "all where fewer than half of the space are known. 0: the operator latencies of "
                + "a profile alone.", valueName: "k"))
    var samples: Int?

    @Option(
        help: ArgumentHelp(
            "How they are picked: chosen (those that tell the most), random, or, by `adapt`, adaptive "
                + "(after three, each where what was measured leaves most open). Default: adaptive "
                + "where `adapt` measures, else chosen.", valueName: "how"))
    var sampling: SamplingStrategy?

    @Option(
        help: ArgumentHelp(
            "Devices that predictors may learn from, separated by commas. Default: all with a "
                + "table in the store but those of the same hardware and near duplicates. bundled: "
                + "those that ship with the program, measured.", valueName: "list"))
    var pool: String?

    /// How they are picked by commands that don't measure one after the other.
    var samplingOrStandard: SamplingStrategy { sampling ?? .standard }

    var poolNames: [String]? {
        pool.map { $0.split(separator: ",").map(String.init) }
    }

    /// What is wanted for a device.
    /// - Throws: ``Refusal``.
    func request(
        for device: ResolvedDevice, seed: UInt64, sampled: SampledOption? = nil,
        on workspace: Workspace
    ) throws -> EstimatorRequest {
        let choice = try choice(sampled: sampled)
        try choice?.foreign?.check(for: [device.name], on: workspace)
        return EstimatorRequest(
            device: device, choice: choice, samples: try checkedSamples(),
            sampling: samplingOrStandard,
            pool: poolNames, seed: seed)
    }

    /// The kind, file or command; nil where that is left to the program. A command is given samples
    /// where these are asked for.
    /// - Throws: ``Refusal``.
    func choice(sampled: SampledOption?) throws -> EstimatorChoice? {
        guard let latencyCommand else { return latency }
        guard latency == nil else {
            throw Refusal("--latency and --latency-command exclude each other; leave one out")
        }
        let takesSamples = samples.map { $0 > 0 } ?? (sampled?.sampled != nil)
        return try LatencyCommands.choice(latencyCommand, takesSamples: takesSamples)
    }

    func checkedSamples() throws -> Int? {
        if let samples, samples < 0 { throw Refusal("--samples \(samples): expected 0 or more") }
        return samples
    }
}

/// Other programs that are judged beside estimators.
struct LatencyCommands: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Judge a command that predicts, too; it may be given several times. It reads an "
                + "architecture a line, its index and its string, and answers each by a line: the "
                + "latency in ms and, if it likes, its standard deviation. With --samples, "
                + "$NAS_SEARCH_SAMPLES names a CSV of them.", valueName: "command"))
    var latencyCommand: [String] = []

    /// The commands.
    /// - Parameter takesSamples: Whether samples were asked for.
    /// - Throws: ``Refusal``.
    func choices(takesSamples: Bool) throws -> [EstimatorChoice] {
        guard Set(latencyCommand).count == latencyCommand.count else {
            throw Refusal("--latency-command: a command is named twice")
        }
        return try latencyCommand.map { try Self.choice($0, takesSamples: takesSamples) }
    }

    static func choice(_ text: String, takesSamples: Bool) throws -> EstimatorChoice {
        guard !text.allSatisfy(\.isWhitespace) else { throw Refusal("--latency-command is empty") }
        return EstimatorChoice(ForeignModel.command(text, takesSamples: takesSamples))
    }
}

/// Which architectures a predictor is fitted to, where that is not left to the program.
struct SampledOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Instead of --samples: their published indices, separated by commas.",
            valueName: "list"))
    var sampled: String?

    /// The architectures; nil where none were named.
    /// - Throws: ``Refusal``.
    func checked(in space: SearchSpace, besides latency: LatencyOptions) throws -> [Architecture]? {
        guard let sampled else { return nil }
        guard latency.samples == nil else {
            throw Refusal("--sampled and --samples exclude each other; leave one out")
        }
        let named = try sampled.split(separator: ",").map { text in
            guard let index = Int(text), let one = space.architecture(publishedIndex: index) else {
                throw Refusal(
                    "--sampled \(text): expected published indices from 0 to \(space.count - 1)")
            }
            return one
        }
        guard !named.isEmpty, Set(named).count == named.count else {
            throw Refusal("--sampled \(sampled): expected different indices, separated by commas")
        }
        return named
    }
}

extension AccuracyChoice: ExpressibleByArgument {}

extension DatasetSplit: ExpressibleByArgument {}

extension SamplingStrategy: ExpressibleByArgument {}
