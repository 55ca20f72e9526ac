import Architectures
import LinearAlgebra

/// Picks the architectures to measure on a new device, before any measurement.
public struct SampleSelector: Sendable {
    private let features: CellFeatures

    /// Picks from a space.
    public init(features: CellFeatures) {
        self.features = features
    }

    /// Picks by a strategy.
    /// - Parameters:
    ///   - count: How many.
    ///   - strategy: How.
    ///   - candidates: What can be measured, each once: for a table, its covered architectures.
    ///   - generator: Where randomness comes from; `chosen` needs none.
    /// - Throws: ``LatencyPredictionError/tooFewArchitectures(needed:available:)``.
    public func pick(
        _ count: Int, by strategy: SamplingStrategy, among candidates: [Architecture],
        using generator: inout some RandomNumberGenerator
    ) throws -> [Architecture] {
        switch strategy {
        case .random: try random(count, among: candidates, using: &generator)
        case .chosen: try chosen(count, among: candidates)
        }
    }

    /// A uniformly random subset, in random order.
    /// - Throws: ``LatencyPredictionError/tooFewArchitectures(needed:available:)``.
    public func random(
        _ count: Int, among candidates: [Architecture],
        using generator: inout some RandomNumberGenerator
    ) throws -> [Architecture] {
        guard count <= candidates.count else {
            throw LatencyPredictionError.tooFewArchitectures(
                needed: count, available: candidates.count)
        }
        var pool = candidates
        for index in 0..<count {
            pool.swapAt(index, Int.random(in: index..<pool.count, using: &generator))
        }
        return Array(pool.prefix(count))
    }

    /// The architectures that, one after the other, reduce the average relative predictive variance
    /// of the whole space most (greedy A-optimal design; Seo et al., 2000,
    /// doi:10.1109/IJCNN.2000.861310): not the most uncertain one, which is an extreme, but the one
    /// whose measurement says most about all others.
    ///
    /// The model behind it is the additive one in both views at once (counts as written, counts on
    /// dead edges, additions), with a small deviation for every operator on every live edge, so
    /// that picks also spread over positions. Cells whose output is always zero are left out, and
    /// so are other labellings of the same graph. Deterministic; the first k of k + 1 picks are the
    /// k picks.
    /// - Throws: ``LatencyPredictionError/tooFewArchitectures(needed:available:)``.
    public func chosen(_ count: Int, among candidates: [Architecture]) throws -> [Architecture] {
        let connected = candidates.filter { !features.isDisconnected[$0.code] }
        guard count <= connected.count else {
            throw LatencyPredictionError.tooFewArchitectures(
                needed: count, available: connected.count)
        }
        let subset = Self.thinned(connected, atLeast: count)
        var design = SampleDesign(features: features, architectures: subset)
        var picked: [Architecture] = []
        var forms: Set<Architecture> = []
        while picked.count < count {
            let gains = design.gains()
            var best: Int?
            for index in subset.indices where design.isFree[index] {
                if let current = best, gains[index] <= gains[current] { continue }
                best = index
            }
            guard let best else {
                throw LatencyPredictionError.tooFewArchitectures(
                    needed: count, available: picked.count)
            }
            let form = features.space.canonical(subset[best])
            if forms.insert(form).inserted {
                picked.append(subset[best])
                design.measure(best)
            } else {
                design.isFree[best] = false
            }
        }
        return picked
    }

    /// At most this many architectures stand for the whole space.
    private static let largestDesign = 4_096

    /// A fixed pseudo-random subset of a large set, in dense order.
    private static func thinned(
        _ architectures: [Architecture], atLeast count: Int
    ) -> [Architecture] {
        let size = max(largestDesign, 4 * count)
        guard architectures.count > size else { return architectures }
        var generator = SeededGenerator(seed: 0)
        var left = architectures.count
        var wanted = size
        return architectures.filter { _ in
            defer { left -= 1 }
            guard Int.random(in: 0..<left, using: &generator) < wanted else { return false }
            wanted -= 1
            return true
        }
    }
}
