import Foundation

/// An ONNX file: a graph of 32-bit floats with its weights (IR version 8, operator set 17).
///
/// The file is written without a protobuf library: what it needs of the wire format is
/// `ProtobufMessage`, and its schema is `ONNXMessages.swift`.
package struct ONNXModel: Sendable {
    /// The input: images `[batch, channels, height, width]`.
    package static let inputName = "image"
    /// The output of a network: `[batch, classes]`.
    package static let logitsName = "logits"

    private static let irVersion: Int64 = 8
    private static let operatorSet: Int64 = 17

    let graph: ONNXGraph
    let metadata: [(key: String, value: String)]

    init(graph: ONNXGraph, metadata: [(key: String, value: String)]) {
        self.graph = graph
        self.metadata = metadata
    }

    /// The file's bytes, the same for the same model.
    package func encoded() -> Data {
        var operatorSet = ProtobufMessage()
        operatorSet.append(text: "", field: 1)
        operatorSet.append(integer: Self.operatorSet, field: 2)
        var model = ProtobufMessage()
        model.append(integer: Self.irVersion, field: 1)
        model.append(text: "nas-search", field: 2)
        model.append(message: graph.message, field: 7)
        model.append(message: operatorSet, field: 8)
        for (key, value) in metadata {
            var entry = ProtobufMessage()
            entry.append(text: key, field: 1)
            entry.append(text: value, field: 2)
            model.append(message: entry, field: 14)
        }
        return Data(model.bytes)
    }
}
