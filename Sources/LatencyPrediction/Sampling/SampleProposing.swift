import Architectures

/// A predictor that knows better than ``SampleSelector`` which architectures would tell it most.
public protocol SampleProposing: LatencyPredictor {
    /// The architectures to measure, the most telling first.
    /// - Returns: Nil where it has nothing to go by.
    /// - Throws: ``LatencyPredictionError/tooFewArchitectures(needed:available:)``.
    func proposedSamples(_ count: Int, among candidates: [Architecture]) throws -> [Architecture]?
}

extension LatencyPredictor {
    /// Picks samples for this predictor: its own choice where it has one, else
    /// ``SampleSelector``'s.
    /// - Throws: ``LatencyPredictionError/tooFewArchitectures(needed:available:)``.
    public func pick(
        _ count: Int, by strategy: SamplingStrategy, among candidates: [Architecture],
        features: CellFeatures, using generator: inout some RandomNumberGenerator
    ) throws -> [Architecture] {
        if strategy == .chosen, let proposing = self as? any SampleProposing,
            let proposed = try proposing.proposedSamples(count, among: candidates)
        {
            return proposed
        }
        return try SampleSelector(features: features).pick(
            count, by: strategy, among: candidates, using: &generator)
    }
}
