import Architectures
import LatencyPrediction
import Networks
import Search
import TabularStore

/// A search with everything that it reads: built from checked settings and data, then run.
package struct SearchJob {
    /// The settings, with what they left open decided.
    package let settings: SearchSettings
    package let space: SearchSpace
    package let device: ResolvedDevice
    package let accuracy: any AccuracySource
    package let testAccuracy: ObjectiveTable?
    package let testAccuracyOrigin: Origin
    package let latency: FittedEstimator
    /// The latencies that are known of the device, where there are any.
    package let table: ObjectiveTable?
    /// The device's table where it is whole, so that the exact front is known.
    package let oracle: ObjectiveTable?
    package let energy: ObjectiveTable?
    /// What is searched.
    package let problem: SearchProblem
    /// The same with the oracle's latencies; nil without an oracle.
    package let exactProblem: SearchProblem?
    package let accuracies: AccuracyEstimates
    /// What the estimator says of the whole space, the samples among it.
    package let predicted: LatencyEstimates
    /// What the search sees: the estimator's latencies, and the samples' own.
    package let latencies: LatencyEstimates
    /// The samples' latencies.
    package let measured: [Architecture: Double]
    /// What is believed before anything is verified; nil where nothing is to be.
    package let beliefs: LatencyBeliefs?
    package let costs: CostModel
    /// Words remarks, and the command that makes the result again.
    package let program: Program

    /// Gathers objectives and constraints over the whole space.
    /// - Parameter errors: What the latencies of the table are uncertain by, where that is known.
    /// - Throws: ``RequestError`` where data is missing or nothing satisfies the constraints.
    package init(
        settings: SearchSettings, space: SearchSpace, device: ResolvedDevice,
        accuracy: any AccuracySource, testAccuracy: ObjectiveTable?, testAccuracyOrigin: Origin,
        latency: FittedEstimator, table: ObjectiveTable?, errors: LatencyErrors, isOracle: Bool,
        energy: ObjectiveTable?, program: Program
    ) throws {
        self.program = program
        var settings = settings
        settings.latency = latency.choice
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
                    measured[sample].map { errors.sample(sample, $0) }
                }) : nil
        costs = CostModel(space: space, dataset: try space.knownDataset(settings.dataset))
        let columns = ObjectiveColumns(
            settings: settings, costs: costs, accuracy: accuracies.percent, energy: energy?.values)
        problem = try columns.feasibleProblem(
            space: space, latency: latencies.milliseconds,
            latencyIsKnown: !latency.isTable,
            lowestLatency: beliefs?.lowest)
        exactProblem = try oracle.map {
            try columns.problem(space: space, latency: $0.values, latencyIsKnown: false)
        }
    }

    /// The tables that decide the outcome.
    package var quantities: [Quantity] {
        let key = AccuracyKey(
            dataset: settings.dataset, split: settings.split, epochs: settings.epochs)
        // Measuring adds to the table of a device of this machine; the samples stay.
        let latencies: [Quantity] =
            settings.sampled == nil || oracle != nil ? [.latency(device: device.name)] : []
        let accuracies: [Quantity] = settings.dependsOnAccuracy ? [.accuracy(key)] : []
        return accuracies + [.energy(device: device.name)] + latencies
            + latency.pool.map { .latency(device: $0) }
    }

    /// The budget, or all there is where that is less.
    package var effectiveBudget: Int { min(settings.budget, problem.task.candidates.count) }

    /// Searches.
    /// - Parameters:
    ///   - recorded: What an interrupted run evaluated.
    ///   - afterBatch: Stores new evaluations; false stops the search.
    ///   - whenDiverging: Told after how many evaluations the search leaves what was recorded.
    package func search(
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
    /// - Throws: ``RequestError`` where the two disagree.
    package func recorded(_ stored: [StoredEvaluation], run: Int64) throws -> Evaluations {
        for (number, one) in stored.enumerated() {
            for (column, value) in zip(problem.objectives, one.objectives) {
                let now = column.values[one.architecture.code]
                let recorded = column.goal == .minimise ? value : -value
                guard agrees(recorded, now, isPredicted: isPredicted(column.name)) else {
                    throw RequestError.runDiffers(
                        run, evaluation: number + 1, objective: column.name, recorded: recorded,
                        now: now)
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
