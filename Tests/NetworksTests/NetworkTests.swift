import Architectures
import Networks
import TestSupport
import Testing

@Suite struct NetworkTests {
    let space: SearchSpace

    init() throws { space = try SearchSpace.nasBench201() }

    /// Parameters and MFLOPs (CIFAR-10) as the benchmark's authors publish them.
    @Test(arguments: [(0, 129_306, 15.64737), (11, 802_426, 113.95137), (284, 101_306, 11.71521)])
    func publishedCosts(index: Int, parameters: Int, megaFLOPs: Double) throws {
        let dataset = try #require(space.dataset(named: "cifar10"))
        let architecture = try #require(space.architecture(publishedIndex: index))
        let network = Network(architecture, in: space, for: dataset)
        #expect(network.parameters == parameters)
        #expect(isClose(Double(network.multiplyAccumulates) / 1e6, megaFLOPs, relative: 1e-12))
    }

    @Test(arguments: [
        ("cifar10", 73_306, 7_783_050), ("cifar100", 79_156, 7_788_900),
        ("imagenet16-120", 80_456, 1_953_400),
    ])
    func emptyCells(dataset name: String, parameters: Int, multiplyAccumulates: Int) throws {
        let dataset = try #require(space.dataset(named: name))
        let network = Network(Architecture(code: 0), in: space, for: dataset)
        #expect(network.parameters == parameters)
        // Stem and residual blocks by hand: 432·s² + 14,336·(s/2)² + 57,344·(s/4)², s = 32 or 16,
        // and 65 a class.
        let s = dataset.inputSize
        let byHand =
            432 * s * s + 14_336 * s * s / 4 + 57_344 * s * s / 16 + 65 * dataset.classes
        #expect(network.multiplyAccumulates == byHand)
        #expect(byHand == multiplyAccumulates)
    }

    @Test func shapesChainAndEndInClasses() throws {
        let dataset = try #require(space.dataset(named: "imagenet16-120"))
        let architecture = try #require(space.architecture(publishedIndex: 9930))
        for view in GraphView.allCases {
            let network = Network(architecture, in: space, for: dataset, view: view)
            var shapes = [TensorShape(channels: 3, size: 16)]
            for layer in network.layers {
                #expect(layer.inputs.allSatisfy { $0 < shapes.count })
                #expect(shapes[layer.inputs[0]] == layer.inputShape)
                if layer.operation == .addition {
                    #expect(layer.inputs.allSatisfy { shapes[$0] == layer.outputShape })
                    #expect(layer.inputs.count > 1)
                }
                shapes.append(layer.outputShape)
            }
            #expect(shapes.last == TensorShape(channels: 120, size: 1))
        }
    }

    @Test func sixConvolutionsACellAsWritten() throws {
        let dataset = try #require(space.dataset(named: "cifar10"))
        let full = space.architecture(operatorIndices: [3, 3, 3, 3, 3, 3])
        let layers = Network(full, in: space, for: dataset).layers
        let inCells = layers.filter { if case .edge = $0.place { true } else { false } }
        #expect(inCells.count { if case .convolution = $0.operation { true } else { false } } == 90)
        // Node 2 sums two edges, node 3 three: two additions a cell.
        let sums = layers.filter { if case .node = $0.place { true } else { false } }
        #expect(sums.count == 30)
        #expect(sums.allSatisfy { $0.operation == .addition })
    }

    @Test func prunedViewLeavesOutDeadEdges() throws {
        let dataset = try #require(space.dataset(named: "cifar10"))
        // Edge 0→1 holds a convolution that leads nowhere.
        let cell = try space.architecture(
            string: "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|")
        let written = Network(cell, in: space, for: dataset)
        let pruned = Network(cell, in: space, for: dataset, view: .pruned)
        #expect(written.parameters - pruned.parameters == 243_040)
        #expect(pruned.layers.allSatisfy { $0.operation != .zero })
    }

    @Test func costModelEqualsTheLaidOutNetwork() throws {
        var generator = SeededGenerator(seed: 7)
        for dataset in space.definition.datasets {
            let model = CostModel(space: space, dataset: dataset)
            for _ in 0..<40 {
                let architecture = Architecture(
                    code: .random(in: 0..<space.count, using: &generator))
                for view in GraphView.allCases {
                    let network = Network(architecture, in: space, for: dataset, view: view)
                    let cost = model.cost(of: architecture, view: view)
                    #expect(cost.parameters == network.parameters)
                    #expect(cost.multiplyAccumulates == network.multiplyAccumulates)
                }
            }
        }
    }
}
