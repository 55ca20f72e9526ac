import Architectures
import Foundation

/// Takes samples of a device until there are enough: a number of them, until the expected error is
/// small enough, or until the time for measuring is spent; and notices where more do not help.
package struct StepwiseAdaptation: Sendable {
    /// When to stop.
    package struct Goal: Sendable, Hashable {
        /// Samples: all of them where nothing else is asked for, else the first ones.
        package var samples: Int
        /// Stop at this expected error, relative.
        package var error: Double?
        /// Stop before measuring takes longer than this, in seconds.
        package var seconds: Double?
        /// The noise of the device's table, relative σ: what no estimator gets below.
        package var noise: Double?

        /// States a goal.
        package init(
            samples: Int, error: Double? = nil, seconds: Double? = nil, noise: Double? = nil
        ) {
            self.samples = samples
            self.error = error
            self.seconds = seconds
            self.noise = noise
        }

        var isOpen: Bool { error != nil || seconds != nil }
    }

    /// Why no more samples were taken.
    package enum Stop: String, Sendable, Hashable, Codable {
        /// As many as were asked for.
        case samples
        /// The expected error is as small as was asked for.
        case error
        /// The time for measuring is spent.
        case time
        /// The expected error is down to the noise of the table.
        case noise
        /// The expected error hardly falls any more: twice the samples would leave nine tenths of
        /// it.
        case flat
        /// There are no more.
        case exhausted
    }

    /// A sample and what the estimator then expected.
    package struct Step: Sendable, Hashable {
        /// The sample.
        package var measurement: SampleSource.Measurement
        /// ``AdaptedEstimator/expectedError(features:)`` with this sample and those before it, at
        /// least the table's noise where that is known; nil where no estimator was fitted or it
        /// states no σ.
        package var expectedError: Double?
    }

    /// The samples in order.
    package private(set) var steps: [Step] = []
    /// Why there are no more.
    package private(set) var stop = Stop.samples
    /// What was fitted to all of them.
    package private(set) var estimator: (any AdaptedEstimator)?

    /// The samples.
    package var samples: [LatencySample] { steps.map(\.measurement.sample) }
    /// Seconds that measuring took, or would have taken.
    package var seconds: Double { steps.reduce(0) { $0 + $1.measurement.seconds } }
    /// The last expected error.
    package var expectedError: Double? { steps.last?.expectedError }

    /// Before this many samples nobody can tell where the error tends to.
    private static let leastForTrend = 16
    /// Where doubling the samples leaves more than this part of the error, they hardly help.
    private static let leftByDoubling = 0.9

    /// Takes samples and fits.
    /// - Parameters:
    ///   - goal: When to stop.
    ///   - source: Where samples come from.
    ///   - minimum: The fewest samples that `fit` accepts.
    ///   - growth: Samples between two fits, as a part of those there are; one at least.
    ///   - features: The space and its counts.
    ///   - fit: Makes the estimator.
    ///   - afterStep: Called after every sample; what it throws ends the work.
    /// - Throws: What `source`, `fit` and `afterStep` throw.
    package init(
        to goal: Goal, from source: SampleSource, minimum: Int, growth: Double,
        features: CellFeatures, fit: ([LatencySample]) throws -> any AdaptedEstimator,
        afterStep: (Step) throws -> Void = { _ in }
    ) throws {
        let first = max(1, minimum, goal.isOpen ? min(goal.samples, source.available) : 1)
        let last = goal.isOpen ? source.available : min(goal.samples, source.available)
        var queue: [Architecture] = []
        var nextFit = first
        // Whatever few samples make an estimator expect, it can't know a number better than it is
        // repeated.
        func expectedError(_ estimator: any AdaptedEstimator) throws -> Double? {
            try estimator.expectedError(features: features).map { max($0, goal.noise ?? 0) }
        }
        while true {
            if steps.count >= last {
                stop = goal.isOpen || last < goal.samples ? .exhausted : .samples
                break
            }
            if queue.isEmpty {
                // Twice as many each time: what picks a batch may look at all earlier ones.
                let wanted = min(max(goal.isOpen ? first : last, steps.count), last - steps.count)
                queue = try source.next(max(1, wanted), samples)
                if queue.isEmpty {
                    stop = .exhausted
                    break
                }
            }
            let architecture = queue.removeFirst()
            if let limit = goal.seconds, steps.count >= max(1, minimum),
                try seconds + expectedSeconds(of: architecture) > limit
            {
                stop = .time
                break
            }
            steps.append(Step(measurement: try source.measure(architecture)))
            if steps.count >= nextFit || steps.count == last {
                let fitted = try fit(samples)
                estimator = fitted
                steps[steps.count - 1].expectedError = try expectedError(fitted)
                if let advice = try advice(of: fitted, from: source) { queue = [advice] }
                nextFit = steps.count + max(1, Int(growth * Double(steps.count)))
            }
            try afterStep(steps[steps.count - 1])
            if goal.isOpen, let reason = reasonToStop(goal) {
                stop = reason
                break
            }
        }
        if estimator == nil || steps.last?.expectedError == nil {
            let fitted = try fit(samples)
            estimator = fitted
            if !steps.isEmpty {
                steps[steps.count - 1].expectedError = try expectedError(fitted)
            }
        }
    }

    /// What the estimator asks for next, where it is asked; nil for what the source picks.
    private func advice(
        of estimator: any AdaptedEstimator, from source: SampleSource
    ) throws -> Architecture? {
        guard !source.advisable.isEmpty, steps.count >= SamplingStrategy.leastForAdvice,
            let adviser = estimator as? any SampleAdvising
        else { return nil }
        return try adviser.nextSample(among: source.advisable, seed: 0)
    }

    /// Whether the last step was enough, or shows that more would not help.
    private func reasonToStop(_ goal: Goal) -> Stop? {
        guard let error = steps.last?.expectedError else { return nil }
        if let wanted = goal.error, error <= wanted { return .error }
        if let noise = goal.noise, error <= noise { return .noise }
        guard let slope = trend(), slope > log2(Self.leftByDoubling) else { return nil }
        return .flat
    }

    /// The slope of log error over log samples in the later half of the samples, by least squares;
    /// nil where these are too few.
    private func trend() -> Double? {
        guard steps.count >= Self.leastForTrend else { return nil }
        let points = (steps.count / 2...steps.count).compactMap { count -> (Double, Double)? in
            guard let error = steps[count - 1].expectedError, error > 0 else { return nil }
            return (log(Double(count)), log(error))
        }
        guard points.count >= 3 else { return nil }
        let count = Double(points.count)
        let x = points.reduce(0) { $0 + $1.0 } / count
        let y = points.reduce(0) { $0 + $1.1 } / count
        let covariance = points.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
        let variance = points.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
        return covariance / variance
    }

    /// What measuring an architecture will cost, by the estimator so far and the price of the samples
    /// so far.
    private func expectedSeconds(of architecture: Architecture) throws -> Double {
        let milliseconds = samples.reduce(0) { $0 + $1.milliseconds }
        let expected = try estimator?.estimate([architecture]).milliseconds[0]
        guard let expected, expected.isFinite, milliseconds > 0 else {
            return steps.isEmpty ? 0 : seconds / Double(steps.count)
        }
        return expected * seconds / milliseconds
    }
}
