import Architectures

/// Decides quickly whether two cells compute the same function because they differ on dead edges
/// alone; ``Architectures/SearchSpace/liveEdges(of:)`` says which those are.
struct CellLiveness: Sendable, Equatable {
    private let sources: [Int]
    private let targets: [Int]
    private let outputBit: UInt64
    /// The operator that carries nothing; nil where the space has none, so that no edge is dead.
    private let zero: Int?

    init(space: SearchSpace) {
        precondition(space.nodeCount <= 64, "more nodes than bits")
        sources = space.edges.map(\.source)
        targets = space.edges.map(\.target)
        outputBit = 1 << UInt64(space.nodeCount - 1)
        zero = space.operators.firstIndex { $0.kind == .zero }
    }

    /// Which edges lie on a path that carries something from input to output: bit *e* for edge *e*.
    /// - Parameter digit: The operator on an edge.
    func liveEdges(_ digit: (Int) -> Int) -> UInt64 {
        var carrying: UInt64 = 0
        var fromInput: UInt64 = 1
        for edge in sources.indices where digit(edge) != zero {
            carrying |= 1 << UInt64(edge)
            let reaches = fromInput >> UInt64(sources[edge]) & 1
            fromInput |= reaches << UInt64(targets[edge])
        }
        var toOutput = outputBit
        var live: UInt64 = 0
        for edge in sources.indices.reversed() where carrying >> UInt64(edge) & 1 == 1 {
            let isOnPath =
                toOutput >> UInt64(targets[edge]) & fromInput >> UInt64(sources[edge]) & 1
            toOutput |= isOnPath << UInt64(sources[edge])
            live |= isOnPath << UInt64(edge)
        }
        return live
    }
}
