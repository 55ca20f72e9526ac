import Architectures
import LatencyPrediction
import Networks
import Reporting
import Search
import TabularStore

/// A search with everything that it reads: built from checked settings and data, then run.
struct SearchJob {
    /// The settings, with what they left open decided.
    let settings: SearchSettings
    let space: SearchSpace
    let device: ResolvedDevice
    let accuracy: any AccuracySource
    let testAccuracy: ObjectiveTable?
    let testAccuracyOrigin: Origin
    let latency: FittedEstimator
    /// The latencies that are known of the device, where there are any.
    let table: ObjectiveTable?
    /// The device's table where it is whole, so that the exact front is known.
    let oracle: ObjectiveTable?
    let energy: ObjectiveTable?
    /// What is searched.
    let problem: SearchProblem
    /// The same with the oracle's latencies; nil without an oracle.
    let exactProblem: SearchProblem?
    let accuracies: AccuracyEstimates
    /// What the estimator says of the whole space, the samples among it.
    let predicted: LatencyEstimates
    /// What the search sees: the estimator's latencies, and the samples' own.
    let latencies: LatencyEstimates
    /// The samples' latencies.
    let measured: [Architecture: Double]
    /// What is believed before anything is verified; nil where nothing is to be.
    let beliefs: LatencyBeliefs?
    let costs: CostModel
    /// The store that was named, as typed; nil for the usual one.
    let store: String?

    /// Gathers objectives and constraints over the whole space.
    /// - Throws: ``Refusal`` where data is missing or nothing satisfies the constraints.
    init(
        settings: SearchSettings, space: SearchSpace, device: ResolvedDevice,
        accuracy: any AccuracySource, testAccuracy: ObjectiveTable?, testAccuracyOrigin: Origin,
        latency: FittedEstimator, table: ObjectiveTable?, isOracle: Bool, energy: ObjectiveTable?,
        store: String?
    ) throws {
        self.store = store
        var settings = settings
        settings.latency = EstimatorChoice(argument: latency.estimator.name)
        settings.latencyReason = latency.reason
        settings.usesAdaptation = latency.isAdaptation
        settings.accuracy = AccuracyChoice(rawValue: accuracy.name)
        settings.samples = settings.samples ?? latency.picked
        self.settings = settings
        self.space = space
        self.device = device
        self.accuracy = accuracy
        self.testAccuracy = testAccuracy
        self.testAccuracyOrigin = testAccuracyOrigin
        self.latency = latency
        self.table = table
        oracle = isOracle ? table : nil
        self.energy = energy
        let everything = space.architectures
        accuracies = try accuracy.accuracy(of: everything)
        predicted = try latency.estimator.estimate(everything)
        var latencies = predicted
        var measured = [Architecture: Double]()
        // What was measured to fit a predictor is known and needs no prediction.
        if let table {
            for architecture in latency.samples {
                guard let value = table[architecture] else { continue }
                measured[architecture] = value
                latencies.milliseconds[architecture.code] = value
                latencies.standardDeviations[architecture.code] = 0
            }
        }
        self.latencies = latencies
        self.measured = measured
        beliefs =
            settings.verify > 0 && latency.estimator.origin == .predicted
            ? try LatencyBeliefs(
                space: space, predicted: predicted,
                known: latency.samples.compactMap { sample in
                    measured[sample].map {
                        LatencySample(architecture: sample, milliseconds: $0)
                    }
                }) : nil
        guard let dataset = space.dataset(named: settings.dataset) else {
            throw Refusal("unknown data set '\(settings.dataset)'")
        }
        costs = CostModel(space: space, dataset: dataset)
        let columns = ObjectiveColumns(
            settings: settings, costs: costs, accuracy: accuracies.percent, energy: energy?.values)
        problem = try columns.feasibleProblem(
            space: space, latency: latencies.milliseconds,
            latencyIsKnown: latency.estimator.name != EstimatorChoice.oracle.name,
            lowestLatency: beliefs?.lowest)
        exactProblem = try oracle.map {
            try columns.problem(space: space, latency: $0.values, latencyIsKnown: false)
        }
    }

    /// The tables that decide the outcome.
    var quantities: [Quantity] {
        let key = AccuracyKey(
            dataset: settings.dataset, split: settings.split, epochs: settings.epochs)
        // Measuring adds to the table of a device of this machine; the samples stay.
        let own: [Quantity] =
            settings.sampled == nil || oracle != nil ? [.latency(device: device.name)] : []
        return [.accuracy(key), .energy(device: device.name)] + own
            + latency.pool.map { .latency(device: $0) }
    }

    /// The budget, or all there is where that is less.
    var effectiveBudget: Int { min(settings.budget, problem.task.candidates.count) }

    /// Searches.
    /// - Parameters:
    ///   - recorded: What an interrupted run evaluated.
    ///   - afterBatch: Stores new evaluations; false stops the search.
    ///   - whenDiverging: Told after how many evaluations the search leaves what was recorded.
    func search(
        recorded: Evaluations?, afterBatch: (Evaluations) throws -> Bool,
        whenDiverging: ((Int) -> Void)? = nil
    ) throws -> Evaluations {
        let run = try SearchRun(
            budget: effectiveBudget, batchSize: Self.batchSize, task: problem.task)
        let algorithm = settings.algorithm.kind.makeAlgorithm(
            for: problem.task, seed: settings.seed)
        var evaluator = problem
        return try run.run(
            algorithm, evaluator: &evaluator, recorded: recorded, afterBatch: afterBatch,
            whenDiverging: whenDiverging)
    }

    /// Evaluations after which progress is stored.
    private static let batchSize = 100

    /// By how much a prediction may differ from a recorded one: sums are rounded in another order on
    /// another processor, and networks are trained in single precision.
    private static let tolerance = 1e-4

    /// What an interrupted run evaluated, checked against the tables. What is predicted may differ a
    /// little, as it does from processor to processor.
    /// - Throws: ``Refusal`` where the two disagree.
    func recorded(_ stored: [StoredEvaluation], run: Int64) throws -> Evaluations {
        for (number, one) in stored.enumerated() {
            for (column, value) in zip(problem.objectives, one.objectives) {
                let now = column.values[one.architecture.code]
                let recorded = column.goal == .minimise ? value : -value
                guard agrees(recorded, now, isPredicted: isPredicted(column.name)) else {
                    throw Refusal(
                        "run \(run) can't be continued: the data have changed since, its evaluation "
                            + "\(number + 1) had \(column.name) \(recorded) where the sources now say "
                            + "\(now); start a new one")
                }
            }
        }
        return problem.evaluate(stored.map(\.architecture))
    }

    private func agrees(_ recorded: Double, _ now: Double, isPredicted: Bool) -> Bool {
        recorded == now
            || isPredicted && abs(recorded - now) <= Self.tolerance * max(abs(recorded), abs(now))
    }

    private func isPredicted(_ objective: String) -> Bool {
        switch SearchObjective(rawValue: objective) {
        case .latency: latency.estimator.origin == .predicted
        case .accuracy: accuracy.origin == .surrogate
        default: false
        }
    }
}
