import Architectures
import LatencyPrediction
import TestSupport

/// Devices whose latencies follow from stated costs, worked out here edge by edge.
enum SyntheticDevice {
    /// Milliseconds of NAS-Bench-201's base and operators, in the order of the space.
    static let base = 3.0
    static let costs = [0.0, 0.1, 1.1, 2.5, 0.6]
    /// Milliseconds of an addition on devices that prune.
    static let addition = 0.3

    /// Latencies of a device that executes every operator.
    static func asWritten(
        _ space: SearchSpace, costs: [Double] = costs, base: Double = base,
        name: String = "written"
    ) -> ObjectiveTable {
        ObjectiveTable(
            quantity: .latency(device: name),
            values: space.architectures.map { architecture in
                space.operatorIndices(of: architecture).reduce(base) { $0 + costs[$1] }
            })
    }

    /// Latencies of a device that executes live edges and additions; cells without one take 2 ms.
    static func pruned(_ space: SearchSpace, name: String = "pruned") -> ObjectiveTable {
        ObjectiveTable(
            quantity: .latency(device: name),
            values: space.architectures.map { architecture in
                let live = space.liveEdges(of: architecture)
                guard live.contains(true) else { return 2 }
                var sum = base
                var inputs = [Int](repeating: 0, count: space.nodeCount)
                for (edge, index) in space.operatorIndices(of: architecture).enumerated()
                where live[edge] {
                    sum += costs[index]
                    inputs[space.edges[edge].target] += 1
                }
                return sum + addition * Double(inputs.reduce(0) { $0 + max(0, $1 - 1) })
            })
    }

    /// Random samples of a table.
    static func samples(_ table: ObjectiveTable, count: Int, seed: UInt64) -> [LatencySample] {
        var generator = SeededGenerator(seed: seed)
        return table.covered.shuffled(using: &generator).prefix(count).map {
            LatencySample(architecture: $0, milliseconds: table.values[$0.code])
        }
    }
}

/// NAS-Bench-201 and its counts, made once for all tests.
enum Shared {
    static let features: CellFeatures? = (try? SearchSpace.nasBench201()).map(CellFeatures.init)
    static let asWritten = features.map { SyntheticDevice.asWritten($0.space) }
    static let pruned = features.map { SyntheticDevice.pruned($0.space) }
    /// Devices of both views with costs of their own.
    static let pool: [PoolDevice] =
        features.map { features in
            let space = features.space
            let costs: [[Double]] = [
                [0, 0.2, 0.9, 1.8, 0.7], [0, 0.1, 1.5, 3.6, 0.4], [0, 0.3, 1.2, 2.2, 1.1],
                [0, 0.15, 0.7, 3.0, 0.5],
            ]
            return costs.enumerated().map { index, costs in
                PoolDevice(
                    device: "written-\(index)", hardware: "w\(index)",
                    table: SyntheticDevice.asWritten(space, costs: costs, name: "written-\(index)"))
            } + [
                PoolDevice(
                    device: "pruned", hardware: "p", table: SyntheticDevice.pruned(space))
            ]
        } ?? []
    /// Something like multiply-accumulates in millions.
    static let megaFLOPs = features.map {
        SyntheticDevice.asWritten($0.space, costs: [0, 0, 4, 35, 0]).values
    }
}
