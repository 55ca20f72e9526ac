import Architectures
import Foundation
import TestSupport
import Testing

@testable import LatencyPrediction

/// Devices with descriptors: which one is taken, and that it reaches the evaluation.
@Suite struct DescriptorChoiceTests {
    private static func descriptor(
        _ scale: Double, source: String = "simulated", counted: Bool = true
    ) throws -> HardwareDescriptor {
        try HardwareDescriptor(
            counters: (0..<150).map { counted ? scale * Double($0 + 1) : nil },
            operatorLatencies: (0..<15).map { scale * Double($0 + 1) / 100 }, source: source)
    }

    private static func choice(
        _ asked: DescriptorKind?, _ target: HardwareDescriptor?, _ pool: [HardwareDescriptor?]
    ) throws -> DescriptorChoice {
        try DescriptorChoice(asked, target: target, pool: pool, estimator: "maple", device: "t")
    }

    @Test func theBestThatAllHaveIsTaken() throws {
        let simulated = try Self.descriptor(1)
        let software = try Self.descriptor(2, source: "software")
        let bare = try Self.descriptor(3, source: "none", counted: false)
        #expect(try Self.choice(nil, simulated, [simulated, simulated]).kind == .counters)
        #expect(try Self.choice(nil, simulated, [simulated, software]).kind == .latencies)
        #expect(try Self.choice(nil, simulated, [simulated, bare]).kind == .latencies)
        #expect(try Self.choice(nil, simulated, [simulated, nil]).kind == .samples)
        #expect(try Self.choice(nil, nil, [simulated, simulated]).kind == .samples)
        #expect(try Self.choice(nil, simulated, []).kind == .samples)
    }

    @Test func countersOfAnotherSourceAreImputedAndSaid() throws {
        let simulated = try Self.descriptor(1)
        let software = try Self.descriptor(2, source: "software")
        let choice = try Self.choice(.counters, simulated, [simulated, simulated, software, nil])
        #expect(
            choice.summary
                == "simulated counters and operator latencies, imputed for 2 of 4 pool devices")
        // 150 counters, 15 latencies, 150 normalised counters.
        #expect(choice.numbers(simulated, costs: []).count == 315)
        // Their latencies are in the same unit; their counters are not.
        let other = choice.numbers(software, costs: [])
        #expect(other.count == 315)
        #expect(other[..<150].allSatisfy(\.isNaN) && other[165...].allSatisfy(\.isNaN))
        #expect(abs(other[150] - -3.912023) < 1e-6)  // log(2 / 100)
        #expect(choice.numbers(nil, costs: [1]).isEmpty)
    }

    @Test func whatCanNotBeHadIsRefused() throws {
        let simulated = try Self.descriptor(1)
        let software = try Self.descriptor(2, source: "software")
        let bare = try Self.descriptor(3, source: "none", counted: false)
        for (target, reason) in [
            (software, "its counters are software, and 0 of 2 pool devices have such"),
            (bare, "its descriptor has no counters"), (nil, "it has no descriptor"),
        ] {
            let error = #expect(throws: LatencyPredictionError.self) {
                try Self.choice(.counters, target, [simulated, simulated])
            }
            #expect(try #require(error).description.contains(reason))
        }
        #expect(throws: LatencyPredictionError.self) {
            try Self.choice(.latencies, simulated, [simulated, nil])
        }
    }

    /// Four devices of one machine, their operators timed without error.
    private static func ownPool() throws -> [PoolDevice] {
        let space = try #require(Shared.features).space
        let costs: [[Double]] = [
            [0, 0.2, 0.9, 1.8, 0.7], [0, 0.1, 1.5, 3.6, 0.4], [0, 0.3, 1.2, 2.2, 1.1],
            [0, 0.15, 0.7, 3.0, 0.5],
        ]
        return try costs.enumerated().map { index, costs in
            // Five cells in each of three stages, to which an operator's cost is shared.
            let latencies = (0..<15).map { costs[$0 % 5] / 15 }
            return PoolDevice(
                device: "own-\(index)", hardware: "machine",
                table: SyntheticDevice.asWritten(space, costs: costs, name: "own-\(index)"),
                descriptor: try HardwareDescriptor(
                    counters: (0..<150).map { latencies[$0 % 15] * Double($0 + 1 + index) },
                    operatorLatencies: latencies, source: index < 3 ? "simulated" : "software"))
        }
    }

    private static func evaluation(train: Int = 300) throws -> LeaveOneDeviceOut {
        let inputs = try PredictorInputs(
            features: try #require(Shared.features),
            megaFLOPs: try #require(Shared.megaFLOPs), pool: ownPool())
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = [10]
        settings.samplings = [.random]
        settings.repeats = 1
        settings.train = train
        settings.poolRule = .everyone
        return LeaveOneDeviceOut(inputs: inputs, settings: settings)
    }

    @Test func theLookUpTableHasTheTargetsOwnOperators() throws {
        let (rows, notes) = try Self.evaluation().rows(of: LUTPredictor.entry)
        #expect(rows.count == 4)
        for row in rows {
            #expect(row.within1 == 1)
            #expect(abs(try #require(row.bias)) < 1e-9)
        }
        #expect(
            notes.contains { $0.hasPrefix("lut on own-0: sum of measured operator latencies") })
    }

    @Test func everyDescriptorHasRowsOfItsOwn() throws {
        let evaluation = try Self.evaluation(train: 100)
        #expect(evaluation.descriptor(of: MaplePredictor.entry, for: 0)?.kind == .latencies)
        #expect(evaluation.descriptor(of: TransferPredictor.entry, for: 0)?.kind == .latencies)
        #expect(evaluation.descriptor(of: OpCountPredictor.entry, for: 0) == nil)
        let latencies = try evaluation.rows(of: MaplePredictor.entry, on: [0, 3])
        #expect(latencies.rows.map(\.descriptor) == [.latencies, .latencies])
        // The fourth device's counters are of a source of its own.
        let counters = try evaluation.described(by: .counters).rows(
            of: MaplePredictor.entry, on: [0, 3])
        #expect(counters.rows.map(\.device) == ["own-0"])
        #expect(counters.rows.map(\.descriptor) == [.counters])
        #expect(
            counters.notes.contains {
                $0.hasPrefix("own-3 is left out for maple") && $0.contains("software")
            })
        let means = EvaluationRow.means(of: latencies.rows + counters.rows)
        #expect(means.map(\.devices) == [2, 1])
        #expect(means.allSatisfy { $0.bias == nil })
    }

    @Test func networksLearnFromAPoolOfOneMachineWhereAllowed() throws {
        let pool = try Self.ownPool()
        let space = try #require(Shared.features).space
        let target = AdaptationTarget(
            device: "t",
            samples: SyntheticDevice.samples(
                SyntheticDevice.asWritten(space), count: 10, seed: 3))
        func summary(_ rule: PoolRule) throws -> String {
            var inputs = try PredictorInputs(
                features: try #require(Shared.features),
                megaFLOPs: try #require(Shared.megaFLOPs), pool: pool)
            inputs.poolRule = rule
            return try MaplePredictor.entry.make(inputs).adapted(to: target).summary
        }
        #expect(try summary(.everyone).hasPrefix("3 networks from 4 devices"))
        #expect(try summary(.strangers).contains("no network"))
    }

    /// On half of the devices a 3×3 convolution that follows another one is fast, on the others slow:
    /// which of the two is to be seen in the counters alone.
    @Test func countersTellWhatNothingElseDoes() throws {
        let space = try #require(Shared.features).space
        func isFused(_ architecture: Architecture) -> Bool {
            let operators = space.operatorIndices(of: architecture)
            return operators[0] == 3 && operators[4] == 3
        }
        func device(_ index: Int, isFast: Bool) throws -> PoolDevice {
            let cost = 1 + 0.1 * Double(index)
            let additive = SyntheticDevice.asWritten(
                space, costs: [0, 0.2, cost, 2.2 * cost, 0.6], name: "d\(index)")
            let values = space.architectures.map {
                additive.values[$0.code] * (isFused($0) ? (isFast ? 0.7 : 1.4) : 1)
            }
            return PoolDevice(
                device: "d\(index)", hardware: "machine",
                table: ObjectiveTable(quantity: .latency(device: "d\(index)"), values: values),
                descriptor: try HardwareDescriptor(
                    counters: [Double](repeating: isFast ? 100 : 1000, count: 150),
                    operatorLatencies: [Double](repeating: 1, count: 15)))
        }
        let kinds = [true, true, false, false, true, false, false, true, false]
        let pool = try kinds.enumerated().map { try device($0, isFast: $1) }
        let target = try device(9, isFast: true)
        // Samples that say nothing of it.
        let samples = SyntheticDevice.samples(target.table, count: 30, seed: 2)
            .filter { !isFused($0.architecture) }.prefix(8)
        let fused = space.architectures.filter(isFused)
        func error(_ kind: DescriptorKind, seed: UInt64 = 0) throws -> Double {
            var inputs = try PredictorInputs(
                features: try #require(Shared.features),
                megaFLOPs: try #require(Shared.megaFLOPs), pool: pool)
            inputs.poolRule = .everyone
            inputs.descriptor = kind
            inputs.seed = seed
            let estimates = try MaplePredictor.entry.make(inputs).adapted(
                to: AdaptationTarget(
                    device: "t", samples: Array(samples), descriptor: target.descriptor)
            ).estimate(fused).milliseconds
            return zip(fused, estimates).reduce(0) {
                $0 + abs($1.1 / target.table.values[$1.0.code] - 1) / Double(fused.count)
            }
        }
        // Whether a network of an ensemble learns it depends on its seed and on the rounding of the
        // processor's matrix products: the mean of three ensembles does not.
        let counters = try (0..<3 as Range<UInt64>).reduce(0) {
            try $0 + error(.counters, seed: $1) / 3
        }
        // The additive model is 43 % too slow on these cells.
        #expect(counters < 0.2)
        #expect(try counters < error(.latencies) * 0.6)
    }

    @Test func anotherDescriptorIsAnotherEstimator() throws {
        let inputs = try PredictorInputs(
            features: try #require(Shared.features),
            megaFLOPs: try #require(Shared.megaFLOPs), pool: Self.ownPool())
        let entry = MaplePredictor.entry
        func digits(_ descriptor: HardwareDescriptor?, _ kind: DescriptorKind? = nil) -> String {
            var asked = inputs
            asked.descriptor = kind
            return entry.fingerprint(
                of: AdaptationTarget(device: "t", descriptor: descriptor), inputs: asked)
        }
        let simulated = try Self.descriptor(1)
        let all = [
            digits(nil), digits(simulated), digits(try Self.descriptor(2)),
            digits(try Self.descriptor(1, source: "perf")), digits(simulated, .latencies),
        ]
        #expect(Set(all).count == all.count)
        #expect(digits(simulated) == digits(try Self.descriptor(1)))
    }

    @Test func theBiasIsTheMedianOfTheRatios() {
        // Ratios 0.5, 0.9, 1.5.
        let scores = PredictionScores(predictions: [1, 1.8, 6], truth: [2, 2, 4])
        #expect(abs(scores.bias - -0.1) < 1e-12)
    }
}
