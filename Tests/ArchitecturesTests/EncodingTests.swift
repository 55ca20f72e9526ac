import Architectures
import TestSupport
import Testing

@Suite struct EncodingTests {
    let space: SearchSpace

    init() throws { space = try SearchSpace.nasBench201() }

    @Test func oneHotMatrixOfIndexZero() throws {
        // avg_pool | conv1x1, skip | conv1x1, skip, skip: operators 4 2 1 2 1 1.
        let cell = try #require(space.architecture(publishedIndex: 0))
        let matrix = space.oneHotMatrix(of: [cell])
        let ones = matrix.indices.filter { matrix[$0] == 1 }
        #expect(matrix.count == 30)
        #expect(ones == [4, 7, 11, 17, 21, 26])
        #expect(matrix.reduce(0, +) == 6)
        #expect(space.operatorCounts(of: cell) == [0, 3, 2, 0, 1])
    }

    @Test func adjacencyMatrixOfIndexZero() throws {
        let cell = try #require(space.architecture(publishedIndex: 0))
        #expect(
            space.adjacencyMatrix(of: cell) == [
                0, 5, 3, 3,
                0, 0, 2, 2,
                0, 0, 0, 2,
                0, 0, 0, 0,
            ])
    }

    @Test func generatorIsReproducible() {
        // First outputs of xoshiro256** seeded by SplitMix64 from 0, computed with an independent
        // implementation in Python from the authors' description.
        var generator = SeededGenerator(seed: 0)
        let first = (0..<3).map { _ in generator.next() }
        #expect(
            first == [
                11_091_344_671_253_066_420, 13_793_997_310_169_335_082, 1_900_383_378_846_508_768,
            ])
    }
}
