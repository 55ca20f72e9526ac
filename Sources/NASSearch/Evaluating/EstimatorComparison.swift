import Architectures
import LatencyPrediction
import Search

/// Several estimators over the whole space of one device, beside its oracle.
package struct EstimatorComparison {
    package let workspace: Workspace
    package let oracle: DeviceOracle
    package let accuracy: any AccuracySource
    package let dataset: String

    /// Gathers it.
    package init(
        workspace: Workspace, oracle: DeviceOracle, accuracy: any AccuracySource, dataset: String
    ) {
        self.workspace = workspace
        self.oracle = oracle
        self.accuracy = accuracy
        self.dataset = dataset
    }

    /// Fits and judges each estimator.
    /// - Parameters:
    ///   - estimators: The ones that were asked for; nil for all that the device allows.
    ///   - programs: Other programs that are asked, too.
    ///   - observer: Sees every estimator with its latencies of the whole space and its front.
    package func report(
        estimators asked: [EstimatorChoice]?, programs: [EstimatorChoice] = [], samples: Int,
        sampling: SamplingStrategy, seed: UInt64,
        search: Search?, observer: ((FittedEstimator, LatencyEstimates, Evaluations) -> Void)? = nil
    ) throws -> ComparisonReport {
        let factory = EstimatorFactory(workspace: workspace)
        let everything = workspace.space.architectures
        let accuracies = try accuracy.accuracy(of: everything).percent
        let exactProblem = try problem(accuracies: accuracies, latency: oracle.table.values)
        let exact = exactProblem.exactFront()
        var notes = oracle.device.lines + ["accuracy  \(accuracy.summary)"]
        let covered = oracle.table.covered.count
        if covered < workspace.space.count {
            notes.append("oracle    has \(covered) of \(workspace.space.count) architectures")
        }
        if let search {
            notes.append(
                "search    \(search.algorithm.rawValue), \(search.budget) evaluations, seed "
                    + "\(search.seed)")
        }
        var leavesOut = false
        var rows: [ComparisonReport.Row] = []
        for choice in (asked ?? EstimatorChoice.untrained) + programs {
            let clock = ContinuousClock()
            let start = clock.now
            let fitted: FittedEstimator
            do {
                fitted = try factory.fitted(
                    EstimatorRequest(
                        device: oracle.device, choice: choice, samples: samples,
                        sampling: sampling, pool: nil, seed: seed))
            } catch let error
                where asked == nil && choice.foreign == nil
                && Self.isOfTheDevice(error)
            {
                notes.append("left out: \(workspace.program.explain(error))")
                continue
            }
            let estimates = try fitted.estimator.estimate(everything)
            let predictions = estimates.milliseconds
            let seconds = start.duration(to: clock.now) / .seconds(1)
            let test = TestSet(
                table: oracle.table, without: fitted.estimator.usedArchitectures,
                features: factory.features)
            leavesOut = leavesOut || test.leavesOutDisconnected
            let scores = scores(of: fitted.estimator, predictions: predictions, on: test)
            let found = try front(
                accuracies: accuracies, latency: predictions,
                isPredicted: !fitted.isTable, search: search)
            observer?(fitted, estimates, found)
            let metrics = FrontMetrics(
                found: exactProblem.evaluate(found.architectures), exact: exact,
                reference: exactProblem.referencePoint(exact: exact.objectives),
                regretRows: test.leavesOutDisconnected
                    ? exact.connectedRows(in: workspace.space) : nil)
            notes.append("\(choice.name): \(fitted.notes.joined(separator: "; "))")
            let row = ComparisonReport.Row(
                latencySource: choice.name, samples: fitted.samples.count,
                within1: scores.within1?.finite, within5: scores.within5?.finite,
                within10: scores.within10?.finite, mape: scores.mape?.finite,
                spearman: scores.spearman?.finite, kendall: scores.kendall?.finite,
                hypervolumeRatio: metrics.hypervolumeRatio.finite,
                recall: metrics.recall, latencyRegret: metrics.latencyRegret.finite,
                levelsMissed: metrics.levelsMissed, seconds: seconds,
                sawTable: try choice.entry(on: workspace).seesTable)
            rows.append(row)
        }
        if leavesOut {
            notes.append(Self.foldedNote)
        }
        let noise = Twins(space: workspace.space).noise(of: oracle.table)
        return ComparisonReport(
            device: oracle.device.name, dataset: dataset,
            noise: noise.map {
                .init(sigma: $0.sigma, bound1: $0.bound1, bound5: $0.bound5, bound10: $0.bound10)
            },
            rows: rows, notes: notes)
    }

    /// Whether an error says that a kind can't be had for the device, so that the others can.
    private static func isOfTheDevice(_ error: any Error) -> Bool {
        error is LatencyPredictionError || error is RequestError
    }

    /// What is said of devices whose runtime folded cells that compute nothing.
    package static let foldedNote =
        "cells without a live path are left out of errors and regret: the device folded them away"

    /// A search instead of the whole space.
    package struct Search {
        package let algorithm: SearchAlgorithmKind
        package let budget: Int
        package let seed: UInt64

        /// Gathers it.
        package init(
            algorithm: SearchAlgorithmKind, budget: Int, seed: UInt64
        ) {
            self.algorithm = algorithm
            self.budget = budget
            self.seed = seed
        }
    }

    /// The front under an estimator: of the whole space, or as a search finds it.
    private func front(
        accuracies: [Double], latency: [Double], isPredicted: Bool, search: Search?
    ) throws -> Evaluations {
        guard let search else {
            return try problem(accuracies: accuracies, latency: latency).exactFront()
        }
        var problem = try problem(
            accuracies: accuracies, latency: latency, latencyIsKnown: isPredicted)
        let run = try SearchRun(
            budget: min(search.budget, problem.task.candidates.count), task: problem.task)
        let algorithm = search.algorithm.makeAlgorithm(for: problem.task, seed: search.seed)
        return try run.run(algorithm, evaluator: &problem).front()
    }

    /// Errors on architectures that the estimator has not seen; absent where there are none.
    private struct Scores {
        var within1: Double?
        var within5: Double?
        var within10: Double?
        var mape: Double?
        var spearman: Double?
        var kendall: Double?
    }

    /// Errors over the test set. A bundled model was fitted to the whole table: what it says of
    /// architectures that were held out of a fit stands in its file.
    private func scores(
        of estimator: any AdaptedEstimator, predictions: [Double], on test: TestSet
    ) -> Scores {
        if let held = estimator.heldOut {
            return Scores(
                within1: held.within1, within5: held.within5, within10: held.within10,
                mape: held.mape)
        }
        let rows = test.architectures.indices.filter {
            !predictions[test.architectures[$0].code].isNaN
        }
        let scores = PredictionScores(
            predictions: rows.map { predictions[test.architectures[$0].code] },
            truth: rows.map { test.truth[$0] })
        return Scores(
            within1: scores.within1, within5: scores.within5, within10: scores.within10,
            mape: scores.mape, spearman: scores.spearman, kendall: scores.kendall)
    }

    /// Accuracy and latency of the whole space.
    package func problem(
        accuracies: [Double], latency: [Double], latencyIsKnown: Bool = false
    ) throws -> SearchProblem {
        // A cell without a latency in the table can't be judged, whatever an estimator says of it.
        let covered = zip(latency, oracle.table.values).map { $1.isNaN ? .nan : $0 }
        return try SearchProblem(
            space: workspace.space,
            objectives: [
                .init(name: "accuracy", goal: .maximise, values: accuracies),
                .init(
                    name: "latency", goal: .minimise, values: covered, isKnown: latencyIsKnown),
            ])
    }
}
