import Foundation
import TestSupport
import Testing

@testable import Measuring

/// Statistics, warm-up and warnings on samples whose results are worked out by hand.
struct TimingTests {
    @Test func statisticsOfEight() {
        let statistics = LatencyStatistics([8, 1, 7, 2, 6, 3, 5, 4])
        #expect(statistics.interquartileMean.value == 4.5)  // 3 4 5 6
        #expect(statistics.median == 4.5)
        #expect(statistics.mean == 4.5)
        #expect(statistics.interquartileRange == 3.5)  // 6.25 − 2.75
        #expect(statistics.minimum == 1)
        #expect(statistics.maximum == 8)
        #expect(statistics.medianAbsoluteDeviation == 2)  // 0.5 0.5 1.5 1.5 2.5 2.5 3.5 3.5
        // Winsorised 3 3 3 4 5 6 6 6: variance 14 / 7; √(2 / 8) / 0.5.
        #expect(statistics.interquartileMean.standardError == 1)
    }

    @Test func statisticsWithAnOutlier() {
        let statistics = LatencyStatistics([1, 2, 3, 4, 100])
        #expect(statistics.interquartileMean.value == 3)
        #expect(statistics.mean == 22)
        #expect(statistics.medianAbsoluteDeviation == 1)
        // Winsorised 2 2 3 4 4: variance 1; √(1 / 5) / 0.6.
        #expect(isClose(statistics.interquartileMean.standardError, 0.745_355_992, relative: 1e-8))
    }

    @Test func theFastestTenth() {
        // 1 to 40, shuffled by a step that is prime to 41: four of forty.
        let forty = LatencyStatistics((1...40).map { Double($0 * 7 % 41) })
        #expect(forty.fastestTenth.value == 2.5)
        // Winsorised 1 2 3 and 37 times 4: distances from 4 are 3 2 1, squares 14, sum 6.
        let deviation = ((9.0 + 4 + 1) - 36.0 / 40) / 39
        #expect(
            isClose(
                forty.fastestTenth.standardError, (deviation / 40).squareRoot() * 10,
                relative: 1e-12))
        // Three at least, or all there are.
        #expect(LatencyStatistics([9, 1, 8, 2, 7, 3, 6, 4, 5, 10]).fastestTenth.value == 2)
        #expect(LatencyStatistics([4, 2]).fastestTenth.value == 3)
        #expect(forty[.fastestTenth] == forty.fastestTenth)
        #expect(forty[.interquartileMean] == forty.interquartileMean)
    }

    /// Half of the runs are disturbed, as on a machine that others use.
    @Test func disturbancesDoNotCount() {
        let script = Script([[10, 16, 10.2, 18, 10.1, 15, 10, 17, 10.3, 25]])
        let measurement = TimingProtocol(runs: .fixed(50), statistic: .fastestTenth).measure(
            startedAt: 0, run: script.run)
        #expect(measurement.milliseconds == 10)
        let typical = TimingProtocol(runs: .fixed(50), statistic: .interquartileMean).measure(
            startedAt: 0, run: script.run)
        #expect(typical.milliseconds > 12)
        #expect(
            TimingProtocol(statistic: .fastestTenth).summary
                .hasSuffix("; mean of the fastest tenth"))
    }

    @Test func earlierVersionsKnewOneStatistic() throws {
        let text = #"{"samples":[1,2,3,4,5,6,7,8],"warmupRuns":0,"startedAt":1,"warnings":[]}"#
        let measurement = try JSONDecoder().decode(
            Measuring.Measurement.self, from: Data(text.utf8))
        #expect(measurement.statistic == .interquartileMean && measurement.milliseconds == 4.5)
        let written = try JSONEncoder().encode(
            TimingProtocol(runs: .fixed(6), statistic: .fastestTenth).measure(startedAt: 0) {
                Array(repeating: 2, count: $0)
            }
        )
        #expect(
            try JSONDecoder().decode(Measuring.Measurement.self, from: written).statistic
                == .fastestTenth)
    }

    @Test func statisticsOfOne() {
        let statistics = LatencyStatistics([2])
        #expect(statistics.interquartileMean.value == 2)
        #expect(statistics.interquartileRange == 0)
        #expect(statistics.interquartileMean.relativeError == .infinity)
    }

    /// Gives one scripted batch after another, the last one again and again.
    private final class Script {
        private let batches: [[Double]]
        private(set) var asked: [Int] = []

        init(_ batches: [[Double]]) { self.batches = batches }

        func run(_ runs: Int) -> [Double] {
            let batch = batches[min(asked.count, batches.count - 1)]
            asked.append(runs)
            return (0..<runs).map { batch[$0 % batch.count] }
        }
    }

    @Test func warmsUpUntilTheSlopeIsGone() {
        let script = Script([[20, 10, 10], [8], [7], [6.95], [7, 7.1, 6.9]])
        let measurement = TimingProtocol(runs: .fixed(6)).measure(
            startedAt: 5, run: script.run)
        #expect(script.asked == [5, 5, 5, 5, 6])
        #expect(measurement.warmupRuns == 20)
        #expect(measurement.firstRunMilliseconds == 20)
        #expect(measurement.samples == [7, 7.1, 6.9, 7, 7.1, 6.9])
        #expect(measurement.startedAt == 5)
        #expect(measurement.warnings == [])
    }

    @Test func warmUpIsCapped() {
        let script = Script((0..<40).map { [pow2($0)] })
        let measurement = TimingProtocol(runs: .fixed(3), mostWarmupBatches: 4).measure(
            startedAt: 0, run: script.run)
        #expect(script.asked == [5, 5, 5, 5, 3])
        #expect(measurement.warnings.contains(.warmUpNotSettled))
    }

    private func pow2(_ exponent: Int) -> Double { Double(1 << exponent) }

    @Test func warmUpIsCappedByTimeButHasTwoBatches() {
        let script = Script([[400], [100], [100]])
        _ = TimingProtocol(runs: .fixed(3), timeLimitMilliseconds: 1000).measure(
            startedAt: 0, run: script.run)
        #expect(script.asked == [5, 5, 3])
    }

    @Test func noWarmUp() {
        let script = Script([[3]])
        let measurement = TimingProtocol(runs: .fixed(4), mostWarmupBatches: 0).measure(
            startedAt: 0, run: script.run)
        #expect(script.asked == [4])
        #expect(measurement.firstRunMilliseconds == nil)
        #expect(measurement.warnings == [])
    }

    @Test func runsUntilPrecise() {
        let quiet = Script([[10]])
        _ = TimingProtocol.adaptive.measure(startedAt: 0, run: quiet.run)
        #expect(quiet.asked == [5, 5, 10])

        let noisy = Script([[10], [10], [5, 15]])
        let measurement = TimingProtocol(
            runs: .untilStandardError(0.01, minimum: 10, maximum: 35),
            statistic: .interquartileMean
        ).measure(startedAt: 0, run: noisy.run)
        #expect(noisy.asked == [5, 5, 10, 10, 10, 5])
        #expect(measurement.samples.count == 35)
        #expect(measurement.warnings.contains(.notConverged))

        // The fastest runs are all alike.
        let disturbed = Script([[10], [10], [5, 15]])
        _ = TimingProtocol.adaptive.measure(startedAt: 0, run: disturbed.run)
        #expect(disturbed.asked == [5, 5, 10])
    }

    @Test func runsUntilTheTimeIsUp() {
        let slow = Script([[100], [100], [50, 150]])
        let measurement = TimingProtocol(
            runs: .untilStandardError(0.01, minimum: 10, maximum: 1000),
            timeLimitMilliseconds: 2500,
            statistic: .interquartileMean
        ).measure(startedAt: 0, run: slow.run)
        // 1000 ms of warm-up, then batches of 1000 ms.
        #expect(slow.asked == [5, 5, 10, 10])
        #expect(measurement.warnings.contains(.notConverged))
    }

    private func warnings(_ samples: [Double], timerStep: Double = 0) -> [MeasurementWarning] {
        MeasurementWarning.seen(
            in: samples, LatencyStatistics(samples), timerStep: timerStep)
    }

    @Test func warnsOfWhatTheSamplesShow() {
        let calm = [10.0, 10.1, 9.9, 10, 10.1, 9.9, 10, 10.1, 9.9, 10]
        #expect(warnings(calm) == [])
        #expect(warnings(calm, timerStep: 0.09) == [])
        #expect(warnings(calm, timerStep: 0.11) == [.tooFastForTimer])
        #expect(warnings([20] + calm) == [.slowFirstRun])
        #expect(warnings(calm + [20]) == [.outliers])
        #expect(warnings([20] + calm + [3]) == [.slowFirstRun, .outliers])
        // A deviation of 0.1: 14.826 of them is 1.48.
        #expect(warnings(calm + [11.4]) == [])
        let shifted = [10, 10.1, 9.9, 10, 10.1, 11, 11.1, 10.9, 11, 11.1]
        #expect(warnings(shifted) == [.drift])
        // Equal samples have no deviation: it counts as a thousandth of the median.
        #expect(warnings([10, 10, 10, 10, 10.1]) == [])
        #expect(warnings([10, 10, 10, 10, 10.2]) == [.outliers])
    }

    @Test(arguments: MeasurementWarning.allCases)
    func everyWarningHasCauseAndRemedy(warning: MeasurementWarning) {
        #expect(!warning.cause.isEmpty && !warning.remedy.isEmpty)
    }

    @Test func drift() {
        var monitor = DriftMonitor(threshold: 0.05)
        #expect(monitor.factor(at: 3) == nil)
        #expect(monitor.normalised(7, at: 3) == 7)
        monitor.add(milliseconds: 2, at: 100)
        #expect(monitor.factor(at: 150) == 1)
        monitor.add(milliseconds: 2.4, at: 200)
        monitor.add(milliseconds: 1.8, at: 300)
        #expect(monitor.factor(at: 50) == 1)
        #expect(isClose(monitor.factor(at: 150) ?? 0, 1.1, relative: 1e-12))
        #expect(isClose(monitor.factor(at: 275) ?? 0, 0.975, relative: 1e-12))
        #expect(isClose(monitor.factor(at: 900) ?? 0, 0.9, relative: 1e-12))
        #expect(isClose(monitor.normalised(5.5, at: 150), 5, relative: 1e-12))
        #expect(monitor.isBeyondThreshold(at: 150))
        #expect(!monitor.isBeyondThreshold(at: 275))
        #expect(isClose(monitor.largestDeviation, 0.2, relative: 1e-12))
    }
}
