/// What can go wrong between a few measurements and a latency estimator.
public enum LatencyPredictionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Fewer distinct architectures were measured than the estimator can be fitted to.
    case tooFewSamples(estimator: String, needed: Int, given: Int)
    /// A sample is no latency.
    case unusableSample(architecture: String, milliseconds: Double)
    /// A sample's architecture is not of the space.
    case foreignSample(code: Int, count: Int)
    /// The device lacks what the estimator is made from.
    case unavailable(estimator: String, device: String, reason: String)
    /// The device, or the pool, lacks the descriptor that was asked for; counters would do.
    case noDescriptor(
        estimator: String, device: String, kind: String, reason: String, needsCounters: Bool)
    /// More samples were asked for than there are architectures to take them from.
    case tooFewArchitectures(needed: Int, available: Int)
    /// A table or an array does not fit the space.
    case wrongSize(what: String, expected: Int, got: Int)
    /// The numbers given to a fit leave it undetermined.
    case undetermined(estimator: String, reason: String)
    /// A saved estimator is not what is wanted, or no longer whole.
    case unusableSave(estimator: String, reason: String)

    /// One line for the user.
    public var description: String {
        switch self {
        case .tooFewSamples(let estimator, let needed, let given):
            "\(estimator): needs \(needed) measured architectures, but has \(given)"
        case .unusableSample(let architecture, let milliseconds):
            "sample \(architecture): \(milliseconds) ms is no latency; "
                + "measure it again or leave it out"
        case .foreignSample(let code, let count):
            "sample with number \(code): the space has 0 to \(count - 1)"
        case .unavailable(let estimator, let device, let reason):
            "\(estimator) for \(device): \(reason)"
        case .noDescriptor(let estimator, let device, let kind, let reason, let needsCounters):
            "\(estimator) for \(device): descriptor \(kind): \(reason)"
                + (needsCounters ? "; a profile with counters adds them" : "")
        case .tooFewArchitectures(let needed, let available):
            "\(needed) samples wanted, but only \(available) architectures can be taken: those that "
                + "are known, compute something and differ as graphs"
        case .wrongSize(let what, let expected, let got):
            "\(what): \(got) values, but the space has \(expected) architectures"
        case .undetermined(let estimator, let reason):
            "\(estimator): can't be fitted: \(reason)"
        case .unusableSave(let estimator, let reason):
            "\(estimator): what was saved can't be used: \(reason); adapt it again"
        }
    }
}

extension LatencyPredictionError {
    /// A kind that learns from a pool has nothing to learn from.
    /// - Parameters:
    ///   - isEmpty: Whether there is no table at all; else none has enough latencies.
    ///   - least: Latencies that a table has to have.
    static func nothingToLearnFrom(
        _ estimator: String, device: String, isEmpty: Bool, least: Int
    ) -> LatencyPredictionError {
        let remedy = "take an estimator without a pool such as op-count"
        let reason =
            isEmpty
            ? "no other device has a table to learn from; import tables, or \(remedy)"
            : "it learns from \(least) latencies or more of each other device, and no table has so "
                + "many; give it more of each, or \(remedy)"
        return .unavailable(estimator: estimator, device: device, reason: reason)
    }
}
