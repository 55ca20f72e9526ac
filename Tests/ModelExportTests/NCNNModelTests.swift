import Architectures
import Foundation
import Networks
import Testing

@testable import ModelExport

@Suite struct NCNNModelTests {
    let space: SearchSpace
    let network: Network
    let weights: NetworkWeights
    let model: NCNNModel

    init() throws {
        let mixed = try MixedCell()
        space = mixed.space
        network = Network(mixed.cell, in: space, for: mixed.dataset)
        weights = NetworkWeights(for: network, seed: 3)
        model = NCNNModel(network: network, weights: weights)
    }

    /// The lines after the head, as words.
    private var layers: [[String]] {
        model.parameterText.split(separator: "\n").dropFirst(2)
            .map { $0.split(separator: " ").map(String.init) }
    }

    private func blobs(_ layer: [String]) throws -> (inputs: [String], outputs: [String]) {
        let inputs = try #require(Int(layer[2]))
        let outputs = try #require(Int(layer[3]))
        return (Array(layer[4..<(4 + inputs)]), Array(layer[(4 + inputs)..<(4 + inputs + outputs)]))
    }

    @Test func theHeadCountsLayersAndBlobs() throws {
        let lines = model.parameterText.split(separator: "\n")
        #expect(lines[0] == "7767517")
        let outputs = try layers.reduce(0) { try $0 + blobs($1).outputs.count }
        #expect(lines[1] == "\(layers.count) \(outputs)")
        #expect(Set(layers.map { $0[1] }).count == layers.count)
    }

    @Test func everyOperatorIsThere() {
        let counts = layers.reduce(into: [:]) { $0[$1[0], default: 0] += 1 }
        #expect(counts["Convolution"] == 15 * 2 + 2 * 3 + 1)
        // That of a residual block's second convolution belongs to its first.
        #expect(counts["ReLU"] == 15 + 2 + 1)
        #expect(counts["Pooling"] == 15 + 2 + 1)
        // Zeros, and sums: node 2 (1) and node 3 (2) of a cell, residual blocks.
        #expect(counts["BinaryOp"] == 15 * 2 + 15 * 3 + 2)
        #expect(counts["Scale"] == 1 && counts["InnerProduct"] == 1 && counts["Input"] == 1)
    }

    @Test func everyBlobIsMadeAndReadOnce() throws {
        var open: Set<String> = []
        for layer in layers {
            let (inputs, outputs) = try blobs(layer)
            for input in inputs { #expect(open.remove(input) != nil, "\(input)") }
            for output in outputs { #expect(open.insert(output).inserted, "\(output)") }
        }
        #expect(open == ["logits"])
    }

    @Test func numbersFollowTheLayers() throws {
        // A word and the weights, then the bias, of each convolution and of the classifier; the
        // head's scale and shift.
        let sizes = network.layers.reduce(0) { count, layer in
            switch layer.operation {
            case .convolution: count + 4 + 4 * (layer.parameters + layer.outputShape.channels)
            case .linear: count + 4 + 4 * layer.parameters
            default: count
            }
        }
        #expect(model.weights.count == sizes + 4 * 2 * 64)
        let first = model.weights.prefix(8).map { $0 }
        #expect(first.prefix(4) == [0, 0, 0, 0])
        let scale =
            weights["stem.1.weight"].values[0]
            / (weights["stem.1.running_var"].values[0] + 1e-5).squareRoot()
        let bits = first[4...].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let expected = weights["stem.0.weight"].values[0] * scale
        #expect(abs(Float(bitPattern: bits) - expected) < 1e-6)
    }

    @Test func severalImagesAtOnceAreRefused() throws {
        let model = ExportedModel(
            space: space, architecture: network.architecture, objectives: [], command: "c",
            network: NetworkSettings(
                dataset: network.dataset, view: .asWritten, batch: .fixed(8),
                foldsBatchNormalization: true, weights: .seed(0)))
        #expect(throws: ExportError.self) { try ExportFormat.ncnn.files(of: model) }
        #expect(throws: ExportError.self) { try ExportFormat.ncnn.check(.dynamic) }
        #expect(throws: Never.self) { try ExportFormat.ncnn.check(.fixed(1)) }
        #expect(throws: Never.self) { try ExportFormat.litert.check(.dynamic) }
    }
}
