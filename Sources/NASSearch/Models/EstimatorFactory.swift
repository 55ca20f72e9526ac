import Architectures
import LatencyPrediction
import Networks
import TabularStore

/// Makes latency estimators for devices from what the store and the bundle have.
package struct EstimatorFactory {
    private let workspace: Workspace
    package let features: CellFeatures
    private let megaFLOPs: [Double]

    /// Prepares what all estimators share.
    package init(workspace: Workspace) {
        self.workspace = workspace
        features = CellFeatures(space: workspace.space)
        megaFLOPs = CostModel(
            space: workspace.space, dataset: workspace.space.definition.datasets[0]
        ).megaFLOPs()
    }

    /// The estimator that was asked for, fitted.
    /// - Throws: ``RequestError`` where the device lacks what it needs.
    package func fitted(_ request: EstimatorRequest) throws -> FittedEstimator {
        let device = request.device.name
        let table = try workspace.latencyTable(of: device)
        if request.samples == 0, request.choice?.needsSamples ?? true,
            try StoredDescriptor.stored(for: device, on: workspace)?.operatorLatencyTable == nil
        {
            throw RequestError.notProfiled(device: device)
        }
        if let record = try adaptation(for: request, table: table) {
            return try fitted(as: record, request, table: table)
        }
        if let choice = request.choice {
            let entry = try choice.entry(on: workspace)
            if entry.isTable, table == nil { throw missingTable(request.device, entry.name) }
            var fitted = try fitted(
                entry, for: request, table: table,
                pool: entry.learnsFromPool ? pool(for: request, table: table) : .empty,
                reason: request.reason)
            fitted.foreign = choice.foreign
            return fitted
        }
        guard table != nil || request.samples == 0 else {
            guard workspace.space.isNASBench201 else {
                throw missingTable(request.device, "every predictor")
            }
            return try fitted(
                BundledPredictor.entry, for: request, table: nil, pool: .empty,
                reason: workspace.program.wording(.bundledModelAlone(device: device)))
        }
        var fitted = try best(for: request, table: table)
        fitted.remark = try remark(on: request, table: table)
        return fitted
    }

    /// What `adapt` left for the device, where nothing else is asked for and it knows all samples.
    private func adaptation(
        for request: EstimatorRequest, table: ObjectiveTable?
    ) throws -> AdaptationRecord? {
        guard request.isOpen,
            let record = try AdaptationRecord.stored(for: request.device.name, on: workspace),
            request.choice == nil || request.choice?.name == record.estimator,
            EstimatorChoice(named: record.estimator) != nil
        else { return nil }
        return try newLatencies(since: record, of: request.device.name, table) == 0 ? record : nil
    }

    /// How many latencies of a device came to be known after it was adapted to.
    private func newLatencies(
        since record: AdaptationRecord, of device: String, _ table: ObjectiveTable?
    ) throws -> Int {
        guard let whole = table, !workspace.isWhole(whole) else { return 0 }
        let known = Set(record.known ?? record.samples.map(\.architecture))
        return try workspace.sampleTable(of: device, whole).covered.count { !known.contains($0) }
    }

    /// What is said where `adapt` left something for the device that is out of date.
    private func remark(
        on request: EstimatorRequest, table: ObjectiveTable?
    ) throws -> String? {
        guard request.isOpen,
            let record = try AdaptationRecord.stored(for: request.device.name, on: workspace)
        else { return nil }
        let new = try newLatencies(since: record, of: request.device.name, table)
        guard new > 0 else { return nil }
        return workspace.program.wording(
            .outdatedAdaptation(samples: record.samples.count, newLatencies: new))
    }

    private func fitted(
        as record: AdaptationRecord, _ request: EstimatorRequest, table: ObjectiveTable?
    ) throws -> FittedEstimator {
        let entry = try entry(named: record.estimator)
        let adapted = EstimatorRequest(
            device: request.device, choice: nil, samples: nil, sampling: record.sampling,
            pool: record.pool, seed: record.seed)
        let pool = try entry.learnsFromPool ? pool(for: adapted, table: table) : .empty
        let origin = try workspace.origin(of: request.device.name)
        let samples = record.samples(in: table)
        let descriptor = try StoredDescriptor.stored(for: request.device.name, on: workspace)
        let estimator = try EstimatorCache(workspace: workspace).adapted(
            entry,
            to: AdaptationTarget(
                device: request.device.name, samples: samples, table: table, tableOrigin: origin,
                operatorLatencies: descriptor?.operatorLatencyTable,
                descriptor: try descriptor?.forPrediction()),
            inputs: inputs(pool: pool.devices, seed: record.seed))
        return FittedEstimator(
            estimator: estimator, samples: samples.map(\.architecture),
            reason: workspace.program.wording(
                .adaptation(samples: samples.count, sampling: record.sampling)),
            pool: pool.devices.map(\.device), bundledPool: pool.bundled.count,
            oracleOrigin: origin, isAdaptation: true)
    }

    /// The best of the predictors that the device allows, judged on the other devices.
    private func best(
        for request: EstimatorRequest, table: ObjectiveTable?
    ) throws -> FittedEstimator {
        let pool = try self.pool(for: request, table: table)
        let samples = try sampleCount(request, table: table)
        let device = try target(request, table: table)
        let kept = try KeptDefault(
            for: request, target: device, samples: samples, pool: pool,
            among: EstimatorChoice.predictors,
            inputs: inputs(pool: pool.devices, seed: request.seed), workspace: workspace)
        if let fitted = kept.fitted(pool: pool, oracleOrigin: device.tableOrigin) { return fitted }
        let ranking = try ranking(for: request, pool: pool, samples: samples)
        var failure: LatencyPredictionError?
        for (rank, row) in ranking.rows.enumerated() {
            do {
                let entry = try entry(named: row.name)
                let fitted = try fitted(
                    entry, for: request, table: table,
                    pool: entry.learnsFromPool ? pool : .empty,
                    reason: rank == 0 ? ranking.reason : nil,
                    made: ranking.predictors[row.name])
                // One that reads more latencies than were allowed is not taken by itself.
                if fitted.samples.count <= samples {
                    kept.keep(fitted, of: entry)
                    return fitted
                }
            } catch let error as LatencyPredictionError {
                // Another kind may need less of the device; the first failure is the one to report.
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        throw RequestError.nothingFits(samples: samples)
    }

    /// The predictors that may be taken by default, best first.
    package func ranking(
        for request: EstimatorRequest, pool: DevicePool, samples: Int
    ) throws -> PredictorRanking {
        try PredictorRanking(
            of: EstimatorChoice.predictors,
            inputs: inputs(pool: pool.devices, seed: request.seed),
            // Bundled models are no devices to judge by, but something to learn from.
            targets: pool.tabulated.indices.filter { workspace.isWhole(pool.tabulated[$0].table) },
            samples: samples,
            // Samples that follow one kind would favour it.
            sampling: request.sampling == .adaptive ? .chosen : request.sampling)
    }

    /// One kind of estimator, made and adapted to the device; trained ones are taken from the store
    /// where it has them.
    /// - Parameter made: What makes it, where that was made of the same pool before.
    private func fitted(
        _ entry: PredictorEntry, for request: EstimatorRequest, table: ObjectiveTable?,
        pool: DevicePool, reason: String?, made: (any LatencyPredictor)? = nil
    ) throws -> FittedEstimator {
        try entry.checkReferences(
            of: request.device.name, in: table, space: features.space)
        let inputs = try inputs(pool: pool.devices, seed: request.seed)
        var target = try target(request, table: table)
        let estimator: any AdaptedEstimator
        if entry.isTrained {
            target.samples = try pickSamples(
                request, table: table, estimator: entry.name, minimum: entry.minimumSamples)
            estimator = try EstimatorCache(workspace: workspace).adapted(
                entry, to: target, inputs: inputs)
        } else {
            let predictor = try made ?? entry.make(inputs)
            if predictor.minimumSamples > 0 {
                target.samples = try pickSamples(
                    request, table: table, estimator: entry.name, minimum: predictor.minimumSamples)
            }
            estimator = try predictor.adapted(to: target)
        }
        // Some read latencies beside the samples: these cost the same.
        let used = estimator.usedArchitectures
        return FittedEstimator(
            estimator: estimator,
            samples: used.count > target.samples.count
                ? used : target.samples.map(\.architecture),
            picked: target.samples.isEmpty || request.sampled != nil ? nil : target.samples.count,
            reason: reason, pool: pool.devices.map(\.device), bundledPool: pool.bundled.count,
            oracleOrigin: target.tableOrigin, isTable: entry.isTable)
    }

    /// The device of a request, without samples.
    private func target(
        _ request: EstimatorRequest, table: ObjectiveTable?
    ) throws -> AdaptationTarget {
        var target = AdaptationTarget(
            device: request.device.name, table: table,
            tableOrigin: try workspace.origin(of: request.device.name))
        if let descriptor = try StoredDescriptor.stored(for: target.device, on: workspace) {
            target.operatorLatencies = descriptor.operatorLatencyTable
            target.descriptor = try descriptor.forPrediction()
        }
        return target
    }

    /// The devices to learn from for a request.
    package func pool(for request: EstimatorRequest, table: ObjectiveTable?) throws -> DevicePool {
        try DevicePool(for: request, table: table, workspace: workspace, features: features)
    }

    /// How many samples to take.
    /// - Throws: ``RequestError`` where more were asked for than are known.
    /// - Parameter minimum: The fewest that the kind of estimator can do with.
    package func sampleCount(
        _ request: EstimatorRequest, table: ObjectiveTable?, minimum: Int = 1
    ) throws -> Int {
        if let sampled = request.sampled { return sampled.count }
        let known =
            try table.map { try workspace.sampleTable(of: request.device.name, $0) }?.covered.count
            ?? 0
        let isWhole = table.map(workspace.isWhole) ?? false
        guard let asked = request.samples else {
            return isWhole ? min(max(SamplingStrategy.standardCount, minimum), known) : known
        }
        guard asked <= known else {
            throw RequestError.tooManySamples(
                asked: asked, available: known, device: request.device.name, canMeasure: false)
        }
        return asked
    }

    package func entry(named name: String) throws -> PredictorEntry {
        guard let choice = EstimatorChoice(named: name) else {
            throw RequestError.unknownKind(name)
        }
        return try choice.entry(on: workspace)
    }

    /// What estimators are made from, with a pool.
    package func inputs(pool: [PoolDevice], seed: UInt64) throws -> PredictorInputs {
        var inputs = try PredictorInputs(
            features: features, megaFLOPs: megaFLOPs, pool: pool, seed: seed)
        // A pool of one machine alone was named; left out in turn, its devices have no other.
        if pool.count > 1, Set(pool.map(\.hardware)).count == 1 { inputs.poolRule = .everyone }
        return inputs
    }

    /// The samples of the device, read from its table.
    private func pickSamples(
        _ request: EstimatorRequest, table: ObjectiveTable?, estimator: String, minimum: Int
    ) throws -> [LatencySample] {
        if request.samples == 0 { return [] }
        guard let whole = table else { throw missingTable(request.device, estimator) }
        let errors = try workspace.latencyErrors(of: request.device.name)
        if let sampled = request.sampled {
            return try sampled.map { architecture in
                guard let milliseconds = whole[architecture] else {
                    throw RequestError.unknownSample(
                        index: workspace.space.publishedIndex(of: architecture),
                        device: request.device.name)
                }
                return errors.sample(architecture, milliseconds)
            }
        }
        let table = try workspace.sampleTable(of: request.device.name, whole)
        let candidates = table.covered.filter { (table[$0] ?? 0) > 0 }
        var generator = SeededGenerator(seed: request.seed)
        let count = try min(sampleCount(request, table: table, minimum: minimum), candidates.count)
        // Nothing is to be chosen where everything is taken.
        let picked =
            count == candidates.count
            ? candidates
            : try SampleSelector(features: features).pick(
                count, by: request.sampling, among: candidates, using: &generator)
        return picked.map { errors.sample($0, table.values[$0.code]) }
    }

    private func missingTable(_ device: ResolvedDevice, _ kind: String) -> RequestError {
        .noLatencies(device: device.name, for: .model(kind))
    }
}

extension PredictorRanking {
    /// Why the best was taken.
    package var reason: String? {
        guard let best = rows.first else { return nil }
        guard best.isJudged else {
            return "\(best.name) is taken where no other device's whole table can judge the "
                + "predictors: over the published tables it does best"
        }
        let others = rows.dropFirst().filter(\.isJudged).map {
            "\($0.name) \(Self.percent($0.within10))"
        }
        let unknown = rows.filter { !$0.isJudged }.map(\.name)
        return "\(best.name) is the best of the predictors on the pool devices left out in turn: "
            + "\(Self.percent(best.within10)) of latencies within ±10 %"
            + (others.isEmpty ? "" : " (" + others.joined(separator: ", ") + ")")
            + (unknown.isEmpty
                ? "" : "; nothing judges \(unknown.joined(separator: ", ")) here")
    }

    private static func percent(_ fraction: Double) -> String {
        "\(Int((fraction * 100).rounded())) %"
    }
}
