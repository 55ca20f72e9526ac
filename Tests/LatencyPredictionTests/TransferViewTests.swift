import Architectures
import Statistics
import TestSupport
import Testing

@testable import LatencyPrediction

/// The views that `transfer` has beside the two of `op-count`.
@Suite struct TransferViewTests {
    /// |op on edge 0→1|, |0→2|1→2|, |0→3|1→3|2→3|.
    private static func row(
        _ cell: String, _ view: TransferView
    ) throws -> [Double] {
        let features = try #require(Shared.features)
        let architecture = try features.space.architecture(described: cell)
        return Array(try TransferFeatures(features)[view].row(architecture.code))
    }

    /// Nothing reaches node 1, from which a convolution leads to the output; node 2 leads nowhere.
    /// Columns: 1, skip, 1×1, 3×3, pooling; then additions, no live edge, no convolution.
    @Test func countsByHand() throws {
        let cell =
            "|none~0|+|avg_pool_3x3~0|none~1|+|nor_conv_1x1~0|nor_conv_3x3~1|none~2|"
        #expect(try Self.row(cell, .asWritten) == [1, 0, 1, 1, 1, 0])
        #expect(try Self.row(cell, .reaching) == [1, 0, 1, 1, 0, 1, 0, 0])
        #expect(try Self.row(cell, .pruned) == [1, 0, 1, 0, 0, 0, 0, 0])
    }

    /// 0→1→3 takes 1 + 2.4, 0→2→3 takes 2.4 + 0.15, 0→3 takes 0.15: the first is the slowest path.
    @Test func theSlowestPath() throws {
        let cell =
            "|nor_conv_1x1~0|+|avg_pool_3x3~0|none~1|"
            + "+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|"
        #expect(try Self.row(cell, .parallel) == [1, 2, 1, 1, 1, 2, 0, 0, 1, 1, 0])
        let dead = "|none~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|none~2|"
        #expect(try Self.row(dead, .parallel) == [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
    }

    /// Milliseconds of a device that drops what leads nowhere, edge by edge.
    private static func reaching(_ space: SearchSpace, _ costs: [Double]) -> [Double] {
        space.architectures.map { architecture in
            let operators = space.operatorIndices(of: architecture)
            func leads(_ node: Int) -> Bool {
                node == space.nodeCount - 1
                    || space.edges.indices.contains {
                        space.edges[$0].source == node && operators[$0] != 0
                            && leads(space.edges[$0].target)
                    }
            }
            return space.edges.indices.reduce(3) {
                $0 + (leads(space.edges[$1].target) ? costs[operators[$1]] : 0)
            }
        }
    }

    /// Milliseconds of a device that executes branches side by side.
    private static func parallel(_ space: SearchSpace, _ costs: [Double]) -> [Double] {
        space.architectures.map { architecture in
            let operators = space.operatorIndices(of: architecture)
            func slowest(to node: Int) -> Double {
                guard node > 0 else { return 0 }
                return space.edges.indices.filter {
                    space.edges[$0].target == node && operators[$0] != 0
                }.map { slowest(to: space.edges[$0].source) + costs[operators[$0]] }.max()
                    ?? -.infinity
            }
            return 3 + max(0, slowest(to: space.nodeCount - 1))
        }
    }

    /// A target of a kind, predicted from the pool, devices of its kind and some samples.
    private static func judge(
        _ view: TransferView, kin: [[Double]], samples: Int, seed: UInt64
    ) throws -> (estimator: any AdaptedEstimator, within10: Double) {
        let features = try #require(Shared.features)
        let latencies = view == .reaching ? reaching : parallel
        func device(_ name: String, _ costs: [Double]) -> PoolDevice {
            PoolDevice(
                device: name, hardware: name,
                table: ObjectiveTable(
                    quantity: .latency(device: name), values: latencies(features.space, costs)))
        }
        let inputs = try PredictorInputs(
            features: features, megaFLOPs: try #require(Shared.megaFLOPs),
            pool: Shared.pool + kin.enumerated().map { device("kin\($0)", $1) })
        let target = device("target", [0, 0.12, 1.1, 2.5, 2.4])
        let estimator = try TransferPredictor.entry.make(inputs).adapted(
            to: AdaptationTarget(
                device: "target",
                samples: SyntheticDevice.samples(target.table, count: samples, seed: seed)))
        let scores = try TestSet(
            table: target.table, without: estimator.usedArchitectures, features: features
        ).scores(of: estimator)
        return (estimator, scores.within10)
    }

    @Test(arguments: [TransferView.reaching, .parallel])
    func aDeviceOfTheKindIsRecognised(view: TransferView) throws {
        let (estimator, within10) = try Self.judge(
            view, kin: [[0, 0.15, 1, 2.3, 2.2], [0, 0.1, 1.2, 2.6, 2.9]], samples: 10, seed: 2)
        #expect(within10 > 0.9)
        #expect(estimator.summary.contains("(\(view.rawValue), "))
    }

    /// Where no device of the pool executes branches side by side, samples show it.
    @Test(arguments: [2, 3, 4] as [UInt64])
    func branchesInParallelAreRecognisedWithoutKin(seed: UInt64) throws {
        let (estimator, within10) = try Self.judge(.parallel, kin: [], samples: 16, seed: seed)
        #expect(within10 > 0.8)
        #expect(estimator.summary.contains("(\(TransferView.parallel.rawValue), "))
    }
}

@Suite struct MedianTests {
    @Test(
        arguments: [[3], [2, 1], [5, 5, 5, 5], [9, 1, 8, 2, 7], [4, 1, 3, 2, 2, 4]] as [[Double]])
    func itIsTheMiddleOfTheSorted(values: [Double]) {
        let sorted = values.sorted()
        let expected = (sorted[(values.count - 1) / 2] + sorted[values.count / 2]) / 2
        #expect(median(values) == expected)
    }

    @Test func ofManyWithRepetitions() {
        var generator = SeededGenerator(seed: 1)
        for count in 1...200 {
            let values = (0..<count).map { _ in Double(Int.random(in: 0..<20, using: &generator)) }
            let sorted = values.sorted()
            #expect(median(values) == (sorted[(count - 1) / 2] + sorted[count / 2]) / 2)
        }
    }
}
