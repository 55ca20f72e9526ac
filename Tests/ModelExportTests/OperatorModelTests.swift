import Architectures
import Foundation
import Networks
import Testing

@testable import ModelExport

/// Operators on their own, as runners time them, for runtimes of phones.
@Suite struct OperatorModelTests {
    let space: SearchSpace
    private let shape = TensorShape(channels: 16, size: 32)

    init() throws {
        space = try SearchSpace.nasBench201()
    }

    private func operation(_ name: String) throws -> Operator {
        try #require(space.operators.first { $0.name == name })
    }

    /// The operators' numbers in the schema's `BuiltinOperator`.
    @Test(
        arguments: [
            ("none", [18]), ("skip_connect", [22]), ("avg_pool_3x3", [1]),
            ("nor_conv_1x1", [19, 3]),
            ("nor_conv_3x3", [19, 3]),
        ] as [(String, [Int32])])
    func aLiteRTFileHoldsTheOperatorAlone(_ name: String, _ kinds: [Int32]) throws {
        let file = LiteRTModel(operator: try operation(name), shape: shape, batch: .fixed(2))
            .encoded()
        let model = try DecodedTable(file: file)
        let codes = model.tables(1).map { $0.integer(3) ?? 0 }
        let graph = try #require(model.tables(2).first)
        #expect(graph.tables(3).map { codes[Int($0.integer(0) ?? 0)] } == kinds)
        let ends = (graph.integers(1) + graph.integers(2)).map { graph.tables(0)[Int($0)] }
        #expect(ends.map { $0.integers(0) } == [[2, 32, 32, 16], [2, 32, 32, 16]])
        #expect(ends.map { $0.text(3) } == ["image", "output"])
    }

    /// An identity is a copy in a shape that its second input states: a runtime asks for it.
    @Test func aReshapeStatesItsShape() throws {
        let file = LiteRTModel(operator: try operation("skip_connect"), shape: shape).encoded()
        let model = try DecodedTable(file: file)
        let graph = try #require(model.tables(2).first)
        let inputs = try #require(graph.tables(3).first).integers(1)
        #expect(inputs.count == 2)
        let second = graph.tables(0)[Int(inputs[1])]
        #expect(second.integers(0) == [4] && second.byte(1) == 2)
        let bytes = try #require(model.tables(4)[Int(second.integer(2) ?? 0)].contents(0)).bytes
        let written = bytes.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) }
        #expect(written.map(Int32.init(littleEndian:)) == [1, 32, 32, 16])
    }

    @Test(arguments: [
        ("none", ["BinaryOp"]), ("skip_connect", ["Noop"]), ("avg_pool_3x3", ["Pooling"]),
        ("nor_conv_1x1", ["ReLU", "Convolution"]), ("nor_conv_3x3", ["ReLU", "Convolution"]),
    ])
    func ncnnsTextHoldsTheOperatorAlone(_ name: String, _ kinds: [String]) throws {
        let model = NCNNModel(operator: try operation(name), shape: shape)
        let layers = model.parameterText.split(separator: "\n").dropFirst(2)
            .map { $0.split(separator: " ").map(String.init) }
        #expect(layers.map { $0[0] } == ["Input"] + kinds)
        // Width, height, channels of the image.
        #expect(layers[0].suffix(3) == ["0=32", "1=32", "2=16"])
        #expect(layers.last?[5] == "output")
        let kernel = name == "nor_conv_3x3" ? 9 : 1
        let numbers = kinds.contains("Convolution") ? 4 + 4 * (16 * 16 * kernel + 16) : 0
        #expect(model.weights.count == numbers)
    }
}
