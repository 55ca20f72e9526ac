import Architectures
import ArgumentParser
import NASSearch

/// What `search` looks for and how, as it was typed.
struct SearchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The device: a name or an alias; see `devices`.", valueName: "name"))
    var device: String?

    @Option(
        help: ArgumentHelp(
            "Distinct architectures to evaluate. Default: 500, or all of a smaller space.",
            valueName: "n"))
    var budget: Int?

    @Option(
        help: ArgumentHelp(
            "Search algorithm.", valueName: "name"))
    var algorithm: AlgorithmChoice = .standard

    @Option(
        help: ArgumentHelp(
            "What is optimised, separated by commas: accuracy, latency, params, flops, energy.",
            valueName: "list"))
    var objective: String = Self.standardObjectives

    /// What is optimised where nothing else is asked for.
    static let standardObjectives = "accuracy,latency"

    @Option(
        help: ArgumentHelp(
            "Only architectures of at most this latency, in ms. What may keep it within three "
                + "standard deviations is evaluated where --verify can find out; the front has what "
                + "is known or expected to keep it.",
            valueName: "ms"), transform: Amount.latency.value)
    var maxLatency: Double?

    @Option(
        help: ArgumentHelp("Only architectures of at least this accuracy, in %.", valueName: "pct"),
        transform: Amount.accuracy.value)
    var minAccuracy: Double?

    @Option(
        help: ArgumentHelp(
            "Only architectures of at most this many parameters, in millions.", valueName: "m"),
        transform: Amount.parameters.value)
    var maxParams: Double?

    @Option(
        help: ArgumentHelp(
            "Only architectures of at most this many multiply-accumulates, in millions.",
            valueName: "m"), transform: Amount.multiplyAccumulates.value)
    var maxFlops: Double?

    @Option(
        help: ArgumentHelp(
            "Only architectures of at most this energy an inference, in mJ.", valueName: "mj"),
        transform: Amount.energy.value)
    var maxEnergy: Double?

    @Option(
        help: ArgumentHelp(
            "Latencies to look up, or to measure on a device of this machine, after the search: of "
                + "what was evaluated, those that most probably change the front. Ends early where "
                + "less than one chance in twenty is left that anything does.",
            valueName: "n"))
    var verify: Int = 0

    /// Checks what can be checked without data.
    /// - Throws: ``Refusal``.
    func settings(
        device: ResolvedDevice, space: SearchSpace, seed: UInt64, accuracy: AccuracyOptions,
        latency: LatencyOptions, sampled: SampledOption, measuring: MeasuringRequest
    ) throws -> SearchSettings {
        let budget = budget ?? min(500, space.count)
        guard (1...space.count).contains(budget) else {
            throw RequestError.budget(budget, count: space.count)
        }
        guard verify >= 0 else { throw Refusal("--verify \(verify): expected 0 or more") }
        return SearchSettings(
            device: device.name, requestedDevice: device.requestedName,
            dataset: try accuracy.checkedDataset(in: space), split: accuracy.split,
            epochs: try accuracy.checkedEpochs(), accuracy: accuracy.accuracy,
            latency: try latency.choice(sampled: sampled), samples: try latency.checkedSamples(),
            sampled: try sampled.checked(in: space, besides: latency)?.map(\.code),
            sampling: latency.samplingOrStandard, pool: latency.poolNames, algorithm: algorithm,
            objectives: try objectives(), constraints: try constraints(), budget: budget,
            verify: verify, seed: seed, measuring: measuring.given.isEmpty ? nil : measuring)
    }

    private func objectives() throws -> [SearchObjective] {
        let names = objective.split(separator: ",").map(String.init)
        let known = SearchObjective.allCases.map(\.rawValue)
        let objectives = try names.map { name in
            guard let objective = SearchObjective(rawValue: name) else {
                throw Refusal(
                    "--objective \(name): expected some of \(known.joined(separator: ", "))"
                        + NearestName.question(for: name, among: known))
            }
            return objective
        }
        guard Set(objectives).count == objectives.count, objectives.count > 1 else {
            throw Refusal("--objective \(objective): expected two or more different objectives")
        }
        return objectives
    }

    private func constraints() throws -> SearchConstraints {
        for (name, value) in [
            ("--max-latency", maxLatency), ("--max-params", maxParams), ("--max-flops", maxFlops),
            ("--max-energy", maxEnergy),
        ] {
            if let value, !(value > 0 && value.isFinite) {
                throw Refusal("\(name) \(value): expected a positive number")
            }
        }
        if let minAccuracy, !(0...100).contains(minAccuracy) {
            throw Refusal("--min-accuracy \(minAccuracy): expected 0 to 100 percent")
        }
        return SearchConstraints(
            maximumLatency: maxLatency, minimumAccuracy: minAccuracy,
            maximumParameters: maxParams, maximumFLOPs: maxFlops, maximumEnergy: maxEnergy)
    }
}
