import Architectures
import LatencyPrediction
import PlainText
import TabularStore

/// Takes samples of a device, fits an estimator to them and keeps it.
package struct AdaptationJob {
    private let workspace: Workspace
    private let request: EstimatorRequest
    let factory: EstimatorFactory
    private let table: ObjectiveTable
    private let source: SampleSource
    /// Where samples are measured instead of read from a table.
    private let measuring: OnDemandMeasuring?
    /// The noise of the device's table, relative σ; nil where it covers no twins.
    package let noise: Double?

    /// Samples between two fits of something slow, in parts of those there are.
    private static let slowGrowth = 0.5
    /// The same where a fit takes milliseconds: each of the first ten, then fewer.
    private static let fastGrowth = 0.1

    /// Gathers what there is of the device.
    /// - Throws: ``RequestError`` where there is nothing to fit to.
    package init(workspace: Workspace, request: EstimatorRequest) throws {
        if let foreign = request.choice?.foreign {
            throw RequestError.adaptsNoProgram(foreign.name)
        }
        self.workspace = workspace
        self.request = request
        factory = EstimatorFactory(workspace: workspace)
        let known = try workspace.latencyTable(of: request.device.name)
        if let local = request.device.local, known.map(workspace.isWhole) != true {
            let measuring = try OnDemandMeasuring(workspace: workspace, device: local())
            self.measuring = measuring
            table =
                known
                ?? ObjectiveTable(
                    quantity: .latency(device: request.device.name),
                    values: [Double](repeating: .nan, count: workspace.space.count))
            source = measuring.sampleSource(
                sampling: request.sampling, seed: request.seed, features: factory.features)
            noise = nil
            try measuring.profileUnlessKnown()
        } else {
            guard let table = known else {
                throw RequestError.noLatencies(
                    device: request.device.name, for: .model("adapt"))
            }
            measuring = nil
            self.table = table
            source = SampleSource.table(
                try workspace.sampleTable(of: request.device.name, table),
                sampling: request.sampling,
                seed: request.seed, features: factory.features)
            noise = Twins(space: workspace.space).noise(of: table)?.sigma
        }
        if let samples = request.samples, samples > source.available {
            throw RequestError.tooManySamples(
                asked: samples, available: source.available, device: request.device.name,
                canMeasure: true)
        }
    }

    /// Ten, or all that are known where the device has no whole table.
    package var defaultSamples: Int {
        workspace.isWhole(table) || measuring != nil
            ? min(SamplingStrategy.standardCount, source.available) : source.available
    }

    /// Fits until the goal is reached, and keeps what came of it.
    /// - Throws: ``RequestError``, ``Cancelled``, `LatencyPredictionError`.
    package func run(to goal: StepwiseAdaptation.Goal) throws -> AdaptationReport {
        let everyone = try factory.pool(for: request, table: table)
        let (entry, reason) = try kind(pool: everyone, samples: goal.samples)
        let pool = entry.learnsFromPool ? everyone : .empty
        let inputs = try factory.inputs(pool: pool.devices, seed: request.seed)
        let origin = measuring == nil ? try workspace.origin(of: request.device.name) : .measured
        let cache = EstimatorCache(workspace: workspace)
        let descriptor = try StoredDescriptor.stored(for: request.device.name, on: workspace)
        let hardware = try descriptor?.forPrediction()
        func target(_ samples: [LatencySample]) -> AdaptationTarget {
            AdaptationTarget(
                device: request.device.name, samples: samples, table: table, tableOrigin: origin,
                operatorLatencies: descriptor?.operatorLatencyTable, descriptor: hardware)
        }
        // A trained kind may train here: once for all steps, and not where every step is kept.
        var made = entry.isTrained ? nil : try entry.make(inputs)
        func predictor() throws -> any LatencyPredictor {
            let predictor = try made ?? entry.make(inputs)
            made = predictor
            return predictor
        }
        let minimum = made?.minimumSamples ?? entry.minimumSamples
        var goal = goal
        if request.samples == nil { goal.samples = max(goal.samples, minimum) }
        guard minimum > 0 else {
            throw RequestError.takesNoSamples(kind: entry.name)
        }
        guard source.available >= minimum else {
            throw RequestError.tooFewLatencies(
                kind: entry.name, needed: minimum, available: source.available,
                device: request.device.name)
        }
        guard goal.error != nil || goal.seconds != nil || goal.samples >= minimum else {
            throw RequestError.tooFewSamples(
                kind: entry.name, needed: minimum, asked: goal.samples)
        }
        let table = try referencesKnown(to: entry)
        workspace.hooks.announceStopping()
        var taken = 0
        let adaptation = try StepwiseAdaptation(
            to: goal, from: source, minimum: minimum,
            growth: entry.isTrained ? Self.slowGrowth : Self.fastGrowth,
            features: factory.features,
            fit: { samples in
                // What was trained is kept at once, so that nothing is lost when the work is cut off.
                entry.isTrained
                    ? try cache.adapted(
                        entry, to: target(samples), inputs: inputs, by: predictor)
                    : try predictor().adapted(to: target(samples))
            },
            afterStep: { _ in
                taken += 1
                if workspace.hooks.isCancelled() { throw Cancelled.adapting(samples: taken) }
            })
        if goal.error != nil, adaptation.expectedError == nil {
            throw RequestError.statesNoDeviation(kind: entry.name)
        }
        try measuring?.finish()
        measuring?.noteOutcome()
        let kept = try keep(adaptation, entry: entry, target: target, inputs: inputs)
        var report = report(
            adaptation, goal: goal, entry: entry, origin: origin, kept: kept,
            notes: try notes(adaptation, reason: reason, pool: pool))
        report.profile = try worthOfProfile(
            beside: adaptation, of: entry, by: predictor, target: target(adaptation.samples))
        return report
    }

    /// The device's table with the latencies that a kind of estimator reads beside its samples,
    /// measured where this machine can.
    /// - Throws: `LatencyPredictionError` with what is missing, ``Cancelled``.
    private func referencesKnown(to entry: PredictorEntry) throws -> ObjectiveTable {
        let space = workspace.space
        if let measuring {
            for index in entry.referenceIndices {
                guard let reference = space.architecture(publishedIndex: index) else { continue }
                _ = try measuring.latency(of: reference)
            }
        }
        let table = try workspace.latencyTable(of: request.device.name) ?? table
        try entry.checkReferences(of: request.device.name, in: table, space: space)
        return table
    }

    /// The kind of estimator that was asked for, or the best one on the pool.
    private func kind(
        pool: DevicePool, samples: Int
    ) throws -> (entry: PredictorEntry, reason: String?) {
        if let choice = request.choice {
            let entry = try choice.entry(on: workspace)
            guard entry.isPredictor else {
                throw RequestError.takesNoSamples(kind: choice.name)
            }
            return (entry, nil)
        }
        let ranking = try factory.ranking(
            for: request, pool: pool, samples: min(max(samples, 3), source.available))
        for (rank, row) in ranking.rows.enumerated() {
            let entry = try factory.entry(named: row.name)
            let part = entry.learnsFromPool ? pool : .empty
            guard !entry.learnsFromPool || !part.devices.isEmpty else { continue }
            let predictor = try entry.make(
                factory.inputs(pool: part.devices, seed: request.seed))
            guard (1...max(1, samples)).contains(predictor.minimumSamples) else { continue }
            return (entry, rank == 0 ? ranking.reason : nil)
        }
        throw RequestError.nothingFits(samples: samples)
    }

    /// Puts the estimator and what it was adapted to into the store.
    private func keep(
        _ adaptation: StepwiseAdaptation, entry: PredictorEntry,
        target: ([LatencySample]) -> AdaptationTarget, inputs: PredictorInputs
    ) throws -> String? {
        guard let estimator = adaptation.estimator,
            let store = workspace.writableStore(toKeep: "\(entry.name) is")
        else { return nil }
        let name = EstimatorCache(workspace: workspace).keep(
            estimator, entry: entry, target: target(adaptation.samples), inputs: inputs)
        guard let name else { return nil }
        let record = AdaptationRecord(
            estimator: entry.name,
            samples: adaptation.samples.map {
                .init(architecture: $0.architecture, milliseconds: $0.milliseconds)
            }, known: try knownLatencies(), sampling: request.sampling, pool: request.pool,
            seed: request.seed)
        do {
            try record.save(for: request.device.name, in: store)
        } catch let error as StoreError {
            workspace.note("\(entry.name) is not kept: \(workspace.program.explain(error))")
            return nil
        }
        return name
    }

    /// The architectures whose latency is known now; nil where the device has a whole table.
    private func knownLatencies() throws -> [Architecture]? {
        let device = request.device.name
        guard let table = try workspace.latencyTable(of: device), !workspace.isWhole(table) else {
            return nil
        }
        return try workspace.sampleTable(of: device, table).covered
    }

    /// What is left aside of what is known of the device.
    private func unused(_ adaptation: StepwiseAdaptation) throws -> [String] {
        let others = (try knownLatencies()?.count ?? 0) - adaptation.samples.count
        guard others > 0 else { return [] }
        return [
            "          \(NumberFormat.count(others, of: "latency", plural: "latencies")) more "
                + "known before; `predict` and `search` keep to the samples until others come in"
        ]
    }

    private func notes(
        _ adaptation: StepwiseAdaptation, reason: String?, pool: DevicePool
    ) throws -> [String] {
        let fitted = adaptation.estimator.map {
            FittedEstimator(
                estimator: $0, samples: [], reason: reason, pool: [],
                bundledPool: pool.bundled.count, oracleOrigin: .published)
        }
        return try request.device.lines
            + (fitted?.lines ?? [])
            + [
                "samples   \(adaptation.samples.count) \(request.sampling.rawValue), "
                    + (measuring.map { "\($0.measuredNow) measured now, the others before" }
                        ?? "read from the device's table")
            ] + unused(adaptation)
    }

    private func report(
        _ adaptation: StepwiseAdaptation, goal: StepwiseAdaptation.Goal, entry: PredictorEntry,
        origin: Origin, kept: String?, notes: [String]
    ) -> AdaptationReport {
        AdaptationReport(
            device: request.device.name, latencySource: entry.name, sampling: request.sampling,
            samples: adaptation.steps.map { step in
                let sample = step.measurement.sample
                return .init(
                    index: workspace.space.publishedIndex(of: sample.architecture),
                    arch: workspace.space.string(of: sample.architecture),
                    latencyMS: sample.milliseconds, latencyOrigin: origin,
                    expectedError: step.expectedError?.finite)
            }, goal: goal, stop: adaptation.stop, expectedError: adaptation.expectedError?.finite,
            measuringSeconds: adaptation.seconds, isReckoned: measuring == nil, kept: kept,
            notes: notes)
    }
}
