import Architectures
import Networks
import TestSupport
import Testing

@Suite struct NetworkWeightsTests {
    let space: SearchSpace
    let dataset: Dataset
    /// Edge 1→3 holds a 3×3 convolution, but nothing reaches node 1.
    let half: Architecture

    init() throws {
        space = try SearchSpace.nasBench201()
        dataset = try #require(space.dataset(named: "cifar10"))
        half = try space.architecture(
            string: "|none~0|+|nor_conv_1x1~0|none~1|+|none~0|nor_conv_3x3~1|skip_connect~2|")
    }

    @Test func namesAreThoseOfTheReferenceImplementation() {
        let network = Network(half, in: space, for: dataset)
        let names = Set(network.layers.flatMap(\.parameterShapes).map(\.name))
        #expect(
            names.isSuperset(of: [
                "stem.0.weight", "stem.1.running_var", "cells.0.layers.1.op.1.weight",
                "cells.0.layers.4.op.2.bias", "cells.5.conv_a.op.1.weight",
                "cells.11.downsample.1.weight", "cells.16.layers.4.op.1.weight",
                "lastact.0.weight", "classifier.weight", "classifier.bias",
            ]))
        #expect(!names.contains { $0.hasPrefix("cells.17") || $0.hasPrefix("cells.5.layers") })
        // Two statistics a channel are kept, but not trained: 2 × (stem, 30 operators, 4 in the
        // residual blocks, head) by their channels.
        let statistics = 2 * (16 + 2 * 5 * (16 + 32 + 64) + 2 * (32 + 64) + 64)
        let weights = NetworkWeights(for: network, seed: 1)
        #expect(
            weights.tensors.values.reduce(0) { $0 + $1.values.count }
                == network.parameters + statistics)
    }

    @Test func weightsDependOnSeedAndNameAlone() throws {
        let written = NetworkWeights(for: Network(half, in: space, for: dataset), seed: 7)
        let pruned = Network(half, in: space, for: dataset, view: .pruned)
        let prunedWeights = NetworkWeights(for: pruned, seed: 7)
        #expect(prunedWeights.tensors.count < written.tensors.count)
        for (name, tensor) in prunedWeights.tensors { #expect(written[name] == tensor) }
        #expect(NetworkWeights(for: pruned, seed: 8) != prunedWeights)
        #expect(try NetworkWeights(written.tensors, for: pruned) == written)
    }

    @Test func normalizationIsFolded() throws {
        let network = Network(half, in: space, for: dataset)
        let layer = try #require(network.layers.first { $0.name == "lastact.0" })
        var tensors = NetworkWeights(for: network, seed: 1).tensors
        for (part, value) in [
            ("weight", 3), ("bias", 0.5), ("running_mean", 2), ("running_var", 4),
        ]
            as [(String, Float)]
        {
            tensors["lastact.0.\(part)"] = .init(
                shape: [64], values: [Float](repeating: value, count: 64))
        }
        let (scale, shift) = try NetworkWeights(tensors, for: network).normalization(of: layer)
        // 3 / √4 = 1.5, 0.5 − 1.5 · 2 = −2.5
        #expect(abs(scale[63] - 1.5) < 1e-5 && abs(shift[0] + 2.5) < 1e-5)
    }

    @Test func wrongWeightsAreRefused() throws {
        let network = Network(half, in: space, for: dataset)
        var tensors = NetworkWeights(for: network, seed: 1).tensors
        let bias = try #require(tensors["classifier.bias"])
        tensors["classifier.bias"] = nil
        #expect(throws: NetworkError.missingTensor("classifier.bias")) {
            try NetworkWeights(tensors, for: network)
        }
        tensors["classifier.bias"] = .init(shape: [5, 2], values: bias.values)
        #expect(
            throws: NetworkError.wrongShape("classifier.bias", found: [5, 2], expected: [10])
        ) { try NetworkWeights(tensors, for: network) }
        tensors["classifier.bias"] = .init(
            shape: [10], values: [.nan] + bias.values.dropFirst())
        #expect(throws: NetworkError.notFinite("classifier.bias")) {
            try NetworkWeights(tensors, for: network)
        }
    }
}
