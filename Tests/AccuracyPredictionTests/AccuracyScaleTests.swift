import TestSupport
import Testing

@testable import AccuracyPrediction

@Suite struct AccuracyScaleTests {
    /// 1,001 values in equal steps: the share of a value is linear in it.
    @Test func sharesOfEqualSteps() {
        let scale = AccuracyScale(of: (0...1000).map { 50 + Double($0) / 25 })
        #expect(scale.isValid)
        for (percent, level) in [(50.0, 0.0), (70, 0.5), (60, 0.25), (90, 1), (89.96, 0.999)] {
            #expect(isClose(scale.level(of: percent), level, relative: 1e-9, absolute: 1e-9))
            #expect(isClose(scale.percent(at: level), percent, relative: 1e-9))
        }
        // Above the best a hundredth of the line's rise goes on, 4 points a tenth, within what a
        // percentage can be.
        #expect(isClose(scale.percent(at: 1.1), 90.04, relative: 1e-9))
        #expect(scale.percent(at: 99) == 100)
        #expect(scale.percent(at: -9) == 50)
    }

    /// ½ + ½·(1 + 0.05 / 0.2) and ½ ∓ ½·½·(1 + 0.05 · 0.25 / 0.95).
    @Test func stretchesTheEnds() {
        let scale = AccuracyScale(of: (0...1000).map { 50 + Double($0) / 25 }, stretch: 0.05)
        for (percent, level) in [
            (90.0, 1.125), (50, -0.125), (70, 0.5), (60, 0.25 - 0.003_289_473_684_210_526),
        ] {
            #expect(isClose(scale.level(of: percent), level, relative: 1e-9))
        }
    }

    /// The best is far from the rest, and yet what is above its level stays near: the slope is a
    /// hundredth of that of the best 1.6 %, 20.64 points over 0.016.
    @Test func oneOutlierDoesNotSteerWhatIsAbove() {
        let scale = AccuracyScale(of: (0..<1000).map { 10 + Double($0) / 25 } + [70])
        #expect(isClose(scale.percent(at: 1), 70, relative: 1e-9))
        #expect(isClose(scale.percent(at: 1.001), 70 + 0.2064 / 16, relative: 1e-9))
    }

    @Test func equalValuesAreOnePoint() {
        let scale = AccuracyScale(
            of: [Double](repeating: 10, count: 500) + (1...500).map { 50 + Double($0) / 25 })
        #expect(scale.isValid)
        #expect(scale.percent[0] == 10)
        #expect(scale.levels[0] > 0.4)
        #expect(AccuracyScale(of: [7, 7, 7]).percent(at: 0.3) == 7)
    }
}
