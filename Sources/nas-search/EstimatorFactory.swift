import Architectures
import LatencyPrediction
import Networks
import TabularStore

/// Makes latency estimators for devices from what the store and the bundle have.
struct EstimatorFactory {
    private let bench: Workbench
    let features: CellFeatures
    private let megaFLOPs: [Double]

    /// Prepares what all estimators share.
    init(bench: Workbench) {
        self.bench = bench
        features = CellFeatures(space: bench.space)
        megaFLOPs = CostModel(
            space: bench.space, dataset: bench.space.definition.datasets[0]
        ).megaFLOPs()
    }

    /// The estimator that was asked for, fitted.
    /// - Throws: ``Refusal`` where the device lacks what it needs.
    func fitted(_ request: EstimatorRequest) throws -> FittedEstimator {
        let device = request.device.name
        let table = try bench.latencyTable(of: device)
        do {
            if let choice = request.choice {
                if choice == .oracle, table == nil { throw missingTable(request.device, "oracle") }
                return try fitted(
                    choice.name, for: request, table: table, reason: request.reason)
            }
            guard table != nil else {
                return try fitted(
                    EstimatorChoice.bundled.name, for: request, table: nil,
                    reason: "the store has no table of \(device), so that the bundled model is the "
                        + "only one; `nas-search data import` adds tables")
            }
            return try best(for: request, table: table)
        } catch let error as LatencyPredictionError {
            throw Refusal("\(error)")
        }
    }

    /// The best of the predictors that the device allows, judged on the other devices.
    private func best(
        for request: EstimatorRequest, table: ObjectiveTable?
    ) throws -> FittedEstimator {
        let pool = try self.pool(for: request, table: table)
        let candidates = EstimatorChoice.predictors
        let samples = try sampleCount(request, table: table)
        let ranking = try PredictorRanking(
            of: candidates,
            inputs: inputs(pool: measured(pool), seed: request.seed),
            samples: samples, sampling: request.sampling)
        var failure: LatencyPredictionError?
        for (rank, row) in ranking.rows.enumerated() {
            do {
                let fitted = try fitted(
                    row.name, for: request, table: table,
                    reason: rank == 0 ? ranking.reason : nil)
                // One that reads more latencies than were allowed is not taken by itself.
                if fitted.samples.count <= samples { return fitted }
            } catch let error as LatencyPredictionError {
                // Another kind may need less of the device; the first failure is the one to report.
                failure = failure ?? error
            }
        }
        throw failure.map { Refusal("\($0)") }
            ?? Refusal("no estimator can be fitted to \(samples) latencies; allow more --samples")
    }

    /// One kind of estimator, made and adapted to the device.
    private func fitted(
        _ name: String, for request: EstimatorRequest, table: ObjectiveTable?, reason: String?
    ) throws -> FittedEstimator {
        let entry = try entry(named: name)
        let origin = try bench.origin(of: request.device.name)
        let pool = entry.learnsFromPool ? try self.pool(for: request, table: table) : []
        let predictor = try entry.make(inputs(pool: pool, seed: request.seed))
        let samples =
            predictor.minimumSamples > 0
            ? try pickSamples(request, table: table, estimator: entry.name) : []
        let estimator = try predictor.adapted(
            to: AdaptationTarget(
                device: request.device.name, samples: samples, table: table, tableOrigin: origin))
        return FittedEstimator(
            estimator: estimator,
            samples: samples.isEmpty ? estimator.usedArchitectures : samples.map(\.architecture),
            reason: reason, pool: pool.map(\.device),
            bundledPool: try pool.count - measured(pool).count, oracleOrigin: origin)
    }

    /// How many samples to take.
    /// - Throws: ``Refusal`` where more were asked for than are known.
    private func sampleCount(_ request: EstimatorRequest, table: ObjectiveTable?) throws -> Int {
        let known = table?.covered.count ?? 0
        let isWhole = table.map(bench.isWhole) ?? false
        guard let asked = request.samples else { return isWhole ? min(10, known) : known }
        guard asked <= known else {
            throw Refusal(
                "--samples \(asked): only \(known) latencies of \(request.device.name) are known")
        }
        return asked
    }

    private func entry(named name: String) throws -> PredictorEntry {
        guard let entry = EstimatorChoice.entries.first(where: { $0.name == name }) else {
            throw Refusal("unknown latency estimator '\(name)'")
        }
        return entry
    }

    /// What estimators are made from, with a pool.
    func inputs(pool: [PoolDevice], seed: UInt64) throws -> PredictorInputs {
        try PredictorInputs(features: features, megaFLOPs: megaFLOPs, pool: pool, seed: seed)
    }

    /// The devices to learn from: the named ones, else all with a table; in both cases without the
    /// target's own hardware and near duplicates, unless they were named.
    private func pool(
        for request: EstimatorRequest, table: ObjectiveTable?
    ) throws -> [PoolDevice] {
        if let names = request.pool {
            return try names.map { name in
                let device = try bench.resolve(name)
                guard device.name != request.device.name else {
                    throw Refusal("--pool \(name): the target can't be in its own pool")
                }
                guard let table = try bench.latencyTable(of: device.name) else {
                    throw missingTable(device, "--pool")
                }
                return PoolDevice(
                    device: device.name, hardware: device.device.hardware ?? device.name,
                    table: table)
            }
        }
        let candidates = try bench.store.devices().compactMap { stored -> PoolDevice? in
            guard let table = try bench.latencyTable(of: stored.device.name) else { return nil }
            return PoolDevice(
                device: stored.device.name,
                hardware: stored.device.hardware ?? stored.device.name, table: table)
        }
        return PoolSelection.pool(
            for: request.device.name,
            hardware: request.device.device.hardware ?? request.device.name, table: table,
            from: candidates + (try bundledPool(besides: candidates))
        ).devices
    }

    /// The devices of a pool on which estimators can be judged: those with a whole table.
    private func measured(_ pool: [PoolDevice]) throws -> [PoolDevice] {
        try pool.filter {
            try bench.latencyTable(of: $0.device).map(bench.isWhole) ?? false
        }
    }

    /// The bundled models as devices, for those of which the store has no whole table; none once it
    /// has as many tables as a prior needs.
    private func bundledPool(besides stored: [PoolDevice]) throws -> [PoolDevice] {
        let whole = Set(stored.filter { bench.isWhole($0.table) }.map(\.device))
        guard whole.count < Self.tablesForAPrior else { return [] }
        let models = try BundledLatencyModels.bundled()
        return models.poolDevices(
            models.devices.filter { !whole.contains($0) },
            hardware: { bench.catalogue.device(named: $0)?.device.hardware ?? $0 },
            features: features)
    }

    /// From this many whole tables on, the bundled models add nothing to a pool.
    private static let tablesForAPrior = 8

    /// The samples of the device, read from its table.
    private func pickSamples(
        _ request: EstimatorRequest, table: ObjectiveTable?, estimator: String
    ) throws -> [LatencySample] {
        guard let table else { throw missingTable(request.device, estimator) }
        let candidates = table.covered.filter { (table[$0] ?? 0) > 0 }
        var generator = SeededGenerator(seed: request.seed)
        let count = try min(sampleCount(request, table: table), candidates.count)
        // Nothing is to be chosen where everything is taken.
        let picked =
            count == candidates.count
            ? candidates
            : try SampleSelector(features: features).pick(
                count, by: request.sampling, among: candidates, using: &generator)
        return picked.map {
            LatencySample(architecture: $0, milliseconds: table.values[$0.code])
        }
    }

    private func missingTable(_ device: ResolvedDevice, _ what: String) -> Refusal {
        Refusal(
            "\(what) needs latencies of \(device.name), and the store has none: take them in with "
                + "`nas-search data import FOLDER`, or use --latency bundled")
    }
}

extension PredictorRanking {
    /// Why the best was taken.
    var reason: String? {
        guard let best = rows.first, best.within10 > 0 else { return nil }
        let others = rows.dropFirst().map {
            "\($0.name) \(Self.percent($0.within10))"
        }
        return "\(best.name) is the best of the predictors on the pool devices left out in turn: "
            + "\(Self.percent(best.within10)) of latencies within ±10 %"
            + (others.isEmpty ? "" : " (" + others.joined(separator: ", ") + ")")
    }

    private static func percent(_ fraction: Double) -> String {
        "\(Int((fraction * 100).rounded())) %"
    }
}
