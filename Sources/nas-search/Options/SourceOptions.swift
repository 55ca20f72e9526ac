import Architectures
import ArgumentParser
import LatencyPrediction
import NASSearch

/// Which accuracies are searched.
struct AccuracyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Data set: cifar10, cifar100 or imagenet16-120.", valueName: "name"))
    var dataset: String = "cifar100"

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
        try space.knownDataset(dataset).name
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
            "Latency estimator: \(EstimatorChoice.list). Default: the best predictor for the "
                + "device.", valueName: "name"))
    var latency: EstimatorChoice?

    @Option(
        help: ArgumentHelp(
            "Architectures whose latency on the device is used to fit a predictor. Default: 10, or "
                + "all where fewer than half of the space are known. 0: the operator latencies of "
                + "a profile alone.", valueName: "k"))
    var samples: Int?

    @Option(
        help: ArgumentHelp(
            "How they are picked: chosen (those that tell the most), random or adaptive.",
            valueName: "how"))
    var sampling: SamplingStrategy = .chosen

    @Option(
        help: ArgumentHelp(
            "Devices that predictors may learn from, separated by commas. Default: all with a "
                + "table in the store but those of the same hardware and near duplicates. bundled: "
                + "those that ship with the program, measured.", valueName: "list"))
    var pool: String?

    var poolNames: [String]? {
        pool.map { $0.split(separator: ",").map(String.init) }
    }

    /// What is wanted for a device.
    /// - Throws: ``Refusal``.
    func request(for device: ResolvedDevice, seed: UInt64) throws -> EstimatorRequest {
        EstimatorRequest(
            device: device, choice: latency, samples: try checkedSamples(), sampling: sampling,
            pool: poolNames, seed: seed)
    }

    func checkedSamples() throws -> Int? {
        if let samples, samples < 0 { throw Refusal("--samples \(samples): expected 0 or more") }
        return samples
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
