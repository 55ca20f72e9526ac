import Architectures

/// Makes ``HELPEstimator``s: HELP (Lee et al., NeurIPS 2021), meta-trained on a pool of devices with
/// its published hyperparameters (`HELPSettings`), and adapted to a device by two steps.
///
/// A device is described by the latencies of ten fixed reference architectures. They are read from
/// the samples where these hold them, else from the device's table, and count as used beside the
/// samples: HELP's '10 samples' cost up to 20 measurements.
///
/// What differs from the original: meta-gradients are to first order (`HELPLearner`); a device's
/// own divergence enters the loss, not the last device's for all; there are no validation devices,
/// so that the last episode's weights are taken; and an adapted device's targets are scaled by the
/// least and the largest latency of its support, since its other latencies are unknown. The scale
/// hangs on two of the samples, as HELP's own does, so that a sample that is far off ruins it.
package struct HELPPredictor: LatencyPredictor {
    /// `help`.
    package let name = "help"
    /// Two: their latencies set the scale.
    package let minimumSamples = Self.leastSamples
    private static let leastSamples = 2
    /// The devices that it learned from.
    package let devices: [String]
    private let model: HELPModel?
    private let otherReferences: [[Double]]
    let references: HELPReferences
    let graphs: HELPGraphs
    private let space: SearchSpace
    private let seed: UInt64

    /// The catalogue's line of what was published.
    package static let entry = entry(HELPSettings())

    /// The catalogue's line with other hyperparameters.
    package static func entry(_ settings: HELPSettings) -> PredictorEntry {
        PredictorEntry(
            name: "help",
            abstract: "HELP's meta-trained network; ten reference latencies; minutes to train",
            learnsFromPool: true, isTrained: true, minimumSamples: leastSamples,
            restore: HELPEstimator.restored,
            referenceIndices: HELPReferences.publishedIndices,
            mostMissingReferences: HELPReferences.mostImputed,
            prepare: { inputs in
                let training = try HELPTraining(inputs, settings: settings)
                return { training.predictor(pool: $0) }
            })
    }

    init(
        devices: [String], model: HELPModel?, otherReferences: [[Double]],
        references: HELPReferences, graphs: HELPGraphs, space: SearchSpace, seed: UInt64
    ) {
        self.devices = devices
        self.model = model
        self.otherReferences = otherReferences
        self.references = references
        self.graphs = graphs
        self.space = space
        self.seed = seed
    }

    /// Adapts to the target's samples and reference latencies.
    /// - Throws: ``LatencyPredictionError/unavailable(estimator:device:reason:)`` where there is
    ///   no device to learn from, or reference latencies are missing: it says which.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        let model = try trained(for: target.device)
        let samples = try usable(target.samples, in: space)
        let known = references.known(in: target.table, samples: samples)
        let latencies = try completed(known, device: target.device)
        guard let embedding = HELPReferences.embedding(latencies.milliseconds),
            let targets = HELPDevice.normalised(samples.map(\.milliseconds))
        else {
            throw LatencyPredictionError.undetermined(
                estimator: name,
                reason: "all samples, or all reference architectures, take equally long")
        }
        let predictions = model.predictions(
            device: embedding, support: samples.map(\.architecture), targets: targets,
            of: space.architectures, graphs: graphs, seed: seed)
        let measured = zip(references.architectures, known).compactMap {
            architecture, milliseconds in
            milliseconds.map { LatencySample(architecture: architecture, milliseconds: $0) }
        }
        return try HELPEstimator(
            predictions: predictions, samples: samples,
            references: measured,
            imputed: latencies.imputed.map { HELPReferences.publishedIndices[$0] },
            devices: devices.count)
    }

    func trained(for device: String) throws -> HELPModel {
        guard let model else {
            throw LatencyPredictionError.unavailable(
                estimator: name, device: device,
                reason: "no other device has a table with its reference architectures, published "
                    + "indices \(Self.list(HELPReferences.publishedIndices)), to learn from")
        }
        return model
    }

    func completed(
        _ known: [Double?], device: String
    ) throws -> HELPReferences.Latencies {
        guard let latencies = references.completed(known, others: otherReferences) else {
            let missing = known.indices.filter { known[$0] == nil }
                .map { HELPReferences.publishedIndices[$0] }
            throw LatencyPredictionError.lackingReferences(
                estimator: name, device: device, missing: missing)
        }
        return latencies
    }

    private static func list(_ indices: [Int]) -> String {
        indices.map(String.init).joined(separator: ", ")
    }
}
