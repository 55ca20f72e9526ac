import Architectures
import LinearAlgebra

/// Makes ``TransferEstimator``s.
package struct TransferPredictor: LatencyPredictor {
    /// `transfer`.
    package let name = "transfer"
    /// One: it sets the scale, the pool says the rest. None where operator latencies set it.
    package let minimumSamples = 1
    /// The devices that it learned from.
    package let devices: [String]
    private let features: TransferFeatures
    private let prior: TransferPrior
    private let descriptor: DescriptorKind?
    /// Devices that it was given to learn from, those with too small a table included.
    private let poolSize: Int

    /// The catalogue's line.
    package static let entry = PredictorEntry(
        name: "transfer", abstract: "operator costs from a few samples and a pool of devices",
        learnsFromPool: true, descriptors: .target, version: 6, restore: TransferEstimator.restored,
        prepare: { inputs in
            let training = try TransferTraining(inputs)
            return { try training.predictor(pool: $0) }
        })

    init(
        devices: [String], poolSize: Int, prior: TransferPrior, features: TransferFeatures,
        descriptor: DescriptorKind?
    ) {
        self.poolSize = poolSize
        self.descriptor = descriptor
        self.devices = devices
        self.prior = prior
        self.features = features
    }

    /// Adapts to the target's samples.
    /// - Throws: ``LatencyPredictionError/unavailable(estimator:device:reason:)`` where there is
    ///   no device to learn from.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        try transferred(to: target)
    }

    /// The same by its own type, for the kinds that build on it.
    func transferred(to target: AdaptationTarget) throws -> TransferEstimator {
        guard !devices.isEmpty else {
            throw LatencyPredictionError.nothingToLearnFrom(
                name, device: target.device, isEmpty: poolSize == 0,
                least: TransferDeviceFit.leastCells(features))
        }
        let choice = try DescriptorChoice(
            descriptor, target: target.descriptor, estimator: name, device: target.device)
        let reference =
            choice.kind == .samples
            ? nil
            : OperatorReference(target.operatorLatencies, features: features.counts)
        // The descriptor alone says something: only without it is a sample needed.
        let samples =
            target.samples.isEmpty && reference != nil
            ? [] : try usable(target.samples, in: features.space)
        do {
            let described = try reference.map {
                try prior.components(describedBy: $0, features: features)
            }
            return try TransferEstimator(
                samples: samples, prior: prior.components, described: described ?? [],
                devices: devices, features: features)
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: name, reason: error.description)
        }
    }
}

/// The devices of a pool, each fitted once.
struct TransferTraining: Sendable {
    private let features: TransferFeatures
    private let names: [String]
    private let fits: [TransferDeviceFit?]
    private let descriptor: DescriptorKind?

    init(_ inputs: PredictorInputs) throws {
        do {
            let features = try TransferFeatures(inputs.features)
            let order = TransferDeviceFit.order(of: features.space)
            fits = try inputs.pool.map {
                try TransferDeviceFit(
                    table: $0.table, operatorLatencies: $0.descriptor?.operatorLatencyTable,
                    features: features, order: order)
            }
            self.features = features
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: "transfer", reason: error.description)
        }
        names = inputs.pool.map(\.device)
        descriptor = inputs.descriptor
    }

    /// Learns from the devices at some positions; those with too small a table teach nothing.
    func predictor(pool: [Int]) throws -> TransferPredictor {
        let usable = pool.compactMap { index in fits[index].map { (names[index], $0) } }
        do {
            return TransferPredictor(
                devices: usable.map(\.0), poolSize: pool.count,
                prior: try TransferPrior(devices: usable.map(\.1), features: features),
                features: features, descriptor: descriptor)
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: "transfer", reason: error.description)
        }
    }
}
