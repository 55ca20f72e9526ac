import Architectures
import TestSupport
import Testing

@testable import AccuracyPrediction

@Suite struct EdgeInteractionsTests {
    /// 1 constant, 3 edges × 2 operators, 3 pairs × 4, 1 triple × 8.
    @Test func termsOfTheTinySpace() throws {
        let space = try TinySpace.make()
        let terms = EdgeInteractions(space: space)
        #expect(terms.count == 27)
        #expect(terms.sizes.prefix(8) == [0, 1, 1, 1, 1, 1, 1, 2])
        var active: [Int] = []
        // skip, conv, conv are digits 0, 1, 1: singles 1, 4, 6; pairs from 7: (0, 1) is 0·2 + 1,
        // (0, 2) from 11 is 0·2 + 1, (1, 2) from 15 is 1·2 + 1; the triple from 19 is 0·4 + 2 + 1.
        terms.appendActiveTerms(
            operators: [1, 2, 2], live: [true, true, true], to: &active)
        #expect(active == [0, 1, 4, 6, 8, 12, 18, 22])
        active = []
        terms.appendActiveTerms(
            operators: [2, 1, 0], live: [false, true, false], to: &active)
        #expect(active == [0, 3])
    }

    /// 1 + 6 · 4 + 15 · 16 + 20 · 64.
    @Test func termsOfNASBench201() throws {
        #expect(EdgeInteractions(space: try SearchSpace.nasBench201()).count == 1545)
    }
}
