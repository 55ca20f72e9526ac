import Architectures
import TestSupport
import Testing

@testable import LatencyPrediction

@Suite struct CellFeaturesTests {
    /// Tiny cells are digits of none, skip, conv on the edges 0→1, 0→2, 1→2.
    @Test func countsByHand() throws {
        let space = try TinySpace.make()
        let features = CellFeatures(space: space)
        func row(_ digits: [Int], _ view: ExecutionView) -> [Double] {
            features.rows(of: [space.architecture(operatorIndices: digits)], view: view)
        }
        #expect(features.names(.asWritten) == ["base", "skip", "conv"])
        #expect(
            features.names(.pruned) == ["base", "skip", "conv", "additions", "no live path"])
        // conv on 0→1 leads nowhere.
        #expect(row([2, 1, 0], .asWritten) == [1, 1, 1])
        #expect(row([2, 1, 0], .pruned) == [1, 1, 0, 0, 0])
        // Everything is live; node 2 adds two edges.
        #expect(row([2, 1, 2], .asWritten) == [1, 1, 2])
        #expect(row([2, 1, 2], .pruned) == [1, 1, 2, 1, 0])
        // Nothing reaches the output.
        #expect(row([2, 0, 0], .asWritten) == [1, 0, 1])
        #expect(row([2, 0, 0], .pruned) == [1, 0, 0, 0, 1])
        #expect(features.isDisconnected[space.architecture(operatorIndices: [2, 0, 0]).code])
    }

    @Test func agreesWithTheGraphOfEveryCell() throws {
        let features = try #require(Shared.features)
        let space = features.space
        #expect(features.isDisconnected.count { $0 } == 341)
        let pruned = features.matrix(.pruned)
        for architecture in space.architectures.striding(by: 7) {
            let live = space.liveEdges(of: architecture)
            let row = architecture.code * 7
            #expect(features.isDisconnected[architecture.code] == !live.contains(true))
            for index in 1..<5 {
                let expected = zip(live, space.operatorIndices(of: architecture)).count {
                    $0 && $1 == index
                }
                #expect(pruned[row + index] == Double(expected))
            }
        }
    }
}

extension Array {
    /// Every n-th element.
    func striding(by step: Int) -> [Element] {
        stride(from: 0, to: count, by: step).map { self[$0] }
    }
}
