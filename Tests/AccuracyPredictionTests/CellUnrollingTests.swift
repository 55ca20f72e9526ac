import Architectures
import TestSupport
import Testing

@testable import AccuracyPrediction

@Suite struct CellUnrollingTests {
    /// By hand: the inner node is dead, a skip or a convolution of the input, so 3 states with the
    /// input. Messages: skip and convolution of each. Outputs: one of 2 messages of the input, or
    /// none, with one of 4 messages of the inner node, or none: 3 · 5 − 1 networks; where edge 0→1
    /// is none, the operator on 1→2 does not matter.
    @Test func statesOfTheTinySpace() throws {
        let space = try TinySpace.make()
        let unrolling = CellUnrolling(space: space)
        #expect(unrolling.transformCount == 1)
        #expect(unrolling.incoming.count == 3)
        #expect(unrolling.messages.count == 6)
        #expect(unrolling.graphCount == 14)
        #expect(unrolling.levels.map(\.count) == [1, 2])
        #expect(unrolling.blocks.map(\.messages.count) == [1, 1, 2, 2])
        for architecture in space.architectures {
            #expect(
                (unrolling.graphOfCode[architecture.code] < 0)
                    == space.isDisconnected(architecture))
        }
    }

    /// 8,765 labelled graphs are left of the space's cells without what can't reach the output, one
    /// of which is empty. Inner nodes: the input, 4 operators of it, and 4 · 4 more with or without
    /// one of 4 of the input.
    @Test func networksOfNASBench201() throws {
        let space = try SearchSpace.nasBench201()
        let unrolling = CellUnrolling(space: space)
        #expect(unrolling.graphCount == 8764)
        #expect(unrolling.incoming.count == 1 + 4 + 4 * 4 * 5)
        for architecture in space.architectures.striding(by: 7) {
            let pruned = space.canonical(space.pruned(architecture))
            #expect(
                unrolling.graphOfCode[architecture.code] == unrolling.graphOfCode[pruned.code])
        }
    }
}

extension Array {
    fileprivate func striding(by step: Int) -> [Element] {
        stride(from: 0, to: count, by: step).map { self[$0] }
    }
}
