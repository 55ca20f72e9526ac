import Architectures

/// A space's cells taken apart into what they have in common.
///
/// A node of a cell is the sum of what its incoming edges carry, and what an edge carries follows
/// from the node that it reads and its operator. So a node's *state* is the set of its incoming
/// *messages*, a message is a state with an operator, and two nodes in different cells have the same
/// state where everything before them is the same. NAS-Bench-201 has 85 states of inner nodes (the
/// input included) for 8,764 networks whose output is not always zero: what is computed for a state
/// once serves all of them. Dead edges have no part in the output's state, and neither has the
/// numbering of the nodes.
struct CellUnrolling: Sendable {
    /// What an edge carries.
    struct Message: Sendable {
        /// The state that it reads.
        let source: Int
        /// The operator, counted among those that compute something; nil for the identity.
        let transform: Int?
    }

    /// Messages that one transform makes of states of one level: adjacent in ``messages``.
    struct Block: Sendable {
        /// The longest path from the input to the states that it reads.
        let level: Int
        /// The transform, or nil for the identity.
        let transform: Int?
        /// Positions in ``messages``.
        let messages: Range<Int>
    }

    /// Operators other than zero and the identity.
    let transformCount: Int
    /// By level, then by transform.
    let messages: [Message]
    /// In that order.
    let blocks: [Block]
    /// `incoming[state]`: its messages, ascending. State 0 is the input, which has none.
    let incoming: [[Int]]
    /// `levels[level]`: the states whose longest path from the input has so many edges.
    let levels: [[Int]]
    /// Number of distinct networks whose output is not always zero.
    let graphCount: Int
    /// The messages that each network's output sums, one after the other.
    let graphMessages: [Int]
    /// Where each network's messages begin; one more at the end.
    let graphStarts: [Int]
    /// `graphOfCode[code]`: the network of an architecture, -1 where its output is always zero.
    let graphOfCode: [Int]

    /// Takes a space apart.
    /// - Complexity: Linear in the number of architectures.
    init(space: SearchSpace) {
        var discovery = CellDiscovery(space: space)
        discovery.run()
        let found = discovery
        // Sources are found before what reads them.
        var level = [Int](repeating: 0, count: found.states.count)
        for (state, incoming) in found.states.enumerated() {
            level[state] =
                incoming.map { level[found.messages[$0].source] + 1 }.max() ?? 0
        }
        let order = found.messages.indices.sorted { left, right in
            let (a, b) = (found.messages[left], found.messages[right])
            return (level[a.source], a.transform ?? -1, left)
                < (level[b.source], b.transform ?? -1, right)
        }
        var position = [Int](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { position[old] = new }
        let messages = order.map { found.messages[$0] }
        var blocks: [Block] = []
        var start = 0
        for end in 1...max(1, messages.count) where start < messages.count {
            let first = messages[start]
            if end < messages.count, messages[end].transform == first.transform,
                level[messages[end].source] == level[first.source]
            {
                continue
            }
            blocks.append(
                Block(
                    level: level[first.source], transform: first.transform, messages: start..<end))
            start = end
        }
        self.messages = messages
        self.blocks = blocks
        transformCount = found.transformCount
        incoming = found.states.map { $0.map { position[$0] }.sorted() }
        levels = (0...(level.max() ?? 0)).map { wanted in
            level.indices.filter { level[$0] == wanted }
        }
        graphCount = found.graphs.count
        graphMessages = found.graphs.flatMap { $0.map { position[$0] }.sorted() }
        graphStarts = found.graphs.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
        graphOfCode = found.graphOfCode
    }

    /// The messages that a network's output sums.
    func messages(ofGraph graph: Int) -> ArraySlice<Int> {
        graphMessages[graphStarts[graph]..<graphStarts[graph + 1]]
    }
}
