import Foundation

/// An ONNX file: a graph of 32-bit floats with its weights, of an operator set from 9 to 21: what a
/// network needs is the same in all of these.
///
/// The file is written without a protobuf library: what it needs of the wire format is
/// `ProtobufMessage`, and its schema is `ONNXMessages.swift`.
package struct ONNXModel: Sendable {
    /// The input: images `[batch, channels, height, width]`.
    package static let inputName = "image"
    /// The output of a network: `[batch, classes]`.
    package static let logitsName = "logits"

    /// The operator sets that a file can state. In 9 initial values need not be inputs any more, and
    /// in 22 operators have other types.
    package static let operatorSets = 9...21
    /// What a file states where nothing else is asked for.
    package static let standardOperatorSet = 17

    /// The version of the format that came with an operator set
    /// (https://github.com/onnx/onnx/blob/main/docs/Versioning.md).
    static func formatVersion(of operatorSet: Int) -> Int64 {
        switch operatorSet {
        case ...9: 4
        case 10: 5
        case 11: 6
        case 12...14: 7
        case 15...18: 8
        case 19...20: 9
        default: 10
        }
    }

    /// Which operator set the file states.
    package var operatorSet = Self.standardOperatorSet
    /// The version of the program that wrote it; empty for none.
    package var producerVersion = ""
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
        operatorSet.append(integer: Int64(self.operatorSet), field: 2)
        var model = ProtobufMessage()
        model.append(integer: Self.formatVersion(of: self.operatorSet), field: 1)
        model.append(text: "nas-search", field: 2)
        if !producerVersion.isEmpty { model.append(text: producerVersion, field: 3) }
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
