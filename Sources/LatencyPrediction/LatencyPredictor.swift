import Architectures
import Foundation

/// What is known of the device for which an estimator is wanted.
package struct AdaptationTarget: Sendable {
    /// The device's name.
    package var device: String
    /// The architectures that were measured on it (or read from its table) to adapt.
    package var samples: [LatencySample]
    /// Its whole table, for the estimators that are defined by it (`oracle`, `lut`); the others do
    /// not look at it.
    package var table: ObjectiveTable?
    /// Where the table's numbers come from.
    package var tableOrigin: Origin
    /// Latencies of its operators, where they were measured.
    package var operatorLatencies: OperatorLatencies?
    /// Its counters and operator latencies, where they were measured.
    package var descriptor: HardwareDescriptor?

    /// Describes a device.
    package init(
        device: String, samples: [LatencySample] = [], table: ObjectiveTable? = nil,
        tableOrigin: Origin = .published, operatorLatencies: OperatorLatencies? = nil,
        descriptor: HardwareDescriptor? = nil
    ) {
        self.device = device
        self.samples = samples
        self.table = table
        self.tableOrigin = tableOrigin
        self.operatorLatencies = operatorLatencies
        self.descriptor = descriptor
    }
}

/// An estimator that knows which of the device's measurements it has seen, so that they stay out
/// of any test.
package protocol AdaptedEstimator: LatencyEstimator {
    /// The architectures whose latency on the device went into the estimator, each once. Empty for
    /// the oracle, which is not tested against itself.
    var usedArchitectures: [Architecture] { get }
    /// What ``PredictorEntry/restore`` makes the same estimator from; nil where that is not worth
    /// keeping. ``RestorableEstimator`` does it for estimators that are a few plain values.
    func encoded() throws -> Data?
    /// Its errors on architectures that were held out of its fit, where it was fitted to so much
    /// that nothing is left to judge it by; nil elsewhere.
    var heldOut: DeviceLatencyModel.Errors? { get }
}

extension AdaptedEstimator {
    /// Nil: it is made anew where it is wanted.
    package func encoded() throws -> Data? { nil }
    /// None: what it has not seen judges it.
    package var heldOut: DeviceLatencyModel.Errors? { nil }
}

/// A kind of estimator, trained on its pool if it has one, that can be adapted to any device of the
/// space by a few samples.
///
/// Adapting is deterministic: the same target gives the same estimator.
package protocol LatencyPredictor: Sendable {
    /// The name on the command line.
    var name: String { get }
    /// The fewest distinct measured architectures that ``adapted(to:)`` accepts.
    var minimumSamples: Int { get }
    /// The estimator for a device.
    /// - Throws: ``LatencyPredictionError`` where the samples are too few or no latencies, or the
    ///   device lacks what the estimator is made from.
    func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator
}

extension LatencyPredictor {
    /// The samples, checked: latencies of the space's architectures, enough of them distinct.
    /// - Throws: ``LatencyPredictionError``.
    func usable(_ samples: [LatencySample], in space: SearchSpace) throws -> [LatencySample] {
        for sample in samples {
            guard (0..<space.count).contains(sample.architecture.code) else {
                throw LatencyPredictionError.foreignSample(
                    code: sample.architecture.code, count: space.count)
            }
            guard sample.milliseconds.isFinite, sample.milliseconds > 0 else {
                throw LatencyPredictionError.unusableSample(
                    architecture: space.string(of: sample.architecture),
                    milliseconds: sample.milliseconds)
            }
        }
        let distinct = Set(samples.map(\.architecture)).count
        guard distinct >= minimumSamples else {
            throw LatencyPredictionError.tooFewSamples(
                estimator: name, needed: minimumSamples, given: distinct)
        }
        return samples
    }
}

extension Sequence where Element == LatencySample {
    /// The architectures, each once, in dense order.
    var distinctArchitectures: [Architecture] { Set(map(\.architecture)).sorted() }
}
