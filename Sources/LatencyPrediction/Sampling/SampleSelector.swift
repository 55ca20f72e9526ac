import Architectures
import LinearAlgebra

/// Picks the architectures to measure on a new device, before any measurement.
package struct SampleSelector: Sendable {
    private let features: CellFeatures

    /// Picks from a space.
    package init(features: CellFeatures) {
        self.features = features
    }

    /// Picks by a strategy.
    /// - Parameters:
    ///   - count: How many.
    ///   - strategy: How.
    ///   - candidates: What can be measured, each once: for a table, its covered architectures.
    ///   - generator: Where randomness comes from; `chosen` draws what it chooses among.
    /// - Throws: ``LatencyPredictionError/tooFewArchitectures(needed:available:)``.
    package func pick(
        _ count: Int, by strategy: SamplingStrategy, among candidates: [Architecture],
        using generator: inout some RandomNumberGenerator
    ) throws -> [Architecture] {
        switch strategy {
        case .random: try random(count, among: candidates, using: &generator)
        case .chosen, .adaptive: try chosen(count, among: candidates, using: &generator)
        }
    }

    /// A uniformly random subset, in random order.
    /// - Throws: ``LatencyPredictionError/tooFewArchitectures(needed:available:)``.
    package func random(
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
    /// dead edges, additions, what is repeated), with a small deviation for every operator on every
    /// live edge, so that picks also spread over positions. Cells whose output is always zero are left
    /// out, and so are other labellings of the same graph.
    ///
    /// Picks keep apart in the published order: tables were measured in it, so that neighbours share
    /// whatever slowed the device down at the time, and two such picks of three can't be told from
    /// the truth. Of a large space, a random part stands for the whole; another part gives another
    /// design, none better than the other. The first k of k + 1 picks are the k picks.
    /// - Parameters:
    ///   - count: How many.
    ///   - candidates: Which may be picked.
    ///   - known: What was measured already, so that picks add to it.
    ///   - generator: Draws the part of a large space.
    /// - Throws: ``LatencyPredictionError/tooFewArchitectures(needed:available:)``.
    package func chosen(
        _ count: Int, among candidates: [Architecture], after known: [Architecture] = [],
        using generator: inout some RandomNumberGenerator
    ) throws -> [Architecture] {
        let knownForms = Set(known.map { features.space.canonical($0) })
        let connected = candidates.filter {
            !features.isDisconnected[$0.code]
                && (knownForms.isEmpty || !knownForms.contains(features.space.canonical($0)))
        }
        guard count <= connected.count else {
            throw LatencyPredictionError.tooFewArchitectures(
                needed: count, available: connected.count)
        }
        // What is known counts among the rest, and is measured before anything is picked.
        let free = Self.thinned(connected, atLeast: count, using: &generator)
        let subset = free + known.filter { !features.isDisconnected[$0.code] }
        var design = SampleDesign(features: features, architectures: subset)
        for position in free.count..<subset.count { design.measure(position) }
        var order = MeasuringOrder(subset, of: features.space)
        var picked: [Architecture] = []
        var forms: Set<Architecture> = []
        while picked.count < count {
            let gains = design.gains()
            func best(_ isAllowed: (Int) -> Bool) -> Int? {
                subset.indices.filter { design.isFree[$0] && isAllowed($0) }
                    .max { (gains[$0], $1) < (gains[$1], $0) }
            }
            guard let best = best({ !order.isNear[$0] }) ?? best({ _ in true }) else {
                throw LatencyPredictionError.tooFewArchitectures(
                    needed: count, available: picked.count)
            }
            let form = features.space.canonical(subset[best])
            if forms.insert(form).inserted {
                picked.append(subset[best])
                design.measure(best)
                order.take(best)
            } else {
                design.isFree[best] = false
            }
        }
        return picked
    }

    /// At most this many architectures stand for the whole space.
    private static let largestDesign = 4_096

    /// A random subset of a large set, in dense order.
    private static func thinned(
        _ architectures: [Architecture], atLeast count: Int,
        using generator: inout some RandomNumberGenerator
    ) -> [Architecture] {
        let size = max(largestDesign, 4 * count)
        guard architectures.count > size else { return architectures }
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
