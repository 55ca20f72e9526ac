import Architectures
import TestSupport
import Testing

@testable import LatencyPrediction

@Suite struct SamplingTests {
    @Test func randomPicksAreDistinctAndSeeded() throws {
        let features = CellFeatures(space: try TinySpace.make())
        let selector = SampleSelector(features: features)
        let candidates = features.space.architectures
        var first = SeededGenerator(seed: 4)
        var second = SeededGenerator(seed: 4)
        let picks = try selector.pick(10, by: .random, among: candidates, using: &first)
        #expect(Set(picks).count == 10)
        #expect(try picks == selector.random(10, among: candidates, using: &second))
        #expect(try picks != selector.random(10, among: candidates, using: &second))
    }

    @Test func randomPicksAreUniform() throws {
        let features = CellFeatures(space: try TinySpace.make())
        let selector = SampleSelector(features: features)
        let candidates = Array(features.space.architectures.prefix(6))
        var generator = SeededGenerator(seed: 0)
        var hits = [Int](repeating: 0, count: 6)
        for _ in 0..<3000 {
            for pick in try selector.random(2, among: candidates, using: &generator) {
                hits[pick.code] += 1
            }
        }
        // 1,000 ± 4 standard deviations of a binomial with 3,000 trials of 1/3.
        #expect(hits.allSatisfy { abs($0 - 1000) < 104 }, "\(hits)")
    }

    @Test func chosenPicksAreConnectedDistinctGraphs() throws {
        let features = try #require(Shared.features)
        let space = features.space
        // A table that lacks most cells.
        let candidates = space.architectures.striding(by: 11)
        let selector = SampleSelector(features: features)
        func chosen(_ count: Int, seed: UInt64 = 0) throws -> [Architecture] {
            var generator = SeededGenerator(seed: seed)
            return try selector.chosen(count, among: candidates, using: &generator)
        }
        let picks = try chosen(10)
        #expect(Set(picks.map(space.canonical)).count == 10)
        #expect(!picks.contains { features.isDisconnected[$0.code] })
        #expect(Set(picks).isSubset(of: candidates))
        #expect(try chosen(4) == Array(picks.prefix(4)))
    }

    /// A table's neighbours share what slowed its device down when they were measured.
    @Test func chosenPicksKeepApartInTheMeasuringOrder() throws {
        let features = try #require(Shared.features)
        let space = features.space
        let selector = SampleSelector(features: features)
        var designs: Set<[Architecture]> = []
        for seed in 0..<3 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let picks = try selector.chosen(
                24, among: space.architectures, using: &generator)
            let places = picks.map(space.publishedIndex).sorted()
            let gaps = zip(places.dropFirst(), places).map { $0 - $1 }
            #expect((gaps.min() ?? 0) >= 100, "\(places)")
            designs.insert(picks)
        }
        #expect(designs.count == 3, "another seed, another design")
    }

    /// Where a space is too small to keep apart in it, all of it can still be chosen.
    @Test func everyCellOfASmallSpaceCanBeChosen() throws {
        let features = CellFeatures(space: try TinySpace.make())
        var generator = SeededGenerator(seed: 0)
        let picks = try SampleSelector(features: features).chosen(
            20, among: features.space.architectures, using: &generator)
        #expect(Set(picks).count == 20)
    }

    @Test func tooManyAreRefused() throws {
        let features = CellFeatures(space: try TinySpace.make())
        let selector = SampleSelector(features: features)
        var generator = SeededGenerator(seed: 0)
        #expect(throws: LatencyPredictionError.tooFewArchitectures(needed: 28, available: 27)) {
            try selector.random(28, among: features.space.architectures, using: &generator)
        }
        // Five of the 27 cells have no live path.
        #expect(throws: LatencyPredictionError.tooFewArchitectures(needed: 23, available: 22)) {
            try selector.chosen(
                23, among: features.space.architectures, using: &generator)
        }
    }

    /// A gain is what the average variance loses when the architecture is measured: here found by
    /// measuring each in turn.
    @Test func gainsAreDifferencesOfTheAverageVariance() throws {
        let features = CellFeatures(space: try TinySpace.make())
        var design = SampleDesign(
            features: features, architectures: features.space.architectures)
        for measured in [5, 17] {
            let gains = design.gains()
            for index in [0, 3, 13, 26] {
                var after = design
                after.measure(index)
                let lost = design.averageVariance - after.averageVariance
                #expect(isClose(gains[index], lost, relative: 1e-9, absolute: 1e-12))
            }
            design.measure(measured)
        }
    }
}

extension SampleDesign {
    /// The average over the architectures of row·C·rowᵀ: the trace of C times the moments.
    fileprivate var averageVariance: Double {
        zip(covariance.elements, moments.elements).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
