import Architectures
import Foundation
import MeasuringSupport
import TestSupport
import Testing

@testable import Measuring

/// Latencies from turns with references, on runs whose ratios are known.
struct PairedTimingTests {
    /// The network takes 2 ms and the reference 0.5 ms, times what the machine is slowed by.
    private func runs(_ slowness: [Double]) throws -> PairedRuns {
        try #require(
            PairedRuns(
                network: slowness.map { Float(2 * $0) },
                references: slowness.map { Float(0.5 * $0) }))
    }

    @Test func whatSlowsBothCancels() throws {
        let steady = try PairedRatio([runs(Array(repeating: 1, count: 50))])
        let changing = try PairedRatio([runs((0..<50).map { 1 + 0.5 * Double($0 % 7) / 7 })])
        let half = try PairedRatio([runs((0..<50).map { $0 < 25 ? 1 : 1.9 })])
        for ratio in [steady, changing, half] {
            #expect(isClose(exp(ratio.logRatio), 4, relative: 1e-6))
            #expect(ratio.relativeError < 1e-6)
        }
        // The fastest tenth of the runs would follow the machine.
        let slow = LatencyStatistics(Array(repeating: 3.8, count: 50))
        #expect(slow.fastestTenth.value == 3.8)
    }

    /// Somebody takes the core away during two of five runs, of either side.
    @Test func interruptionsOfEitherSideDoNotCount() throws {
        var network = [Float](repeating: 2, count: 50)
        var reference = [Float](repeating: 0.5, count: 50)
        for turn in 0..<50 where turn % 5 < 2 { network[turn] += 4 }
        for turn in 0..<50 where turn % 5 == 3 { reference[turn] += 4 }
        let runs = try #require(PairedRuns(network: network, references: reference))
        #expect(isClose(exp(PairedRatio([runs]).logRatio), 4, relative: 1e-6))
    }

    @Test func blocksByHand() throws {
        // Five turns a block; of five runs the lower quartile is the second smallest.
        let network: [Float] = [5, 1, 2, 4, 3, 50, 10, 20, 40, 30, 8, 8, 8, 8, 8, 9, 9]
        let references: [Float] = network.flatMap { _ in [1, 4] as [Float] }
        let runs = try #require(PairedRuns(network: network, references: references))
        #expect(runs.turns == 17 && runs.referenceCount == 2)
        let ratios = runs.blocks.map { exp($0.logRatio) }
        #expect(zip(ratios, [1, 10, 4]).allSatisfy { isClose($0, $1, relative: 1e-6) })
        #expect(ratios.count == 3, "two turns that are no block are left out")
        // Three blocks, none left out: mean of ln 1, ln 10 and ln 4.
        let expected: Double = (log(10.0) + log(4.0)) / 3
        #expect(isClose(PairedRatio([runs]).logRatio, expected, relative: 1e-6))
        let deviations: [Double] = [-expected, log(10.0) - expected, log(4.0) - expected]
        let variance = deviations.reduce(0) { $0 + $1 * $1 } / 2
        #expect(
            isClose(PairedRatio([runs]).relativeError, (variance / 3).squareRoot(), relative: 1e-5))
    }

    /// Blocks that agree within a trial say nothing of what lies between two trials.
    @Test func trialsThatDifferAreUncertain() throws {
        let one = try #require(
            PairedRuns(
                network: Array(repeating: 1, count: 20), references: Array(repeating: 1, count: 20))
        )
        let other = try #require(
            PairedRuns(
                network: Array(repeating: 1.21, count: 20),
                references: Array(repeating: 1, count: 20)))
        #expect(PairedRatio([one]).relativeError == 0)
        let both = PairedRatio([one, other])
        #expect(isClose(exp(both.logRatio), 1.1, relative: 1e-5))
        // Two means, ln 1.21 apart: their deviation over √2 is half of the distance.
        #expect(isClose(both.relativeError, log(1.21) / 2, relative: 1e-5))
    }

    @Test(arguments: [
        ([], [1]), ([1], []), ([1, 1], [1, 1, 1]), ([0], [1]), ([1], [-1]), ([1], [Float.nan]),
        ([Float.infinity], [1]),
    ])
    func runsThatCannotBeArePaired(network: [Float], references: [Float]) {
        #expect(PairedRuns(network: network, references: references) == nil)
    }

    @Test func theScaleIsALowQuantileOfTheHistory() throws {
        // 0.80 to 1.00 in steps of 0.01, in two trials: the tenth part of the way is 0.82.
        let levels = (80...100).map { log(Double($0) / 100) }
        let scale = try #require(
            ReferenceScale(levels: [Array(levels[10...].reversed()), Array(levels[..<10])]))
        #expect(isClose(scale.milliseconds, 0.82, relative: 1e-12))
        #expect(scale.blocks == 21)
        // One glitch of a clock does not move it far.
        let glitch = try #require(ReferenceScale(levels: [levels, [log(0.01)]]))
        #expect(abs(glitch.milliseconds / 0.82 - 1) < 0.015)
        #expect(ReferenceScale(levels: [[], []]) == nil)
    }

    @Test func aScaleIsReplacedOnlyBeyondItsError() {
        let earlier = ReferenceScale(milliseconds: 1, relativeError: 0.05, blocks: 10)
        func supersedes(_ milliseconds: Double, _ error: Double) -> Bool {
            ReferenceScale(milliseconds: milliseconds, relativeError: error, blocks: 100)
                .supersedes(earlier)
        }
        #expect(supersedes(0.9, 0.01))
        #expect(!supersedes(0.9, 0.06))
        #expect(!supersedes(0.996, 0.0001), "half a percent is nothing")
    }

    @Test func everyTurnHasEachThriceInARow() throws {
        var generator = SeededGenerator(seed: 3)
        let order = TurnOrder(turns: 40, of: 3, using: &generator)
        var first: [Int: Int] = [:]
        for turn in 0..<40 {
            let positions = Array(order.positions[(9 * turn)..<(9 * turn + 9)])
            #expect(positions.sorted() == [0, 0, 0, 1, 1, 1, 2, 2, 2])
            #expect(
                stride(from: 0, to: 9, by: 3).allSatisfy {
                    Set(positions[$0..<($0 + 3)]).count == 1
                })
            first[positions[0], default: 0] += 1
        }
        #expect(first.values.allSatisfy { $0 >= 4 } && first.count == 3, "\(first)")
        // First runs take half of one, of the others one its position and the turn, the other one more.
        let times = order.positions.enumerated().map { (index: Int, position: Int) -> Double in
            if index % 3 == 0 { return 0.5 }
            let fast = (index / 3) % 2 == 0 ? 1 : 2
            let time = 1 + position + 10 * (index / 9)
            return Double(index % 3 == fast ? time : time + 5)
        }
        let runs = try #require(order.runs(times))
        #expect(runs.turns == 40 && runs.milliseconds == times.map { Float($0) })
        let counted = try #require(runs.counted)
        let network = (0..<40).map { (turn: Int) -> Float in Float(3 + 10 * turn) }
        let references = (0..<80).map { (run: Int) -> Float in
            Float(1 + run % 2 + 10 * (run / 2))
        }
        #expect(counted.network == network)
        #expect(counted.references == references)
        let both = try #require(runs.appending(runs))
        #expect(both.counted?.network == counted.network + counted.network)
        #expect(
            try JSONDecoder().decode(TurnRuns.self, from: JSONEncoder().encode(runs)) == runs)
    }

    /// A turn has one slot of each, a slot three runs.
    @Test(arguments: [
        ([], 0), ([0], 3), ([0, 0], 6), ([0, 1, 1], 9), ([0, 1], 5), ([0, 2], 6),
        ([0, 1, 1, 1], 12), ([0, 20], 6), ([1, 255], 6),
    ])
    func runsThatAreNoTurns(order: [UInt8], count: Int) {
        #expect(TurnRuns(order: order, milliseconds: Array(repeating: 1, count: count)) == nil)
    }

    @Test func aLatencyIsTheRatioTimesTheScale() throws {
        let measurement = Measuring.Measurement(
            samples: [3, 3, 3], warmupRuns: 0, firstRunMilliseconds: nil, startedAt: 0,
            warnings: [], statistic: .paired,
            pairing: .init(references: [1.5, 1.5, 1.5], scaleMilliseconds: 1, probeNanoseconds: 9))
        #expect(isClose(measurement.milliseconds, 2, relative: 1e-6))
        #expect(isClose(measurement.scaled(to: 1.25).milliseconds, 2.5, relative: 1e-6))
        let copy = try JSONDecoder().decode(
            Measuring.Measurement.self, from: JSONEncoder().encode(measurement))
        #expect(copy == measurement)
    }

    // MARK: With a runner

    /// A runner in shell whose every request is as slow as the line's number says; the reference
    /// takes 1 ms, the network 3 ms.
    private func runner(_ more: String = "") throws -> ScriptedRunner {
        let describe = ScriptedRunner.description
            .replacingOccurrences(of: #"["spaces"]"#, with: #"["spaces","interleave"]"#)
        let answer =
            #"n=$((n + 1)); \#(more) echo "$line" | awk -v slow=$((1 + n % 3)) '{ "#
            + #"sub(/.*"order":\[/, ""); sub(/\].*/, ""); c = split($0, o, ","); "#
            + #"printf "{\"reply\":\"measure\",\"milliseconds\":["; "#
            + #"for (i = 1; i <= c; i++) printf "%s%g", (i > 1 ? "," : ""), "#
            + #"slow * (o[i] == 0 ? 1 : 3); print "]}" }'"#
        return try ScriptedRunner(
            measure: answer,
            load: #"echo "$line" >> $FOLDER/loaded; echo '{"reply":"load"}'"#,
            describe: "echo '\(describe)'")
    }

    @Test func referencesStayLoadedAndComeBackAfterACrash() throws {
        let runner = try runner(#"if [ $n = 4 ]; then exit 3; fi;"#)
        let timer = PairedTimer(runner.process, references: [.init(ScriptedRunner.network)])
        let timing = TimingProtocol(runs: .fixed(15), statistic: .paired)
        for _ in 0..<4 {
            guard let outcome = try? timer.measure(ScriptedRunner.network, by: timing) else {
                continue
            }
            let measurement = outcome.measurement(scale: 0.5)
            #expect(measurement.samples.count == 15)
            #expect(isClose(measurement.milliseconds, 1.5, relative: 1e-6))
        }
        let loaded = try runner.text(of: "loaded").split(separator: "\n").map(String.init)
        func count(_ handle: String) -> Int {
            loaded.count { $0.contains(#""handle":"\#(handle)""#) }
        }
        #expect(count("network") == 4)
        #expect(count("reference 1") == runner.process.starts, "\(loaded)")
        #expect(runner.process.starts > 1)
    }

    @Test func turnsGoOnUntilTheStandardErrorIsSmall() throws {
        let runner = try runner()
        let timer = PairedTimer(runner.process, references: [.init(ScriptedRunner.network)])
        let timing = TimingProtocol(
            runs: .untilStandardError(0.01, minimum: 20, maximum: 90), statistic: .paired)
        #expect(try timer.measure(ScriptedRunner.network, by: timing).runs.turns == 20)
    }
}
