import Architectures

/// Meta-trains HELP on the devices of a pool, or on parts of it.
package struct HELPTraining: Sendable {
    private let settings: HELPSettings
    private let pool: [PoolDevice]
    private let seed: UInt64
    private let space: SearchSpace
    private let graphs: HELPGraphs
    private let references: HELPReferences

    /// Prepares what all parts of the pool share.
    /// - Throws: ``LatencyPredictionError/unavailable(estimator:device:reason:)`` where the space
    ///   lacks the reference architectures.
    package init(_ inputs: PredictorInputs, settings: HELPSettings = HELPSettings()) throws {
        space = inputs.features.space
        guard space.isNASBench201, let references = HELPReferences(space: space) else {
            throw LatencyPredictionError.unavailable(
                estimator: "help", device: "any device",
                reason: "its reference architectures are those of \(SearchSpace.publishedName), "
                    + "not of the space \(space.name); take another estimator, such as transfer")
        }
        self.references = references
        self.settings = settings
        pool = inputs.pool
        seed = inputs.seed
        graphs = HELPGraphs(space: space)
    }

    /// Meta-trains on the devices at some positions; those without reference latencies or with too
    /// few others teach nothing.
    /// - Parameter progress: Called after every episode with its number, from 1, and the mean error
    ///   on the queries; what it returns says whether to look at the present model, which
    ///   `checkpoint` then receives.
    package func predictor(
        pool positions: [Int], progress: (Int, Float) -> Bool = { _, _ in false },
        checkpoint: (HELPPredictor) -> Void = { _ in }
    ) -> HELPPredictor {
        let known = positions.map { references.known(in: pool[$0].table) }
        let complete = known.compactMap { latencies -> [Double]? in
            let values = latencies.compactMap { $0 }
            return values.count == latencies.count ? values : nil
        }
        var names: [String] = []
        var devices: [HELPDevice] = []
        for (position, latencies) in zip(positions, known) {
            guard let latencies = references.completed(latencies, others: complete),
                let device = HELPDevice(
                    table: pool[position].table, references: latencies.milliseconds, space: space,
                    settings: settings)
            else { continue }
            names.append(pool[position].device)
            devices.append(device)
        }
        func predictor(_ parameters: [Float]) -> HELPPredictor {
            HELPPredictor(
                devices: names,
                model: devices.isEmpty
                    ? nil
                    : HELPModel(
                        settings: settings, embedding: references.architectures.count,
                        parameters: parameters),
                otherReferences: complete, references: references, graphs: graphs, space: space,
                seed: seed)
        }
        guard !devices.isEmpty else { return predictor([]) }
        var trainer = HELPMetaTrainer(
            devices: devices, graphs: graphs, settings: settings, seed: seed)
        for episode in 1...max(1, settings.episodes) {
            let error = trainer.runEpisode()
            if progress(episode, error) { checkpoint(predictor(trainer.parameters)) }
        }
        return predictor(trainer.parameters)
    }
}
