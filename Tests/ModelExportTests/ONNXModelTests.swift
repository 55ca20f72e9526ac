import Architectures
import Foundation
import Networks
import Testing

@testable import ModelExport

@Suite struct ONNXModelTests {
    let mixed: MixedCell

    init() throws {
        mixed = try MixedCell()
    }

    private func model(
        view: GraphView = .asWritten, batch: BatchSize = .fixed(1), folds: Bool = true
    ) throws -> DecodedModel {
        let network = Network(mixed.cell, in: mixed.space, for: mixed.dataset, view: view)
        return try DecodedModel(
            ONNXModel(
                network: network, weights: NetworkWeights(for: network, seed: 3), batch: batch,
                foldsBatchNormalization: folds, metadata: [("a key", "a value")]
            ).encoded())
    }

    @Test func everyOperatorIsThereAsWritten() throws {
        let model = try model()
        #expect(model.irVersion == [8])
        #expect(model.operatorSets == [[17]])
        #expect(model.metadata == ["a key": "a value"])
        // 15 cells with two convolutions, two residual blocks with three, the stem.
        #expect(model.count("Conv") == 15 * 2 + 2 * 3 + 1)
        #expect(model.count("Relu") == 15 * 2 + 2 * 2 + 1)
        #expect(model.count("Mul") == 15 * 2)
        #expect(model.count("AveragePool") == 15 + 2)
        // A sum of two at node 2 and of three at node 3; the residual blocks.
        #expect(model.count("Add") == 15 * 3 + 2)
        // The one before the classifier follows a sum and can't be folded.
        #expect(model.count("BatchNormalization") == 1)
        #expect(model.count("GlobalAveragePool") == 1 && model.count("Gemm") == 1)
    }

    @Test func onlyLiveEdgesArePruned() throws {
        let model = try model(view: .pruned)
        #expect(model.count("Conv") == 15 + 2 * 3 + 1)
        #expect(model.count("Mul") == 0)
        #expect(model.count("AveragePool") == 15 + 2)
        #expect(model.count("Add") == 15 + 2)
    }

    @Test func whatANodeReadsIsThereBefore() throws {
        for folds in [true, false] {
            let model = try model(folds: folds)
            var known = Set(model.constants.keys).union(["image"])
            var read: Set<String> = []
            for node in model.nodes {
                #expect(known.isSuperset(of: node.inputs), "\(node.name)")
                #expect(known.isDisjoint(with: node.outputs), "\(node.name)")
                known.formUnion(node.outputs)
                read.formUnion(node.inputs)
            }
            // As written means that nothing is left for a runtime to drop.
            #expect(known.subtracting(read) == ["logits"])
            #expect(Set(model.nodes.map(\.name)).count == model.nodes.count)
        }
    }

    @Test func shapesAndBatch() throws {
        let fixed = try model(batch: .fixed(4))
        #expect(fixed.values.map(\.name) == ["image", "logits"])
        #expect(fixed.values.map(\.shape) == [["4", "3", "32", "32"], ["4", "10"]])
        let dynamic = try model(batch: .dynamic)
        #expect(dynamic.values.map(\.shape) == [["N", "3", "32", "32"], ["N", "10"]])
        let stem = try #require(fixed.constants["stem.0.weight"])
        #expect(stem.shape == [16, 3, 3, 3])
        let first = try #require(fixed.nodes.first { $0.operation == "Conv" })
        #expect(first.integers["pads"] == [1, 1, 1, 1])
        #expect(first.integers["kernel_shape"] == [3, 3])
        for pool in fixed.nodes where pool.operation == "AveragePool" {
            #expect(pool.integers["count_include_pad"] == [0])
        }
        let strided = fixed.nodes.filter { $0.integers["strides"] == [2, 2] }
        #expect(
            strided.map(\.operation) == ["Conv", "AveragePool", "Conv", "AveragePool"])
    }

    @Test func normalizationsAreFoldedIntoWeights() throws {
        let plain = try model(folds: false)
        let folded = try model()
        #expect(plain.count("BatchNormalization") == 1 + 15 * 2 + 2 * 2 + 1)
        let name = "cells.0.layers.0.op"
        let weight = try #require(plain.constants["\(name).1.weight"]).values
        let part = try ["weight", "bias", "running_mean", "running_var"].map {
            try #require(plain.constants["\(name).2.\($0)"]).values.map(Double.init)
        }
        let foldedWeight = try #require(folded.constants["\(name).1.weight"]).values
        let foldedBias = try #require(folded.constants["\(name).1.bias"]).values
        #expect(plain.constants["\(name).1.bias"] == nil)
        // 16 inputs of 3 × 3 to every output.
        for (index, value) in weight.enumerated() {
            let output = index / 144
            let factor = part[0][output] / (part[3][output] + 1e-5).squareRoot()
            #expect(abs(Double(foldedWeight[index]) - Double(value) * factor) < 1e-6)
        }
        for output in 0..<16 {
            let factor = part[0][output] / (part[3][output] + 1e-5).squareRoot()
            let bias = part[1][output] - part[2][output] * factor
            #expect(abs(Double(foldedBias[output]) - bias) < 1e-6)
        }
    }

    @Test(arguments: [
        ("none", ["Mul"]), ("skip_connect", ["Identity"]), ("avg_pool_3x3", ["AveragePool"]),
        ("nor_conv_1x1", ["Relu", "Conv"]), ("nor_conv_3x3", ["Relu", "Conv"]),
    ])
    func anOperatorOnItsOwn(name: String, operations: [String]) throws {
        let kind = try #require(mixed.space.operators.first { $0.name == name })
        let shape = TensorShape(channels: 32, size: 16)
        let model = try DecodedModel(
            ONNXModel(operator: kind, shape: shape, batch: .fixed(2), seed: 5).encoded())
        #expect(model.nodes.map(\.operation) == operations)
        #expect(model.nodes.first?.inputs.first == "image")
        #expect(model.nodes.last?.outputs == ["output"])
        #expect(model.values.map(\.shape) == [["2", "32", "16", "16"], ["2", "32", "16", "16"]])
        let unfolded = try DecodedModel(
            ONNXModel(operator: kind, shape: shape, foldsBatchNormalization: false).encoded())
        #expect(
            unfolded.nodes.map(\.operation)
                == operations + (operations.count == 2 ? ["BatchNormalization"] : []))
    }

    @Test func disconnectedCellsAreNetworksToo() throws {
        let empty = try mixed.space.architecture(
            string: "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|")
        let network = Network(empty, in: mixed.space, for: mixed.dataset, view: .pruned)
        let model = try DecodedModel(
            ONNXModel(network: network, weights: NetworkWeights(for: network, seed: 0)).encoded())
        #expect(model.count("Mul") == 15)
        #expect(model.nodes.last?.outputs == ["logits"])
    }

    @Test func batchSizesAsTyped() {
        #expect(BatchSize("8") == .fixed(8))
        #expect(BatchSize("dynamic") == .dynamic)
        for text in ["0", "-1", "1.5", "", "N", "65537", "99999999999999999999"] {
            #expect(BatchSize(text) == nil)
        }
    }
}
