import Architectures
import TestSupport
import Testing

@testable import LatencyPrediction

/// Compilers run identical operators without weights on the same value once.
@Suite struct DistinctValuesTests {
    private static func row(_ cell: String, _ view: ExecutionView) throws -> [Double] {
        let features = try #require(Shared.features)
        let architecture = try features.space.architecture(described: cell)
        let width = features.width(view)
        let start = architecture.code * width
        return Array(features.matrix(view)[start..<(start + width)])
    }

    /// Columns: 1, skip, 1×1, 3×3, pooling, additions, and where pruned, no live edge.
    @Test(arguments: [
        // Node 1 is p(0), node 2 is p(0) too; of the output p(0) + p(p(0)) + p(p(0)) both are one.
        (
            "|avg_pool_3x3~0|+|avg_pool_3x3~0|none~1|"
                + "+|avg_pool_3x3~0|avg_pool_3x3~1|avg_pool_3x3~2|",
            [1.0, 0, 0, 0, 2, 2]
        ),
        // The same with 1×1 convolutions, which have weights of their own.
        (
            "|nor_conv_1x1~0|+|nor_conv_1x1~0|none~1|"
                + "+|nor_conv_1x1~0|nor_conv_1x1~1|nor_conv_1x1~2|",
            [1, 0, 5, 0, 0, 2]
        ),
        // Nodes 1 and 2: 0 and 0 + 0; the output 0 + 0 + (0 + 0) is another sum.
        (
            "|skip_connect~0|+|skip_connect~0|skip_connect~1|"
                + "+|skip_connect~0|skip_connect~1|skip_connect~2|",
            [1, 6, 0, 0, 0, 3]
        ),
        // Node 2 is p(0) + 0, and so is the output.
        (
            "|skip_connect~0|+|avg_pool_3x3~0|skip_connect~1|"
                + "+|avg_pool_3x3~0|skip_connect~1|none~2|",
            [1, 3, 0, 0, 1, 1]
        ),
    ])
    func repeatsCountOnce(cell: String, written: [Double]) throws {
        #expect(try Self.row(cell, .writtenOnce) == written)
    }

    /// What is dead is not there to be repeated: node 2 leads nowhere.
    @Test func prunedFirst() throws {
        let cell =
            "|avg_pool_3x3~0|+|avg_pool_3x3~0|none~1|+|avg_pool_3x3~0|skip_connect~1|none~2|"
        #expect(try Self.row(cell, .prunedOnce) == [1, 1, 0, 0, 1, 1, 0])
        #expect(try Self.row(cell, .pruned) == [1, 1, 0, 0, 2, 1, 0])
    }

    /// Milliseconds of a device that names every value by a string and computes each once.
    private static func once(_ space: SearchSpace) -> ObjectiveTable {
        let costs: [String: Double] = [
            "nor_conv_1x1": 2, "nor_conv_3x3": 4, "avg_pool_3x3": 3, "+": 1,
        ]
        let values = space.architectures.map { architecture -> Double in
            var names = ["x"]
            var computed: [String: Double] = [:]
            for node in 1..<space.nodeCount {
                var summands: [String] = []
                for (edge, ends) in space.edges.enumerated() where ends.target == node {
                    let name = space.operators[space.operatorIndex(of: architecture, onEdge: edge)]
                        .name
                    let source = names[ends.source]
                    switch name {
                    case "none": continue
                    case "skip_connect": summands.append(source)
                    case "avg_pool_3x3": summands.append("\(name)(\(source))")
                    default: summands.append("\(name)\(edge)(\(source))")
                    }
                    if let cost = costs[name], let value = summands.last {
                        computed[value] = cost
                    }
                }
                let sum = summands.sorted().joined(separator: "+")
                if summands.count > 1 { computed["(\(sum))"] = Double(summands.count - 1) }
                names.append(summands.count > 1 ? "(\(sum))" : sum)
            }
            return 10 + computed.values.sorted().reduce(0, +)
        }
        return ObjectiveTable(quantity: .latency(device: "once"), values: values)
    }

    @Test func opCountFindsADeviceThatRunsRepeatsOnce() throws {
        let features = try #require(Shared.features)
        let table = Self.once(features.space)
        var generator = SeededGenerator(seed: 0)
        let picks = try SampleSelector(features: features).chosen(
            16, among: features.space.architectures, using: &generator)
        let estimator = try OpCountEstimator(
            samples: picks.map {
                LatencySample(architecture: $0, milliseconds: table.values[$0.code])
            }, features: features)
        #expect(estimator.view == .writtenOnce)
        let test = TestSet(table: table, without: picks, features: features)
        #expect(try test.scores(of: estimator).within10 > 0.99)
    }
}
