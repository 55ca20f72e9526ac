import Architectures
import Foundation
import Networks

/// The two files of a network for ncnn: its layers as text, and their numbers
/// (https://github.com/Tencent/ncnn/wiki/param-and-model-file-structure).
///
/// An image is `[channels, height, width]`, one at a time.
package struct NCNNModel: Sendable {
    /// What every such text begins with.
    private static let magic = 7_767_517

    private(set) var layers: [NCNNLayer] = []
    /// The numbers of all layers, in their order.
    package private(set) var weights = Data()
    /// The blob that a value's next reader takes, and how many were taken.
    private var taken: [Int: Int] = [:]
    private var readers: [Int] = []

    /// A network with its weights.
    /// - Parameters:
    ///   - network: As written or pruned; what it lays out is what the files hold.
    ///   - weights: Of that network.
    package init(network: Network, weights: NetworkWeights) {
        let fused = FusedNetwork(network, weights: weights) { kind in
            if case .convolution = kind { return true }
            return false
        }
        let dataset = network.dataset
        append(
            fused,
            image: TensorShape(channels: dataset.inputChannels, size: dataset.inputSize),
            output: "logits")
    }

    /// One operator of a cell on its own, for timing; the output, named `output`, has the input's
    /// shape.
    /// - Parameters:
    ///   - kind: The operator.
    ///   - shape: Of the input.
    ///   - seed: Of the weights.
    package init(operator kind: Operator, shape: TensorShape, seed: UInt64 = 0) {
        append(
            FusedNetwork(operator: kind, shape: shape, seed: seed), image: shape, output: "output")
    }

    private mutating func append(_ network: FusedNetwork, image: TensorShape, output: String) {
        readers = network.readers
        append(
            NCNNLayer(
                type: "Input", name: "image", inputs: [], outputs: ["image"],
                // Width, height, channels.
                settings: [image.size, image.size, image.channels].enumerated().map {
                    (number: $0, value: String($1))
                }))
        split(FusedNetwork.image, blob: "image")
        for (position, operation) in network.operations.enumerated() {
            let isLast = position == network.operations.count - 1
            append(operation, value: position + 1, lastName: isLast ? output : nil)
        }
    }

    /// The text of the layers.
    package var parameterText: String {
        let blobs = layers.reduce(0) { $0 + $1.outputs.count }
        let head = "\(Self.magic)\n\(layers.count) \(blobs)\n"
        return head + layers.map { $0.line + "\n" }.joined()
    }

    private mutating func append(_ operation: FusedOperation, value: Int, lastName: String?) {
        let output = lastName ?? "value\(value)"
        let inputs = operation.inputs.map { blob(of: $0) }
        append(
            NCNNLayer(
                operation, name: lastName ?? "layer\(value)", inputs: inputs, output: output
            ))
        append(numbersOf: operation.kind)
        split(value, blob: output)
    }

    private mutating func append(_ layer: NCNNLayer) { layers.append(layer) }

    /// A blob is read once: one that several layers read is copied by name.
    private mutating func split(_ value: Int, blob: String) {
        guard readers[value] > 1 else { return }
        append(
            NCNNLayer(
                type: "Split", name: "split\(value)", inputs: [blob],
                outputs: (0..<readers[value]).map { "\(blob)_\($0)" }))
    }

    /// The blob that the next reader of a value takes.
    private mutating func blob(of value: Int) -> String {
        let name = value == FusedNetwork.image ? "image" : "value\(value)"
        guard readers[value] > 1 else { return name }
        defer { taken[value, default: 0] += 1 }
        return "\(name)_\(taken[value, default: 0])"
    }

    /// Appends what the layer reads from the file of numbers; the weights of convolutions and of
    /// the linear layer follow a word that says how they are kept, 0 for 32-bit floats.
    private mutating func append(numbersOf kind: FusedOperation.Kind) {
        switch kind {
        case .convolution(_, let weight, let bias), .linear(let weight, let bias):
            weights.append(contentsOf: [UInt8](repeating: 0, count: 4))
            weights.append(contentsOf: weight.values.littleEndianBytes)
            weights.append(contentsOf: bias.littleEndianBytes)
        case .normalization(let scale, let shift):
            weights.append(contentsOf: (scale + shift).littleEndianBytes)
        case .relu, .identity, .averagePooling, .zero, .addition, .globalAveragePooling: break
        }
    }
}
