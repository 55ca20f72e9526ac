import Architectures
import LatencyPrediction
import Networks
import Reporting
import Search

/// A search with everything that it reads: built from checked settings and data, then run.
struct SearchJob {
    let settings: SearchSettings
    let space: SearchSpace
    let accuracy: any AccuracySource
    let testAccuracy: ObjectiveTable?
    let latency: FittedEstimator
    /// The device's table, where there is one.
    let oracle: ObjectiveTable?
    let energy: ObjectiveTable?
    /// What is searched.
    let problem: SearchProblem
    /// The same with the oracle's latencies; nil without an oracle.
    let exactProblem: SearchProblem?
    private let accuracies: AccuracyEstimates
    private let latencies: LatencyEstimates
    private let costs: CostModel

    /// Gathers objectives and constraints over the whole space.
    /// - Throws: ``Refusal`` where data is missing or nothing satisfies the constraints.
    init(
        settings: SearchSettings, space: SearchSpace, accuracy: any AccuracySource,
        testAccuracy: ObjectiveTable?, latency: FittedEstimator, oracle: ObjectiveTable?,
        energy: ObjectiveTable?
    ) throws {
        self.settings = settings
        self.space = space
        self.accuracy = accuracy
        self.testAccuracy = testAccuracy
        self.latency = latency
        self.oracle = oracle
        self.energy = energy
        let everything = space.architectures
        accuracies = try accuracy.accuracy(of: everything)
        latencies = try latency.estimator.estimate(everything)
        guard let dataset = space.dataset(named: settings.dataset) else {
            throw Refusal("unknown data set '\(settings.dataset)'")
        }
        costs = CostModel(space: space, dataset: dataset)
        let columns = ObjectiveColumns(
            settings: settings, costs: costs, accuracy: accuracies.percent, energy: energy?.values)
        problem = try columns.problem(
            space: space, latency: latencies.milliseconds,
            latencyIsKnown: latency.estimator.name != EstimatorChoice.oracle.rawValue)
        exactProblem = try oracle.map {
            try columns.problem(space: space, latency: $0.values, latencyIsKnown: true)
        }
    }

    /// The exact front, where it is known.
    var exactFront: Evaluations? { exactProblem?.exactFront() }

    /// Searches.
    /// - Parameters:
    ///   - recorded: What an interrupted run evaluated.
    ///   - afterBatch: Stores new evaluations; false stops the search.
    func search(
        recorded: Evaluations?, afterBatch: (Evaluations) throws -> Bool
    ) throws -> Evaluations {
        let budget = min(settings.budget, problem.task.candidates.count)
        let run = try SearchRun(budget: budget, batchSize: Self.batchSize, task: problem.task)
        let algorithm = settings.algorithm.kind.makeAlgorithm(
            for: problem.task, seed: settings.seed)
        var evaluator = problem
        return try run.run(
            algorithm, evaluator: &evaluator, recorded: recorded, afterBatch: afterBatch)
    }

    /// Evaluations after which progress is stored.
    private static let batchSize = 100

    /// The members of a front, fastest first.
    func members(of front: Evaluations) -> [SearchReport.Member] {
        front.architectures.map(member).sorted {
            ($0.latencyMS ?? .infinity, $0.index) < ($1.latencyMS ?? .infinity, $1.index)
        }
    }

    /// The exact front's members, with the oracle's latency as theirs.
    func exactMembers(of front: Evaluations) -> [SearchReport.Member] {
        front.architectures.map { architecture in
            var member = member(architecture)
            member.latencyMS = member.oracleLatencyMS
            member.latencyStandardDeviationMS = nil
            member.latencyOrigin = latency.oracleOrigin
            return member
        }.sorted { ($0.latencyMS ?? .infinity, $0.index) < ($1.latencyMS ?? .infinity, $1.index) }
    }

    private func member(_ architecture: Architecture) -> SearchReport.Member {
        let code = architecture.code
        let cost = costs.cost(of: architecture)
        let deviation = latencies.standardDeviations[code]
        return SearchReport.Member(
            index: space.publishedIndex(of: architecture),
            arch: space.string(of: architecture),
            accuracy: accuracies.percent[code],
            testAccuracy: testAccuracy?[architecture],
            latencyMS: latencies.milliseconds[code],
            latencyStandardDeviationMS: deviation.isFinite && deviation > 0 ? deviation : nil,
            oracleLatencyMS: oracle?[architecture],
            latencyOrigin: latency.estimator.origin,
            accuracyOrigin: accuracy.origin,
            params: cost.megaParameters, flops: cost.megaFLOPs,
            energyMJ: energy?[architecture])
    }

    /// The found front, re-scored with the oracle, against the exact one.
    func metrics(of front: Evaluations, exact: Evaluations?, verified: Int) -> SearchReport.Metrics? {
        guard let exactProblem, let exact, !exact.isEmpty else { return nil }
        let rescored = exactProblem.evaluate(front.architectures)
        let feasible = rescored.violations.indices.filter { rescored.violations[$0] == 0 }
        let points = rescored.objectives.selecting(feasible)
        let metrics = FrontMetrics(
            found: points, exact: exact.objectives,
            reference: exactProblem.referencePoint(exact: exact.objectives),
            quality: 0, cost: settings.objectives.firstIndex(of: .latency) ?? 1)
        let members = Set(exact.architectures)
        let shared = front.architectures.count(where: members.contains)
        return SearchReport.Metrics(
            hypervolumeRatio: metrics.hypervolumeRatio,
            igdPlus: metrics.invertedGenerationalDistancePlus,
            recall: Double(shared) / Double(exact.count),
            precision: front.isEmpty ? 0 : Double(shared) / Double(front.count),
            latencyRegret: metrics.latencyRegret.isFinite ? metrics.latencyRegret : nil,
            levelsMissed: metrics.levelsMissed, frontSize: front.count,
            oracleFrontSize: exact.count,
            violations: rescored.violations.count { $0 > 0 }, verified: verified)
    }
}
