import Architectures
import LatencyPrediction

/// What is believed of a device's latencies over the whole space while some are looked up: those
/// that are known, and of the others what the predictor says, corrected by what the known ones say
/// of its errors.
package struct LatencyBeliefs {
    /// Indexed by ``Architecture/code``: a standard deviation of 0 where a latency is known, NaN
    /// where one could not be had.
    package private(set) var estimates: LatencyEstimates
    /// Latencies taken in that ``estimates`` do not reflect in what they say of others.
    package private(set) var unlearned: [LatencySample] = []
    private var process: ErrorProcess
    private var isSettled: [Bool]

    /// How many standard deviations a latency may be below what is believed.
    package static let reach = 3.0

    /// Begins with a predictor and latencies that are known beforehand.
    /// - Throws: `LinearAlgebraError`.
    package init(space: SearchSpace, predicted: LatencyEstimates, known: [LatencySample]) throws {
        estimates = predicted
        process = ErrorProcess(space: space, estimates: predicted)
        isSettled = [Bool](repeating: false, count: space.count)
        for sample in known {
            take(
                sample.milliseconds, of: sample.architecture, relativeError: sample.relativeError)
        }
        try learn(about: space.architectures)
    }

    /// Takes a latency in; nil where it could not be had.
    /// - Parameter relativeError: What the latency itself is uncertain by.
    package mutating func take(
        _ milliseconds: Double?, of architecture: Architecture, relativeError: Double = 0
    ) {
        isSettled[architecture.code] = true
        estimates.milliseconds[architecture.code] = milliseconds ?? .nan
        estimates.standardDeviations[architecture.code] = 0
        guard let milliseconds else { return }
        unlearned.append(
            LatencySample(
                architecture: architecture, milliseconds: milliseconds,
                relativeError: relativeError))
    }

    /// Believes of some architectures what the latencies taken in say.
    /// - Throws: `LinearAlgebraError`.
    package mutating func learn(about architectures: some Sequence<Architecture>) throws {
        if !unlearned.isEmpty { try process.observe(unlearned) }
        unlearned = []
        let open = architectures.filter { !isSettled[$0.code] }
        let revised = process.estimate(open)
        for (position, architecture) in open.enumerated() {
            estimates.milliseconds[architecture.code] = revised.milliseconds[position]
            estimates.standardDeviations[architecture.code] =
                revised.standardDeviations[position]
        }
    }

    /// The lowest latencies that are believed possible.
    package var lowest: [Double] {
        zip(estimates.milliseconds, estimates.standardDeviations).map { $0 - Self.reach * $1 }
    }
}
