import Architectures
import Dispatch
import Statistics
import Synchronization

/// Fits one `CellEnsemble` to several tables of accuracies, and ten more, each without a tenth of
/// the networks, that say how good it is on cells that it has not seen.
///
/// A tenth holds all cells that are the same network, with nodes renumbered or dead edges
/// different, so that no copy of a held-out cell is seen.
package struct SurrogateFitter: Sendable {
    /// What is known of one table's predictions.
    package struct Outcome: Sendable {
        /// The accuracies.
        package let key: AccuracyKey
        /// Percent by `Architecture/code`; NaN where it is missing.
        package let truth: [Double]
        /// Predictions in percent, each from the ensemble that did not see the cell; NaN for cells
        /// that are missing or whose output is always zero.
        package let heldOut: [Double]
        /// Predictions of each of the ten ensembles for the cells that it was fitted to; NaN
        /// elsewhere.
        package let seen: [[Double]]
    }

    /// A fitted surrogate.
    package struct Fit: Sendable {
        /// One a table.
        package let outcomes: [Outcome]
        fileprivate let ensemble: CellEnsemble
        fileprivate let models: [AccuracyModel]
        fileprivate let space: SearchSpace

        /// The bundle's file.
        /// - Parameters:
        ///   - command: What makes the file again.
        ///   - inputs: The tables' files.
        ///   - errors: How far predictions of a table are off, held out and seen.
        package func bundle(
            command: String, inputs: [BundledAccuracyModels.Input],
            errors: (Outcome) -> (heldOut: AccuracyModel.Errors, seen: AccuracyModel.Errors)
        ) -> BundledAccuracyModels {
            let judged = zip(models, outcomes).map { model, outcome in
                var model = model
                (model.heldOut, model.seen) = errors(outcome)
                return model
            }
            return BundledAccuracyModels(
                space: space, command: command, inputs: inputs, models: judged, ensemble: ensemble)
        }
    }

    static let foldCount = 10
    /// Steps of level, each with a standard deviation of its own.
    private static let deviationSteps = 10

    private let space: SearchSpace
    private let trainer: CellNetworkTrainer
    /// By ``Architecture/code``.
    private let folds: [Int]

    /// Prepares a space.
    package init(space: SearchSpace, settings: CellNetworkTrainer.Settings = .init()) {
        self.space = space
        trainer = CellNetworkTrainer(
            unrolling: CellUnrolling(space: space), settings: settings)
        var generator = SeededGenerator(seed: 0)
        let graphOfCode = trainer.unrolling.graphOfCode
        let groupOfCode =
            settings.holdsOutNetworks
            ? graphOfCode : space.architectures.map { space.canonical($0).code }
        let groups = (groupOfCode.max() ?? 0) + 1
        let foldOfGroup = (0..<groups).map { $0 % Self.foldCount }.shuffled(using: &generator)
        folds = groupOfCode.map { $0 < 0 ? -1 : foldOfGroup[$0] }
    }

    /// Fits tables.
    /// - Parameters:
    ///   - tables: Percent, each with what it is.
    ///   - progress: Called after each of the eleven ensembles, from several threads.
    package func fit(
        _ tables: [(key: AccuracyKey, table: ObjectiveTable)],
        progress: @Sendable (Int) -> Void = { _ in }
    ) -> Fit {
        let values = tables.map(\.table.values)
        let done = Mutex([Trained?](repeating: nil, count: Self.foldCount + 1))
        // The last is the one that is kept; each is trained on one thread, in a fixed order.
        DispatchQueue.concurrentPerform(iterations: Self.foldCount + 1) { fold in
            let trained = train(values, without: fold < Self.foldCount ? fold : nil)
            let count = done.withLock { done in
                done[fold] = trained
                return done.count { $0 != nil }
            }
            progress(count)
        }
        let trained = done.withLock { $0.compactMap(\.self) }
        let final = trained[Self.foldCount]
        let outcomes = tables.indices.map { table in
            outcome(table, key: tables[table].key, truth: values[table], trained: trained)
        }
        let models = tables.indices.map { table in
            model(
                outcomes[table], scale: final.scales[table], levels: heldOutLevels(table, trained))
        }
        return Fit(
            outcomes: outcomes, ensemble: final.ensemble.prefix(outputs: tables.count),
            models: models, space: space)
    }

    /// An ensemble with what turns its outputs into percent.
    private struct Trained: Sendable {
        let ensemble: CellEnsemble
        let scales: [AccuracyScale]
        /// `[graphs × outputs]`.
        let outputs: [Float]

        func level(ofGraph graph: Int, table: Int) -> Double {
            Double(outputs[graph * ensemble.shape.outputs + table]) + 0.5
        }
    }

    /// Trains on all cells but those of one fold. Outputs are padded to whole vectors.
    private func train(_ tables: [[Double]], without fold: Int?) -> Trained {
        let unrolling = trainer.unrolling
        let outputs = (tables.count + 7) / 8 * 8
        var targets = CellNetworkTrainer.Targets(
            outputs: outputs,
            values: [Float](repeating: 0, count: unrolling.graphCount * outputs),
            weights: [Float](repeating: 0, count: unrolling.graphCount * outputs))
        let scales = tables.enumerated().map { table, values in
            let kept = values.indices.filter { code in
                let graph = unrolling.graphOfCode[code]
                return graph >= 0 && folds[code] != fold && !values[code].isNaN
            }
            let scale = AccuracyScale(
                of: kept.map { values[$0] }, stretch: trainer.settings.stretch)
            for code in kept {
                let index = unrolling.graphOfCode[code] * outputs + table
                targets.values[index] += Float(scale.level(of: values[code]) - 0.5)
                targets.weights[index] += 1
            }
            return scale
        }
        for index in targets.values.indices where targets.weights[index] > 0 {
            targets.values[index] /= targets.weights[index]
        }
        let ensemble = trainer.trainEnsemble(targets, seed: UInt64(fold ?? Self.foldCount))
        return Trained(
            ensemble: ensemble, scales: scales, outputs: ensemble.outputs(over: unrolling))
    }

    /// By ``Architecture/code``: each from the ensemble that did not see the cell.
    private func heldOutLevels(_ table: Int, _ trained: [Trained]) -> [Double] {
        folds.enumerated().map { code, fold in
            let graph = trainer.unrolling.graphOfCode[code]
            return graph < 0 ? .nan : trained[fold].level(ofGraph: graph, table: table)
        }
    }

    private func outcome(
        _ table: Int, key: AccuracyKey, truth: [Double], trained: [Trained]
    ) -> Outcome {
        let graphOfCode = trainer.unrolling.graphOfCode
        let percent = trained.dropLast().map { fold in
            (0..<trainer.unrolling.graphCount).map { graph in
                fold.scales[table].percent(at: fold.level(ofGraph: graph, table: table))
            }
        }
        func predictions(_ choose: (_ code: Int, _ graph: Int) -> Double) -> [Double] {
            truth.indices.map { code in
                let graph = graphOfCode[code]
                return graph < 0 || truth[code].isNaN ? .nan : choose(code, graph)
            }
        }
        return Outcome(
            key: key, truth: truth, heldOut: predictions { percent[folds[$0]][$1] },
            seen: percent.enumerated().map { fold, values in
                predictions { folds[$0] == fold ? .nan : values[$1] }
            })
    }

    private func model(
        _ outcome: Outcome, scale: AccuracyScale, levels: [Double]
    ) -> AccuracyModel {
        let graphOfCode = trainer.unrolling.graphOfCode
        var errors = [[Double]](repeating: [], count: Self.deviationSteps)
        var dead: [Double] = []
        for (code, truth) in outcome.truth.enumerated() where !truth.isNaN {
            guard graphOfCode[code] >= 0 else {
                dead.append(truth)
                continue
            }
            let level = min(1, max(0, levels[code]))
            let step = min(Self.deviationSteps - 1, Int(level * Double(Self.deviationSteps)))
            errors[step].append(abs(truth - outcome.heldOut[code]))
        }
        let everything = errors.flatMap(\.self)
        let deadMean = dead.isEmpty ? 0 : dead.reduce(0, +) / Double(dead.count)
        let deadVariance =
            dead.reduce(0) { $0 + ($1 - deadMean) * ($1 - deadMean) } / Double(max(1, dead.count))
        let none = AccuracyModel.Errors(
            kendall: 0, kendallTopHalf: 0, rootMeanSquare: 0, meanAbsolute: 0)
        return AccuracyModel(
            key: outcome.key, scale: scale,
            deviations: errors.map { step in
                let sorted = (step.isEmpty ? everything : step).sorted()
                guard !sorted.isEmpty else { return 0 }
                return rounded(
                    sorted[sorted.count * 8 / 10] / NormalInterval.of80InFittedFiles, digits: 3)
            }, disconnectedPercent: rounded(deadMean, digits: 6),
            disconnectedDeviation: rounded(deadVariance.squareRoot(), digits: 3),
            heldOut: none, seen: none)
    }
}
