import Architectures
import Foundation
import LinearAlgebra

/// Makes ``MapleEstimator``s: `maple`.
package struct MaplePredictor: LatencyPredictor {
    /// `maple`.
    package let name = "maple"
    /// Two.
    package let minimumSamples = Self.leastSamples
    private static let leastSamples = 2
    let base: TransferPredictor
    let devices: [MaplePoolDevice]
    let common: MapleCommon

    /// What it is kept under changes with what it stands on, too.
    private static let version = 2

    /// The catalogue's line.
    package static let entry = PredictorEntry(
        name: "maple", abstract: "a network on cell and device descriptor, from a pool of devices",
        learnsFromPool: true, isTrained: true, minimumSamples: leastSamples,
        descriptors: .targetAndPool, version: 100 * version + TransferPredictor.entry.version,
        restore: MapleEstimator.restored,
        prepare: { inputs in
            let common = try MapleCommon(inputs)
            return { try MaplePredictor(pool: $0, common: common) }
        })

    /// Learns from the devices at some positions; those with too small a table teach the additive
    /// model alone.
    init(pool: [Int], common: MapleCommon) throws {
        self.common = common
        base = try common.additiveModel(pool)
        devices = try pool.compactMap { position in
            let others = pool.filter { common.pools[position].contains($0) }
            guard !others.isEmpty else { return nil }
            return try MaplePoolDevice(
                common.inputs.pool[position], base: common.additiveModel(others),
                features: common.inputs.features, costs: common.costs,
                seed: common.inputs.seed &+ UInt64(position))
        }
    }

    /// Trains with the target's samples mixed in.
    /// - Throws: ``LatencyPredictionError/unavailable(estimator:device:reason:)`` where there is
    ///   no device to learn from.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        let samples = try usable(target.samples, in: common.inputs.features.space)
        let adapted: TransferEstimator
        do {
            adapted = try base.transferred(to: target)
        } catch LatencyPredictionError.unavailable(_, let device, let reason) {
            throw LatencyPredictionError.unavailable(
                estimator: name, device: device, reason: reason)
        } catch LatencyPredictionError.noDescriptor(
            _, let device, let kind, let reason, let needsCounters)
        {
            throw LatencyPredictionError.noDescriptor(
                estimator: name, device: device, kind: kind, reason: reason,
                needsCounters: needsCounters)
        }
        return try MapleEstimator(
            samples: samples, target: target, base: adapted, devices: devices,
            common: common)
    }
}

/// What the estimators of one pool and its parts share.
struct MapleCommon: Sendable {
    let inputs: PredictorInputs
    let encoding: CellEncoding
    let costs: OperatorCosts
    /// For every device, the ones that are neither its hardware nor its near duplicates.
    let pools: [[Int]]
    /// What makes the additive model of some devices.
    let training: TransferTraining

    /// The additive model that learned from the devices at some positions.
    func additiveModel(_ pool: [Int]) throws -> TransferPredictor {
        try training.predictor(pool: pool)
    }

    init(_ inputs: PredictorInputs) throws {
        self.inputs = inputs
        encoding = CellEncoding(space: inputs.features.space)
        do {
            costs = try OperatorCosts(features: inputs.features)
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: "maple", reason: error.description)
        }
        pools = PoolSelection.pools(among: inputs.pool, rule: inputs.poolRule)
        // The network sees the descriptor, so the model beneath must not.
        var undescribed = inputs
        undescribed.descriptor = .samples
        training = try TransferTraining(undescribed)
    }
}
