import Architectures
import TestSupport
import Testing

@Suite struct GraphTests {
    let space: SearchSpace

    init() throws { space = try SearchSpace.nasBench201() }

    @Test func labelledGraphsOfTheWholeSpace() {
        let canonical = Set(space.architectures.map(space.canonical))
        #expect(canonical.count == 14_125)
    }

    @Test func functionsOfTheWholeSpace() {
        let functions = Set(space.architectures.map { space.canonical(space.pruned($0)) })
        #expect(functions.count == 8_765)
    }

    @Test func zeroOutputs() {
        #expect(space.architectures.count(where: space.isDisconnected) == 341)
    }

    @Test func liveEdgesOfAHandMadeCell() throws {
        // Node 1 is fed but leads nowhere; 2→3 leads out but node 2 is not fed.
        let cell = try space.architecture(
            string: "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|avg_pool_3x3~2|")
        #expect(space.liveEdges(of: cell) == [false, false, false, true, false, false])
        #expect(
            space.string(of: space.pruned(cell))
                == "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|")
    }

    @Test func canonicalFormSwapsInnerNodes() throws {
        let one = try space.architecture(
            string: "|nor_conv_3x3~0|+|skip_connect~0|none~1|+|none~0|none~1|avg_pool_3x3~2|")
        let other = try space.architecture(
            string: "|skip_connect~0|+|nor_conv_3x3~0|none~1|+|none~0|avg_pool_3x3~1|none~2|")
        #expect(one != other)
        #expect(space.canonical(one) == space.canonical(other))
    }

    @Test func prunedIsIdempotent() {
        for architecture in space.architectures {
            let pruned = space.pruned(architecture)
            #expect(space.pruned(pruned) == pruned)
        }
    }

    /// Whether edges that carry something lead from a node to another.
    private func leads(
        from: Int, to: Int, in space: SearchSpace, _ carries: [Bool]
    ) -> Bool {
        from == to
            || space.edges.indices.contains { edge in
                carries[edge] && space.edges[edge].source == from
                    && leads(from: space.edges[edge].target, to: to, in: space, carries)
            }
    }

    @Test func liveEdgesLieOnAPathAlsoWhereTheyAreTabulated() throws {
        for space in [try SearchSpace.nasBench201(), try TinySpace.make()] {
            let table = LiveEdges(space: space)
            for code in stride(from: 0, to: space.count, by: space.count > 1000 ? 13 : 1) {
                let cell = Architecture(code: code)
                let carries = space.operatorIndices(of: cell).map {
                    space.operators[$0].kind != .zero
                }
                let expected = space.edges.indices.map { edge in
                    carries[edge]
                        && leads(from: 0, to: space.edges[edge].source, in: space, carries)
                        && leads(
                            from: space.edges[edge].target, to: space.nodeCount - 1, in: space,
                            carries)
                }
                #expect(space.liveEdges(of: cell) == expected)
                let carrying = carries.enumerated()
                    .reduce(UInt64(0)) { $0 | ($1.element ? 1 << UInt64($1.offset) : 0) }
                let live = table.live(amongCarrying: carrying)
                #expect(expected.indices.map { live >> UInt64($0) & 1 == 1 } == expected)
            }
        }
    }
}
