import Architectures
import Foundation
import TestSupport
import Testing

@testable import LatencyPrediction

@Suite struct MapleTests {
    private static let costs = [0.0, 0.2, 1.1, 2.6, 0.8]

    private static func predictor(
        _ pool: [PoolDevice] = Shared.pool, describedBy kind: DescriptorKind? = nil
    ) throws -> any LatencyPredictor {
        var inputs = try PredictorInputs(
            features: try #require(Shared.features),
            megaFLOPs: try #require(Shared.megaFLOPs), pool: pool)
        inputs.descriptor = kind
        return try MaplePredictor.entry.make(inputs)
    }

    /// Latencies of a device that executes what is as written, on which a 3×3 convolution that
    /// follows another one costs half: a deviation that no count explains.
    private static func fusing(
        _ space: SearchSpace, costs: [Double], name: String
    ) -> ObjectiveTable {
        let additive = SyntheticDevice.asWritten(space, costs: costs, name: name)
        return ObjectiveTable(
            quantity: .latency(device: name),
            values: space.architectures.map { architecture in
                let operators = space.operatorIndices(of: architecture)
                // Edges 0→1 and 1→3 are the first and the fifth.
                let isFused = operators[0] == 3 && operators[4] == 3
                return additive.values[architecture.code] * (isFused ? 0.7 : 1)
            })
    }

    @Test func aDeviationThatThePoolSharesIsLearned() throws {
        let space = try #require(Shared.features).space
        let costs: [[Double]] = [
            [0, 0.2, 0.9, 1.8, 0.7], [0, 0.1, 1.5, 3.6, 0.4], [0, 0.3, 1.2, 2.2, 1.1],
            [0, 0.15, 0.7, 3.0, 0.5], [0, 0.05, 1.0, 2.0, 0.9], [0, 0.1, 1.3, 2.8, 0.6],
        ]
        let pool = costs.enumerated().map { index, costs in
            PoolDevice(
                device: "d\(index)", hardware: "h\(index)",
                table: Self.fusing(space, costs: costs, name: "d\(index)"))
        }
        let table = Self.fusing(space, costs: Self.costs, name: "t")
        let samples = SyntheticDevice.samples(table, count: 10, seed: 4)
        let inputs = try PredictorInputs(
            features: try #require(Shared.features),
            megaFLOPs: try #require(Shared.megaFLOPs), pool: pool)
        let fused = space.architectures.filter {
            let operators = space.operatorIndices(of: $0)
            return operators[0] == 3 && operators[4] == 3
        }
        func errors(_ entry: PredictorEntry) throws -> Double {
            let estimator = try entry.make(inputs).adapted(
                to: AdaptationTarget(device: "t", samples: samples))
            let estimates = try estimator.estimate(fused).milliseconds
            return zip(fused, estimates).reduce(0) {
                $0 + abs($1.1 / table.values[$1.0.code] - 1) / Double(fused.count)
            }
        }
        // The additive model is 30 to 43 % too slow on these cells.
        #expect(try errors(TransferPredictor.entry) > 0.2)
        #expect(try errors(MaplePredictor.entry) < 0.1)
    }

    @Test func oneWildSampleOfTenDoesNoHarm() throws {
        let space = try #require(Shared.features).space
        let table = SyntheticDevice.asWritten(space, costs: Self.costs)
        let predictor = try Self.predictor()
        for factor in [100, 0.01] {
            var samples = SyntheticDevice.samples(table, count: 10, seed: 5)
            samples[3] = LatencySample(
                architecture: samples[3].architecture,
                milliseconds: samples[3].milliseconds * factor)
            let estimator = try predictor.adapted(
                to: AdaptationTarget(device: "t", samples: samples))
            let scores = try TestSet(
                table: table, without: estimator.usedArchitectures,
                features: try #require(Shared.features)
            ).scores(of: estimator)
            #expect(scores.within10 > 0.9)
        }
    }

    @Test func theSummaryNamesTheDescriptor() throws {
        let space = try #require(Shared.features).space
        let table = SyntheticDevice.asWritten(space, costs: Self.costs)
        let samples = SyntheticDevice.samples(table, count: 5, seed: 1)
        let plain = try Self.predictor().adapted(
            to: AdaptationTarget(device: "t", samples: samples))
        #expect(plain.summary.contains("descriptor: operator costs from the samples;"))

        func descriptor(_ scale: Double, missing: Int) throws -> HardwareDescriptor {
            try HardwareDescriptor(
                counters: (0..<150).map { $0 < missing ? nil : scale * Double($0 + 1) },
                operatorLatencies: (0..<15).map { scale * Double($0 + 1) })
        }
        let pool = try Shared.pool.enumerated().map { index, device in
            PoolDevice(
                device: device.device, hardware: device.hardware, table: device.table,
                descriptor: index == 0 ? nil : try descriptor(Double(index), missing: 0))
        }
        let target = AdaptationTarget(
            device: "t", samples: samples, descriptor: try descriptor(2, missing: 7))
        // One device without a descriptor: all have nothing but samples.
        let everyone = try Self.predictor(pool).adapted(to: target)
        #expect(everyone.summary.contains("descriptor: operator costs from the samples;"))
        let measured = try Self.predictor(pool, describedBy: .counters).adapted(to: target)
        // Seven counters, raw and normalised; the first pool device has none.
        #expect(
            measured.summary.contains(
                "descriptor: perf counters and operator latencies, 14 missing and imputed, "
                    + "imputed for 1 of 5 pool devices;"))
        let estimates = try measured.estimate(space.architectures)
        #expect(estimates.milliseconds.allSatisfy { $0.isFinite && $0 > 0 })
    }

    @Test func twoDevicesAreTooFewForANetwork() throws {
        let space = try #require(Shared.features).space
        let table = SyntheticDevice.asWritten(space, costs: Self.costs)
        let target = AdaptationTarget(
            device: "t", samples: SyntheticDevice.samples(table, count: 5, seed: 1))
        let pool = Array(Shared.pool.prefix(2))
        let inputs = try PredictorInputs(
            features: try #require(Shared.features),
            megaFLOPs: try #require(Shared.megaFLOPs), pool: pool)
        let estimator = try MaplePredictor.entry.make(inputs).adapted(to: target)
        let base = try TransferPredictor.entry.make(inputs).adapted(to: target)
        let batch = space.architectures.striding(by: 997)
        #expect(try estimator.estimate(batch) == base.estimate(batch))
        #expect(estimator.summary.contains("no network, which needs 3 devices"))
        for entry in [MaplePredictor.entry, FineTunePredictor.entry] {
            let name = entry.name
            let predictor = try entry.make(
                try PredictorInputs(
                    features: try #require(Shared.features),
                    megaFLOPs: try #require(Shared.megaFLOPs)))
            let error = #expect(throws: LatencyPredictionError.self) {
                try predictor.adapted(to: target)
            }
            #expect(try #require(error).description.hasPrefix("\(name) for t: no other device"))
        }
    }

    @Test func weightsAreTheRootOfTheSetsSize() {
        // 1/√6,300 = 0.0125988, 1/√10 = 0.3162278
        #expect(abs(TrainingRows.weight(setSize: 6_300) - 0.0125988) < 1e-7)
        #expect(abs(TrainingRows.weight(setSize: 10) - 0.3162278) < 1e-6)
    }

    @Test func missingNumbersOfADescriptorAreThePoolsMean() throws {
        // Columns: 1, 3 (mean 2, deviation 1); 10, missing.
        let table = DescriptorTable(
            rows: [[.nan, 10], [1, 10], [3, .nan], []], reference: [1, 2])
        #expect(table.width == 2)
        #expect(table.imputed == [1, 0, 1, 2])
        // Deviations have 0.05 added.
        let expected: [Float] = [0, 0, -1 / 1.05, 0, 1 / 1.05, 0, 0, 0]
        for (value, expected) in zip(table.values, expected) {
            #expect(abs(value - expected) < 1e-6)
        }
    }

    @Test func countersAreDividedByTheirOperatorsLatency() throws {
        let descriptor = try HardwareDescriptor(
            counters: (0..<20).map { $0 == 3 ? nil : Double($0) }, operatorLatencies: [2, nil])
        let raw = descriptor.logarithms(normalised: false)
        let normalised = descriptor.logarithms(normalised: true)
        #expect(raw.count == 22)
        #expect(abs(raw[4] - 1.6094379) < 1e-6)  // log(4 + 1)
        #expect(abs(normalised[4] - 0.9162907) < 1e-6)  // log(5 / 2)
        #expect(raw[3].isNaN && normalised[5].isNaN && raw[21].isNaN)
        #expect(abs(raw[20] - 0.6931472) < 1e-6)
        #expect(
            throws: LatencyPredictionError.wrongSize(
                what: "hardware counters", expected: 20, got: 3)
        ) { try HardwareDescriptor(counters: [1, 2, 3], operatorLatencies: [1, 2]) }
    }
}
