import Architectures
import Foundation
import Networks
import Testing

@testable import ModelExport

@Suite struct LiteRTModelTests {
    let mixed: MixedCell

    init() throws {
        mixed = try MixedCell()
    }

    private func weights(_ view: GraphView) -> (Network, NetworkWeights) {
        let network = Network(mixed.cell, in: mixed.space, for: mixed.dataset, view: view)
        return (network, NetworkWeights(for: network, seed: 3))
    }

    private func file(view: GraphView = .asWritten, batch: BatchSize = .fixed(1)) -> Data {
        let (network, weights) = weights(view)
        return LiteRTModel(
            network: network, weights: weights, batch: batch, metadata: [("a key", "a value")]
        ).encoded()
    }

    /// How often each operator is there, by its number in the schema's `BuiltinOperator`.
    private func counts(_ file: Data) throws -> [Int32: Int] {
        let model = try DecodedTable(file: file)
        let codes = model.tables(1).map { $0.integer(3) ?? 0 }
        #expect(model.tables(1).map { Int32($0.byte(0) ?? 0) } == codes)
        let graph = try #require(model.tables(2).first)
        return graph.tables(3).reduce(into: [:]) {
            $0[codes[Int($1.integer(0) ?? 0)], default: 0] += 1
        }
    }

    @Test func everyOperatorIsThereAsWritten() throws {
        // 15 cells with two convolutions, two residual blocks with three, the stem. ReLUs: the two
        // convolutions of a cell read the same value, 15, and so does the first of a residual block,
        // 2; that of its second belongs to the first, the head's to the shift before it.
        // Sums: node 2 (1) and node 3 (2) of a cell, residual blocks, the head's shift.
        let expected: [Int32: Int] = [
            3: 15 * 2 + 2 * 3 + 1, 19: 15 + 2, 18: 15 * 2 + 1, 1: 15 + 2, 0: 15 * 3 + 2 + 1,
            34: 2, 40: 1, 9: 1,
        ]
        #expect(try counts(file()) == expected)
    }

    @Test func onlyLiveEdgesArePruned() throws {
        let expected: [Int32: Int] = [
            3: 15 + 2 * 3 + 1, 19: 15 + 2, 18: 1, 1: 15 + 2, 0: 15 + 2 + 1, 34: 2, 40: 1, 9: 1,
        ]
        #expect(try counts(file(view: .pruned)) == expected)
    }

    @Test func whatAnOperatorReadsIsThereBefore() throws {
        let graph = try #require(DecodedTable(file: file()).tables(2).first)
        let tensors = graph.tables(0)
        var known = Set(graph.integers(1))
        for (number, tensor) in tensors.enumerated() where tensor.integer(2) != 0 {
            known.insert(Int32(number))
        }
        var read: Set<Int32> = []
        for operation in graph.tables(3) {
            #expect(known.isSuperset(of: operation.integers(1)))
            #expect(known.isDisjoint(with: operation.integers(2)))
            known.formUnion(operation.integers(2))
            read.formUnion(operation.integers(1))
        }
        // As written means that nothing is left for a runtime to drop.
        #expect(known.subtracting(read) == Set(graph.integers(2)))
        #expect(known.count == tensors.count)
    }

    @Test func theFileIsOneOfTheSchemas() throws {
        let file = file()
        #expect(file[4..<8] == Data("TFL3".utf8))
        let model = try DecodedTable(file: file)
        #expect(model.integer(0) == 3)
        let buffers = model.tables(4)
        #expect(try #require(buffers.first).contents(0) == nil)
        // The schema asks for contents at multiples of 16.
        #expect(buffers.dropFirst().allSatisfy { ($0.contents(0)?.position ?? 1) % 16 == 0 })
        let entry = try #require(model.tables(6).first)
        #expect(entry.text(0) == "a key")
        #expect(buffers[Int(entry.integer(1) ?? 0)].text(0) == "a value")
    }

    @Test func shapesHaveTheirChannelsLast() throws {
        let graph = try #require(DecodedTable(file: file(batch: .fixed(4))).tables(2).first)
        let tensors = graph.tables(0)
        let ends = (graph.integers(1) + graph.integers(2)).map { tensors[Int($0)] }
        #expect(ends.map { $0.integers(0) } == [[4, 32, 32, 3], [4, 10]])
        #expect(ends.map { $0.text(3) } == ["image", "logits"])
        let dynamic = try #require(DecodedTable(file: file(batch: .dynamic)).tables(2).first)
        let signatures = (dynamic.integers(1) + dynamic.integers(2)).map {
            dynamic.tables(0)[Int($0)].integers(7)
        }
        #expect(signatures == [[-1, 32, 32, 3], [-1, 10]])
    }

    @Test func aStridedConvolutionIsPaddedOnEverySide() throws {
        let model = try DecodedTable(file: file())
        let graph = try #require(model.tables(2).first)
        let strided = graph.tables(3).filter { operation in
            operation.byte(3) == 1 && operation.table(4)?.integer(1) == 2
        }
        #expect(strided.count == 2)
        for operation in strided {
            // Padding 1 is 'valid'; what it reads is two larger than the block's input.
            #expect(operation.table(4)?.byte(0) == 1)
            let input = graph.tables(0)[Int(operation.integers(1)[0])]
            #expect([[1, 34, 34, 16], [1, 18, 18, 32]].contains(input.integers(0)))
        }
    }

    @Test func weightsAreFoldedAndTheirInputsLast() throws {
        let (_, weights) = weights(.asWritten)
        let model = try DecodedTable(file: file())
        let graph = try #require(model.tables(2).first)
        // The stem comes first: 16 outputs, 3 × 3, 3 inputs.
        let stem = try #require(graph.tables(3).first)
        let tensor = graph.tables(0)[Int(stem.integers(1)[1])]
        #expect(tensor.integers(0) == [16, 3, 3, 3])
        let bytes = try #require(model.tables(4)[Int(tensor.integer(2) ?? 0)].contents(0)).bytes
        let written = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        let weight = weights["stem.0.weight"].values
        let gamma = weights["stem.1.weight"].values
        let variance = weights["stem.1.running_var"].values
        for output in 0..<16 {
            let factor = gamma[output] / (variance[output] + 1e-5).squareRoot()
            for input in 0..<3 {
                for position in 0..<9 {
                    let expected = weight[(output * 3 + input) * 9 + position] * factor
                    #expect(abs(written[(output * 9 + position) * 3 + input] - expected) < 1e-6)
                }
            }
        }
    }
}
