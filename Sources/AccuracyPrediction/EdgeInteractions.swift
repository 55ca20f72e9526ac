import Architectures

/// The terms of a model with interactions of a few edges: for every set of at most ``order`` edges,
/// one term for each combination of operators other than zero on them.
///
/// A zero contributes to no term, so an architecture has one active term for every set of its
/// edges that carry something. Terms are numbered from 0, the constant, by the size of the set,
/// then lexicographically by edges, then by operators, the last edge fastest.
struct EdgeInteractions: Sendable {
    /// The largest set.
    static let order = 3

    /// Number of terms.
    let count: Int
    /// The size of the set that each term belongs to.
    let sizes: [Int]
    private let subsets: [(edges: [Int], offset: Int)]
    /// `digits[operator]`: its number among those other than zero, or nil for zero.
    private let digits: [Int?]
    private let base: Int

    init(space: SearchSpace) {
        var next = 0
        digits = space.operators.map { item -> Int? in
            guard item.kind != .zero else { return nil }
            defer { next += 1 }
            return next
        }
        base = next
        var subsets: [(edges: [Int], offset: Int)] = []
        var sizes: [Int] = []
        var layer: [[Int]] = [[]]
        for size in 0...min(Self.order, space.edges.count) {
            for edges in layer {
                subsets.append((edges, sizes.count))
                let combinations = (0..<size).reduce(1) { product, _ in product * next }
                sizes += [Int](repeating: size, count: combinations)
            }
            layer = layer.flatMap { edges in
                (((edges.last ?? -1) + 1)..<space.edges.count).map { edges + [$0] }
            }
        }
        self.subsets = subsets
        self.sizes = sizes
        count = sizes.count
    }

    /// The most terms that an architecture can have.
    var largestRow: Int { subsets.count }

    /// Appends the terms that an architecture has, in ascending order.
    /// - Parameters:
    ///   - operators: The operator on every edge, as its position in the space's.
    ///   - live: Which edges count; the others are taken for zeros.
    ///   - terms: Where to append.
    func appendActiveTerms(operators: [Int], live: [Bool], to terms: inout [Int]) {
        subsets: for subset in subsets {
            var index = 0
            for edge in subset.edges {
                guard live[edge], let digit = digits[operators[edge]] else { continue subsets }
                index = index * base + digit
            }
            terms.append(subset.offset + index)
        }
    }
}
