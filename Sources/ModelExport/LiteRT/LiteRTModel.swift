import Foundation

/// A LiteRT (TensorFlow Lite) file: a graph of 32-bit floats with its weights, schema version 3.
///
/// Images come as LiteRT has them, channels last: `[batch, height, width, channels]`.
package struct LiteRTModel: Sendable {
    private static let schemaVersion: Int32 = 3

    let graph: LiteRTGraph
    let metadata: [(key: String, value: String)]

    /// The file's bytes, the same for the same model.
    package func encoded() -> Data {
        var codes: [LiteRTOperatorKind] = []
        let operators = graph.operators.map { operation in
            if !codes.contains(operation.kind) { codes.append(operation.kind) }
            return operation.table(code: codes.firstIndex(of: operation.kind) ?? 0)
        }
        // The first buffer is empty by convention, and means 'no contents'.
        var buffers = [FlatTable()]
        let tensors = graph.tensors.map { tensor in
            if tensor.contents.isEmpty { return tensor.table(buffer: 0) }
            buffers.append(FlatTable((0, .bytes(tensor.contents))))
            return tensor.table(buffer: buffers.count - 1)
        }
        let entries = metadata.map { entry in
            buffers.append(FlatTable((0, .bytes(Array(entry.value.utf8)))))
            return FlatTable((0, .text(entry.key)), (1, .integer(Int32(buffers.count - 1))))
        }
        let subgraph = FlatTable(
            (0, .tables(tensors)), (1, .integers([graph.input])), (2, .integers([graph.output])),
            (3, .tables(operators)), (4, .text("network")))
        let root = FlatTable(
            (0, .integer(Self.schemaVersion)), (1, .tables(codes.map(Self.table))),
            (2, .tables([subgraph])), (3, .text("nas-search")), (4, .tables(buffers)),
            (6, .tables(entries)))
        return Data(FlatBufferWriter.file(root: root, identifier: "TFL3"))
    }

    /// An `OperatorCode`, of version 1, its number in the old field and in the new one.
    private static func table(of kind: LiteRTOperatorKind) -> FlatTable {
        FlatTable(
            (0, .byte(UInt8(kind.rawValue))), (2, .integer(1)), (3, .integer(kind.rawValue)))
    }
}
