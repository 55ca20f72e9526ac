import Architectures
import TestSupport
import Testing

@testable import LatencyPrediction

/// What operator latencies are to `transfer`.
@Suite struct DescriptorPriorTests {
    private static let operatorCosts: [[Double]] = [
        [0.1, 0.2, 0.9, 1.8, 0.7], [0.1, 0.1, 1.5, 3.6, 0.4], [0.1, 0.3, 1.2, 2.2, 1.1],
        [0.1, 0.15, 0.7, 3.0, 0.5],
    ]

    /// Five cells in each of three stages share an operator's cost.
    private static func descriptor(_ costs: [Double]) throws -> HardwareDescriptor {
        try HardwareDescriptor(
            counters: [Double?](repeating: nil, count: 150),
            operatorLatencies: (0..<15).map { costs[$0 % 5] / 15 })
    }

    /// Networks that take what their operators take alone, and half of a pair of convolutions
    /// around the cells.
    private static func table(
        _ space: SearchSpace, costs: [Double], name: String
    ) -> ObjectiveTable {
        SyntheticDevice.asWritten(
            space, costs: costs, base: 0.5 * (costs[2] + costs[3]), name: name)
    }

    /// What learned from such devices.
    private static func predictor(as kind: DescriptorKind? = nil) throws -> any LatencyPredictor {
        try TransferPredictor.entry.make(inputs(kind))
    }

    private static func inputs(_ kind: DescriptorKind? = nil) throws -> PredictorInputs {
        let space = try #require(Shared.features).space
        var inputs = try PredictorInputs(
            features: try #require(Shared.features),
            megaFLOPs: try #require(Shared.megaFLOPs),
            pool: try operatorCosts.enumerated().map { index, costs in
                PoolDevice(
                    device: "own-\(index)", hardware: "own-\(index)",
                    table: table(space, costs: costs, name: "own-\(index)"),
                    descriptor: try descriptor(costs))
            })
        inputs.descriptor = kind
        return inputs
    }

    private static func target(
        _ costs: [Double], timed: [Double], samples: Int
    ) throws -> (target: AdaptationTarget, table: ObjectiveTable) {
        let space = try #require(Shared.features).space
        let table = table(space, costs: costs, name: "t")
        let descriptor = try descriptor(timed)
        return (
            AdaptationTarget(
                device: "t", samples: SyntheticDevice.samples(table, count: samples, seed: 5),
                operatorLatencies: descriptor.operatorLatencyTable, descriptor: descriptor),
            table
        )
    }

    private static func within10(
        _ predictor: any LatencyPredictor, _ target: AdaptationTarget, _ table: ObjectiveTable
    ) throws -> Double {
        let features = try #require(Shared.features)
        let test = TestSet(
            table: table, without: target.samples.map(\.architecture), features: features)
        return try test.scores(of: predictor.adapted(to: target)).within10
    }

    /// Slower in one kind of operator than any device of the pool.
    private static let costs = [0.1, 0.2, 3.0, 1.5, 0.6]

    @Test func oneSampleIsEnoughWhereOperatorsWereTimed() throws {
        let (target, table) = try Self.target(Self.costs, timed: Self.costs, samples: 1)
        let with = try Self.within10(Self.predictor(), target, table)
        let without = try Self.within10(Self.predictor(as: .samples), target, table)
        #expect(with > 0.8 && with > without + 0.2, "\(with), \(without)")
        let summary = try Self.predictor().adapted(to: target).summary
        #expect(summary.contains("4 devices and its operator latencies, adapted to 1 sample"))
    }

    @Test func noSampleIsNeededWhereOperatorsWereTimed() throws {
        let (target, table) = try Self.target(Self.costs, timed: Self.costs, samples: 0)
        #expect(try Self.within10(Self.predictor(), target, table) > 0.5)
        #expect(throws: LatencyPredictionError.self) {
            try Self.predictor(as: .samples).adapted(to: target)
        }
    }

    /// Alone, every operator pays half as much as a convolution for being called.
    @Test func whatCallingAnOperatorTakesIsTakenOff() throws {
        let timed = Self.costs.map { $0 + 1.5 }
        let (target, table) = try Self.target(Self.costs, timed: timed, samples: 2)
        let with = try Self.within10(Self.predictor(), target, table)
        let without = try Self.within10(Self.predictor(as: .samples), target, table)
        #expect(with > 0.8 && with > without + 0.2, "\(with), \(without)")
    }

    /// Stages of 16, 8 and 4 thousand numbers, five cells each.
    @Test func whatGrowsWithTheNumbersIsNoCall() throws {
        let space = try #require(Shared.features).space
        let times: [[Double]] = [
            [0.05, 0.01, 0.43, 1, 0.02], [0.03, 0.01, 0.23, 1, 0.05], [0.02, 0.01, 0.13, 1, 0.09],
        ]
        let latencies = OperatorLatencies(milliseconds: times.flatMap { $0 })
        let work = space.operators.indices.map { latencies.workPerEdge(of: $0, in: space) }
        for (found, expected) in zip(work, [5 * 0.07, 0, 5 * 0.7, 0, 0]) {
            #expect(abs(found - expected) < 1e-9, "\(work)")
        }
    }

    /// A runtime that leaves zeros out has operator latencies all the same.
    @Test func aZeroThatTakesNothingIsNoGap() throws {
        let timed = [0.0, 0.0, 3.0, 1.5, 0.6]
        let (target, table) = try Self.target(timed, timed: timed, samples: 1)
        let with = try Self.within10(Self.predictor(as: .latencies), target, table)
        #expect(with > 0.8, "\(with)")
    }

    @Test func devicesAreJudgedWithoutSamples() throws {
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = [0, 2]
        settings.samplings = [.random, .chosen]
        settings.repeats = 1
        settings.targets = ["own-0", "own-2"]
        let evaluation = LeaveOneDeviceOut(inputs: try Self.inputs(), settings: settings)
        let (rows, notes) = try evaluation.rows(of: TransferPredictor.entry)
        #expect(notes.isEmpty)
        let first = rows.filter { $0.device == "own-0" }
        #expect(first.map(\.samples) == [0, 2, 2])
        #expect(first.map(\.sampling) == [nil, .random, .chosen])
        #expect(first.allSatisfy { $0.descriptor == .latencies && $0.used == nil })
        #expect(first[0].spearman > 0.9, "\(first[0].spearman)")
        // What can't do without is said, and judged on what it can do.
        let counted = try evaluation.rows(of: OpCountPredictor.entry)
        #expect(Set(counted.rows.map(\.samples)) == [2])
        #expect(counted.notes.contains { $0.contains("no rows with 0") })
        let bare = LeaveOneDeviceOut(inputs: try Self.inputs(.samples), settings: settings)
        let without = try bare.rows(of: TransferPredictor.entry)
        #expect(Set(without.rows.map(\.samples)) == [2])
        #expect(without.notes.contains { $0.contains("no rows with 0") })
    }

    /// Alone, every operator pays five times over what a network pays once.
    @Test func samplesOverruleOperatorLatenciesThatMislead() throws {
        let timed = [0.1, 2.0, 0.6, 12.0, 6.0]
        let (target, table) = try Self.target(Self.costs, timed: timed, samples: 8)
        let with = try Self.within10(Self.predictor(), target, table)
        let without = try Self.within10(Self.predictor(as: .samples), target, table)
        #expect(with >= without - 0.02, "\(with), \(without)")
    }

    @Test func aDeviceWithoutOperatorLatenciesIsAsBefore() throws {
        var (target, _) = try Self.target(Self.costs, timed: Self.costs, samples: 4)
        target.descriptor = nil
        target.operatorLatencies = nil
        let all = try #require(Shared.features).space.architectures.striding(by: 97)
        let one = try Self.predictor().adapted(to: target).estimate(all)
        let other = try Self.predictor(as: .samples).adapted(to: target).estimate(all)
        #expect(one.milliseconds == other.milliseconds)
        #expect(throws: LatencyPredictionError.self) {
            try Self.predictor(as: .latencies).adapted(to: target)
        }
    }
}
