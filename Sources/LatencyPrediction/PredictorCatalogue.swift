import Architectures
import Foundation

/// A device of the pool: what predictors may learn from before they see the target.
package struct PoolDevice: Sendable {
    /// The device's name.
    package let device: String
    /// The hardware it is; devices of equal hardware never serve as each other's pool.
    package let hardware: String
    /// Its latencies.
    package let table: ObjectiveTable
    /// Its counters and operator latencies, where they were measured.
    package let descriptor: HardwareDescriptor?

    /// Describes a device with a table.
    package init(
        device: String, hardware: String, table: ObjectiveTable,
        descriptor: HardwareDescriptor? = nil
    ) {
        self.device = device
        self.hardware = hardware
        self.table = table
        self.descriptor = descriptor
    }
}

/// What predictors are made from.
package struct PredictorInputs: Sendable {
    /// The space and its counts.
    package let features: CellFeatures
    /// Multiply-accumulates in millions of the whole space, indexed by `Architecture/code`.
    package let megaFLOPs: [Double]
    /// The devices to learn from; the estimators without a pool ignore them.
    package var pool: [PoolDevice]
    /// Seed of whatever is drawn while training.
    package var seed: UInt64
    /// Which pool devices may be each other's pool where training leaves some out.
    package var poolRule = PoolRule.strangers
    /// What describes a device to the estimators that look at more than latencies; nil for the best
    /// that the target and its whole pool have.
    package var descriptor: DescriptorKind?

    /// Gathers the inputs.
    /// - Throws: ``LatencyPredictionError/wrongSize(what:expected:got:)``.
    package init(
        features: CellFeatures, megaFLOPs: [Double], pool: [PoolDevice] = [], seed: UInt64 = 0
    ) throws {
        let count = features.space.count
        guard megaFLOPs.count == count else {
            throw LatencyPredictionError.wrongSize(
                what: "multiply-accumulates", expected: count, got: megaFLOPs.count)
        }
        for device in pool where device.table.values.count != count {
            throw LatencyPredictionError.wrongSize(
                what: "table of \(device.device)", expected: count,
                got: device.table.values.count)
        }
        self.features = features
        self.megaFLOPs = megaFLOPs
        self.pool = pool
        self.seed = seed
    }
}

/// One line of the list of estimators that the executable offers.
package struct PredictorEntry: Sendable {
    /// The name on the command line.
    package let name: String
    /// What it is, for help texts.
    package let abstract: String
    /// Whether it may be chosen by default: it predicts, rather than looks up.
    package let isPredictor: Bool
    /// Whether it learns from the pool, and so has to be made anew for another pool.
    package let learnsFromPool: Bool
    /// Whether adapting takes seconds rather than milliseconds, so that what was adapted is kept.
    package let isTrained: Bool
    /// The fewest samples of a device that its predictors can be adapted to, known before anything
    /// is trained.
    package let minimumSamples: Int
    /// Whether it knows the whole table of the device that it is judged on.
    package let seesTable: Bool
    /// Whether it is the device's table itself, without which there is none: no prediction, so that
    /// an architecture that was not evaluated is unknown.
    package let isTable: Bool
    /// Whose descriptors it looks at.
    package let descriptors: DescriptorUse
    /// Whether it looks at devices' descriptors.
    package var readsDescriptor: Bool { descriptors != .none }
    /// The version of what its estimators encode; another one is not restored.
    package let version: Int
    /// Makes an adapted estimator from what it encoded; nil for a kind that is not kept.
    package let restore: Restorer?
    /// Published indices of the architectures whose latencies it reads beside any samples, on pool
    /// devices and on the target.
    package let referenceIndices: [Int]
    /// How many of these latencies a device may lack.
    package let mostMissingReferences: Int
    /// Does what training has in common for every part of the inputs' pool, and returns what makes
    /// the estimator from the pool devices at some positions: what leaves devices out in turn
    /// prepares once.
    package let prepare: @Sendable (PredictorInputs) throws -> Maker

    /// Whose descriptors a kind of estimator looks at.
    package enum DescriptorUse: Sendable {
        /// Nobody's.
        case none
        /// The target's, whether or not pool devices have any.
        case target
        /// The target's as compared with the pool's.
        case targetAndPool
    }

    /// Makes an estimator that learns from the pool devices at the given positions.
    package typealias Maker = @Sendable (_ pool: [Int]) throws -> any LatencyPredictor
    /// Makes an adapted estimator from its content and the space.
    package typealias Restorer = @Sendable (Data, PredictorInputs) throws -> any AdaptedEstimator

    /// Describes a kind of estimator that takes its whole pool or none.
    package init(
        name: String, abstract: String, isPredictor: Bool = true, learnsFromPool: Bool = false,
        isTrained: Bool = false, minimumSamples: Int = 1, seesTable: Bool = false,
        isTable: Bool = false, version: Int = 1, restore: Restorer? = nil,
        make: @escaping @Sendable (PredictorInputs) throws -> any LatencyPredictor
    ) {
        self.init(
            name: name, abstract: abstract, isPredictor: isPredictor,
            learnsFromPool: learnsFromPool, isTrained: isTrained,
            minimumSamples: minimumSamples, seesTable: seesTable, isTable: isTable,
            version: version, restore: restore,
            prepare: { inputs in
                { positions in
                    var part = inputs
                    part.pool = positions.map { inputs.pool[$0] }
                    return try make(part)
                }
            })
    }

    /// Describes a kind of estimator whose training is shared among parts of a pool.
    package init(
        name: String, abstract: String, isPredictor: Bool = true, learnsFromPool: Bool,
        isTrained: Bool = false, minimumSamples: Int = 1, seesTable: Bool = false,
        isTable: Bool = false, descriptors: DescriptorUse = .none, version: Int = 1,
        restore: Restorer? = nil, referenceIndices: [Int] = [], mostMissingReferences: Int = 0,
        prepare: @escaping @Sendable (PredictorInputs) throws -> Maker
    ) {
        self.name = name
        self.abstract = abstract
        self.isPredictor = isPredictor
        self.learnsFromPool = learnsFromPool
        self.isTrained = isTrained
        self.minimumSamples = minimumSamples
        self.seesTable = seesTable
        self.isTable = isTable
        self.descriptors = descriptors
        self.version = version
        self.restore = restore
        self.referenceIndices = referenceIndices
        self.mostMissingReferences = mostMissingReferences
        self.prepare = prepare
    }

    /// Makes it from the whole pool, training where it has something to train.
    package func make(_ inputs: PredictorInputs) throws -> any LatencyPredictor {
        try prepare(inputs)(Array(inputs.pool.indices))
    }
}
