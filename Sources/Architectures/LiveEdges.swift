/// Which edges lie on a path from input to output, by the set of edges that carry something, as
/// bit masks: what ``SearchSpace/liveEdges(of:)`` says, tabulated for scans of a whole space.
package struct LiveEdges: Sendable, Equatable {
    private let edges: [Edge]
    private let nodeCount: Int
    private let table: [UInt64]
    private static let largestTable = 12

    /// Tabulates a space's, where it has few edges.
    package init(space: SearchSpace) {
        precondition(space.edges.count <= 64 && space.nodeCount <= 64, "a mask of 64 bits")
        edges = space.edges
        nodeCount = space.nodeCount
        guard edges.count <= Self.largestTable else {
            table = []
            return
        }
        let (edges, nodeCount) = (edges, nodeCount)
        table = (0..<(UInt64(1) << UInt64(edges.count))).map {
            Self.live(amongCarrying: $0, edges: edges, nodeCount: nodeCount)
        }
    }

    /// The live ones among the edges that carry something.
    package func live(amongCarrying mask: UInt64) -> UInt64 {
        table.isEmpty
            ? Self.live(amongCarrying: mask, edges: edges, nodeCount: nodeCount) : table[Int(mask)]
    }

    /// The ones among the edges that carry something from which such edges lead to the output.
    package func reaching(amongCarrying mask: UInt64) -> UInt64 {
        var toOutput: UInt64 = 1 << UInt64(nodeCount - 1)
        var reaching: UInt64 = 0
        for (index, edge) in edges.enumerated().reversed()
        where mask >> UInt64(index) & 1 == 1 && toOutput >> UInt64(edge.target) & 1 == 1 {
            toOutput |= 1 << UInt64(edge.source)
            reaching |= 1 << UInt64(index)
        }
        return reaching
    }

    /// How often nodes add one live edge to another.
    package func additions(live mask: UInt64) -> Int {
        var targets: UInt64 = 0
        for (index, edge) in edges.enumerated() where mask >> UInt64(index) & 1 == 1 {
            targets |= 1 << UInt64(edge.target)
        }
        return mask.nonzeroBitCount - targets.nonzeroBitCount
    }

    /// The live ones, worked out. Edges are grouped by target, so one pass each way settles both ends.
    static func live(amongCarrying mask: UInt64, edges: [Edge], nodeCount: Int) -> UInt64 {
        var fromInput: UInt64 = 1
        var toOutput: UInt64 = 1 << UInt64(nodeCount - 1)
        for (index, edge) in edges.enumerated()
        where mask >> UInt64(index) & 1 == 1 && fromInput >> UInt64(edge.source) & 1 == 1 {
            fromInput |= 1 << UInt64(edge.target)
        }
        for (index, edge) in edges.enumerated().reversed()
        where mask >> UInt64(index) & 1 == 1 && toOutput >> UInt64(edge.target) & 1 == 1 {
            toOutput |= 1 << UInt64(edge.source)
        }
        var live: UInt64 = 0
        for (index, edge) in edges.enumerated()
        where mask >> UInt64(index) & 1 == 1
            && fromInput >> UInt64(edge.source) & 1 == 1
            && toOutput >> UInt64(edge.target) & 1 == 1
        {
            live |= 1 << UInt64(index)
        }
        return live
    }
}
