import Architectures
import TestSupport
import Testing

@testable import LatencyPrediction

@Suite struct MaplePaperTests {
    /// A device on which all operators are slower by a factor, which its operator latencies show.
    private static func device(_ factor: Double, _ name: String) throws -> PoolDevice {
        let table = try #require(Shared.asWritten)
        return PoolDevice(
            device: name, hardware: name,
            table: ObjectiveTable(
                quantity: .latency(device: name), values: table.values.map { $0 * factor }),
            descriptor: try HardwareDescriptor(
                counters: [], operatorLatencies: (0..<15).map { factor * Double($0 + 1) },
                names: []))
    }

    private static func error(
        _ kind: DescriptorKind, factor: Double, samples count: Int
    ) throws -> Double {
        let features = try #require(Shared.features)
        var inputs = try PredictorInputs(
            features: features, megaFLOPs: try #require(Shared.megaFLOPs),
            pool: try [0.5, 0.8, 1, 1.3, 2].enumerated().map {
                try device($0.element, "d\($0.offset)")
            })
        inputs.descriptor = kind
        let target = try device(factor, "t")
        let estimator = try MaplePaperPredictor.entry.make(inputs).adapted(
            to: AdaptationTarget(
                device: "t",
                samples: SyntheticDevice.samples(target.table, count: count, seed: 2),
                descriptor: target.descriptor))
        let tested = features.space.architectures.striding(by: 31)
        let estimates = try estimator.estimate(tested).milliseconds
        return zip(tested, estimates).reduce(0) {
            $0 + abs($1.1 / target.table.values[$1.0.code] - 1) / Double(tested.count)
        }
    }

    /// The network knows a device by its descriptor alone: three samples among thousands say little.
    @Test func operatorLatenciesTellTheDevice() throws {
        #expect(try Self.error(.latencies, factor: 1.6, samples: 3) < 0.1)
        #expect(try Self.error(.samples, factor: 1.6, samples: 3) > 0.2)
    }

    @Test func itSeesTheOperatorsAsWrittenAlone() throws {
        let space = try #require(Shared.features).space
        let cells = CellEncoding(space: space, hasLiveEdges: false)
        #expect(cells.width == 30)
        // One operator an edge.
        #expect(cells.matrix.prefix(30).reduce(0, +) == 6)
        #expect(CellEncoding(space: space).width == 60)
    }

    @Test func itStatesNoDeviation() throws {
        let features = try #require(Shared.features)
        let inputs = try PredictorInputs(
            features: features, megaFLOPs: try #require(Shared.megaFLOPs), pool: Shared.pool)
        let estimator = try MaplePaperPredictor.entry.make(inputs).adapted(
            to: AdaptationTarget(
                device: "t",
                samples: SyntheticDevice.samples(try #require(Shared.asWritten), count: 3, seed: 1))
        )
        let estimates = try estimator.estimate([Architecture(code: 5)])
        #expect(estimates.standardDeviations[0].isNaN)
        #expect(estimator.summary.contains("no descriptor"))
    }
}
