import Architectures
import Foundation
import Statistics
import TestSupport
import Testing

@testable import LatencyPrediction

@Suite struct DriftTests {
    @Test func aRunningMedianLeavesTheNumberItselfOut() {
        // By hand: windows of five, of which four others count.
        let medians = RunningMedian.ofOthers([1, 9, 2, 8, 3, 7, 100], window: 5)
        #expect(medians == [5.5, 2.5, 5.5, 5, 7.5, 5.5, 5])
    }

    @Test func equalNumbersAreTheirMedian() {
        #expect(RunningMedian.ofOthers([4, 4, 4, 4, 4], window: 3) == [4, 4, 4, 4, 4])
    }

    /// A device that is a seventh slower in every third block of 700 measurements, and never
    /// repeats a number better than 1 %.
    private static func factors(_ space: SearchSpace) -> (drift: [Double], noise: [Double]) {
        var generator = SeededGenerator(seed: 3)
        let drift = space.architectures.map {
            (space.publishedIndex(of: $0) / 700) % 3 == 0 ? log(1.15) : 0
        }
        return (drift, drift.map { _ in Double.random(in: -0.017...0.017, using: &generator) })
    }

    private static func table(_ logFactors: [Double], name: String = "drifting") throws
        -> ObjectiveTable
    {
        let table = try #require(Shared.asWritten)
        return ObjectiveTable(
            quantity: .latency(device: name),
            values: zip(table.values, logFactors).map { $0 * exp($1) })
    }

    @Test func slowHoursAreFoundAndTakenOut() throws {
        let features = try #require(Shared.features)
        let (drift, noise) = Self.factors(features.space)
        let table = try Self.table(zip(drift, noise).map { $0 + $1 })
        let found = try #require(try TableDrift(of: table, features: features))
        let cleaned = found.removed(from: table)
        let steady = try Self.table(noise)
        // But for a factor that all cells share; near the steps the median can't know.
        let ratios = zip(cleaned.values, steady.values).map { log($0 / $1) }
        let middle = median(ratios)
        let close = ratios.count { abs($0 - middle) < 0.01 }
        #expect(Double(close) > 0.93 * Double(ratios.count))
        let before = drift.count { abs($0 - median(drift)) < 0.01 }
        #expect(Double(before) < 0.7 * Double(ratios.count))
    }

    @Test func inAnotherOrderNothingIsFound() throws {
        let features = try #require(Shared.features)
        var generator = SeededGenerator(seed: 5)
        let (drift, noise) = Self.factors(features.space)
        let shuffled = drift.shuffled(using: &generator)
        let table = try Self.table(zip(shuffled, noise).map { $0 + $1 })
        #expect(try TableDrift(of: table, features: features) == nil)
    }

    @Test func missingLatenciesStayMissing() throws {
        let features = try #require(Shared.features)
        let (drift, noise) = Self.factors(features.space)
        var table = try Self.table(zip(drift, noise).map { $0 + $1 })
        for code in stride(from: 0, to: table.values.count, by: 3) { table.values[code] = .nan }
        let found = try #require(try TableDrift(of: table, features: features))
        let cleaned = found.removed(from: table)
        #expect(cleaned.covered == table.covered)
        #expect(found.logFactors[0] == 0)
    }

    @Test func evaluationGivesEveryShareTwice() throws {
        let features = try #require(Shared.features)
        let (drift, noise) = Self.factors(features.space)
        var table = try Self.table(zip(drift, noise).map { $0 + $1 })
        for code in table.values.indices where code % 7 > 1 { table.values[code] = .nan }
        let device = PoolDevice(device: "drifting", hardware: "d", table: table)
        let inputs = try PredictorInputs(
            features: features, megaFLOPs: try #require(Shared.megaFLOPs),
            pool: Array(Shared.pool.prefix(3)) + [device])
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = [10]
        settings.samplings = [.chosen]
        settings.repeats = 1
        settings.targets = ["drifting", "written-1"]
        let evaluation = LeaveOneDeviceOut(inputs: inputs, settings: settings)
        #expect(evaluation.targets.map(evaluation.hasDrift) == [false, true])
        let rows = try evaluation.rows(of: TransferPredictor.entry).rows
        let drifting = try #require(rows.first { $0.device == "drifting" })
        let without = try #require(drifting.within10WithoutDrift)
        #expect(without > drifting.within10 + 0.1)
        let still = try #require(rows.first { $0.device == "written-1" })
        #expect(still.within10WithoutDrift == still.within10)
        // Judged on a clock that holds, samples included.
        settings.takesDriftOut = true
        let kept = try LeaveOneDeviceOut(inputs: inputs, settings: settings)
            .rows(of: TransferPredictor.entry).rows
        let judged = try #require(kept.first { $0.device == "drifting" })
        #expect(judged.within10 > 0.98)
        #expect(judged.within10WithoutDrift == judged.within10)
    }
}
