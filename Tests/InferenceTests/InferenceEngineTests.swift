import Architectures
import Inference
import Networks
import TestSupport
import Testing

/// The engine against a computation layer by layer. Differences are relative to the largest score.
@Suite struct InferenceEngineTests {
    let space: SearchSpace
    /// What rounding may make of some forty layers in single precision.
    static let tolerance: Float = 1e-4

    init() throws {
        space = try SearchSpace.nasBench201()
    }

    private func dataset(_ name: String) throws -> Dataset {
        try #require(space.dataset(named: name))
    }

    private static func randomInput(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in .random(in: -1...1, using: &generator) }
    }

    /// The largest difference, as a share of the largest expected magnitude.
    private static func difference(_ found: [Float], _ expected: [Float]) -> Float {
        #expect(found.count == expected.count)
        let scale = expected.map(abs).max() ?? 0
        return (zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity) / scale
    }

    private func randomArchitectures(_ count: Int, seed: UInt64) -> [Architecture] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            Architecture(code: .random(in: 0..<space.count, using: &generator))
        }
    }

    /// Operators that reach beyond the border of zeros, and other nodes and stages.
    @Test(arguments: [1, 3]) func cellsOfAnotherSpaceEqualLayerByLayer(threads: Int) throws {
        let space = try FiveNodeSpace.make()
        for dataset in space.definition.datasets {
            for (index, code) in stride(from: 0, to: space.count, by: 151).enumerated() {
                let network = Network(
                    Architecture(code: code), in: space, for: dataset,
                    view: index.isMultiple(of: 2) ? .asWritten : .pruned)
                let weights = NetworkWeights(for: network, seed: UInt64(index))
                let input = Self.randomInput(network.layers[0].inputShape.count, seed: 5)
                let expected = NaiveNetwork(network: network, weights: weights)(input)
                for kernels in KernelSet.available {
                    let engine = try InferenceEngine(
                        network: network, weights: weights, kernels: kernels, threads: threads)
                    #expect(
                        Self.difference(engine.run(input), expected) <= Self.tolerance,
                        "\(space.string(of: network.architecture)) \(kernels) \(network.view)")
                }
            }
        }
    }

    /// Every set of kernels; views and numbers of threads by turns, which meet every set.
    @Test func randomCellsEqualLayerByLayer() throws {
        let dataset = try dataset("imagenet16-120")
        for (index, architecture) in randomArchitectures(30, seed: 3).enumerated() {
            let network = Network(architecture, in: space, for: dataset)
            let pruned = Network(architecture, in: space, for: dataset, view: .pruned)
            let weights = NetworkWeights(for: network, seed: UInt64(index))
            let input = Self.randomInput(network.layers[0].inputShape.count, seed: 5)
            let laidOut = index.isMultiple(of: 2) ? network : pruned
            let expected = NaiveNetwork(network: laidOut, weights: weights)(input)
            for (turn, kernels) in KernelSet.available.enumerated() {
                let threads = 1 + (index / 2 + turn) % 2
                let engine = try InferenceEngine(
                    network: laidOut, weights: weights, kernels: kernels, threads: threads)
                let found = engine.run(input)
                #expect(
                    Self.difference(found, expected) <= Self.tolerance,
                    "\(space.string(of: architecture)) \(kernels) \(laidOut.view) \(threads)")
                #expect(engine.run(input) == found, "a second run differs")
            }
        }
    }

    @Test(arguments: ["cifar10", "cifar100", "imagenet16-120"])
    func batchesAndDataSets(name: String) throws {
        let dataset = try dataset(name)
        let architecture = try space.architecture(
            string: "|nor_conv_3x3~0|+|avg_pool_3x3~0|nor_conv_1x1~1|"
                + "+|skip_connect~0|none~1|nor_conv_1x1~2|")
        let network = Network(architecture, in: space, for: dataset)
        let weights = NetworkWeights(for: network, seed: 11)
        let count = network.layers[0].inputShape.count
        let images = (0..<3).map { Self.randomInput(count, seed: $0) }
        let expected = images.map { NaiveNetwork(network: network, weights: weights)($0) }
        for kernels in KernelSet.available {
            for threads in 1...2 {
                for batch in [1, 3] {
                    let engine = try InferenceEngine(
                        network: network, weights: weights, kernels: kernels, threads: threads,
                        batch: batch)
                    let found = engine.run(Array(images[..<batch].joined()))
                    for image in 0..<batch {
                        let scores = Array(
                            found[(image * dataset.classes)..<((image + 1) * dataset.classes)])
                        #expect(
                            Self.difference(scores, expected[image]) <= Self.tolerance,
                            "\(kernels), \(threads) threads, image \(image) of \(batch)")
                    }
                }
            }
        }
    }

    /// Zeros alone, skips alone, everything dead, a node without inputs, and sums of equal tensors.
    /// No convolution among them reads a node that nothing reaches, so that what pruning leaves out
    /// is zero and both views compute the same.
    @Test(arguments: [
        "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|",
        "|skip_connect~0|+|skip_connect~0|skip_connect~1|"
            + "+|skip_connect~0|skip_connect~1|skip_connect~2|",
        "|nor_conv_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|none~0|none~1|none~2|",
        "|none~0|+|none~0|skip_connect~1|+|skip_connect~0|avg_pool_3x3~1|none~2|",
        "|skip_connect~0|+|none~0|none~1|+|nor_conv_1x1~0|nor_conv_1x1~1|skip_connect~2|",
        "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
            + "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|",
    ])
    func cellsAtTheEdges(cell: String) throws {
        let dataset = try dataset("imagenet16-120")
        let architecture = try space.architecture(string: cell)
        let network = Network(architecture, in: space, for: dataset)
        let weights = NetworkWeights(for: network, seed: 2)
        let input = Self.randomInput(network.layers[0].inputShape.count, seed: 1)
        let expected = NaiveNetwork(network: network, weights: weights)(input)
        for kernels in KernelSet.available {
            for view in GraphView.allCases {
                let engine = try InferenceEngine(
                    network: Network(architecture, in: space, for: dataset, view: view),
                    weights: weights, kernels: kernels)
                #expect(Self.difference(engine.run(input), expected) <= Self.tolerance)
            }
        }
    }

    /// A convolution of a node that nothing reaches still adds its normalisation's offset, which
    /// pruning leaves out: the views are then two networks.
    @Test(arguments: GraphView.allCases)
    func convolutionOfZeros(view: GraphView) throws {
        let dataset = try dataset("imagenet16-120")
        let architecture = try space.architecture(
            string: "|none~0|+|none~0|nor_conv_3x3~1|"
                + "+|skip_connect~0|avg_pool_3x3~1|nor_conv_1x1~2|")
        let network = Network(architecture, in: space, for: dataset, view: view)
        let weights = NetworkWeights(for: network, seed: 2)
        let input = Self.randomInput(network.layers[0].inputShape.count, seed: 1)
        let expected = NaiveNetwork(network: network, weights: weights)(input)
        for kernels in KernelSet.available {
            let engine = try InferenceEngine(network: network, weights: weights, kernels: kernels)
            #expect(Self.difference(engine.run(input), expected) <= Self.tolerance)
        }
    }

    /// A run leaves nothing behind that the next one sees.
    @Test func runsDoNotDependOnEarlierOnes() throws {
        let dataset = try dataset("cifar10")
        let network = Network(Architecture(code: 12_345), in: space, for: dataset)
        let weights = NetworkWeights(for: network, seed: 1)
        let first = Self.randomInput(network.layers[0].inputShape.count, seed: 1)
        let second = Self.randomInput(first.count, seed: 2)
        for kernels in KernelSet.available {
            let engine = try InferenceEngine(network: network, weights: weights, kernels: kernels)
            let fresh = try InferenceEngine(network: network, weights: weights, kernels: kernels)
            _ = engine.run(first)
            #expect(engine.run(second) == fresh.run(second))
        }
    }
}
