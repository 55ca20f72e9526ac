import Foundation

/// A decoder of the protobuf wire format, written for these tests from its description alone.
struct ProtobufDecoder {
    enum Value: Equatable {
        case varint(UInt64)
        case fixed32(UInt32)
        case bytes([UInt8])
    }

    struct Malformed: Error {}

    /// The fields in the order in which they stand.
    private(set) var fields: [(number: Int, value: Value)] = []

    init(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        func varint() throws -> UInt64 {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 70, by: 7) {
                guard let byte = rest.popFirst() else { throw Malformed() }
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
            }
            throw Malformed()
        }
        while !rest.isEmpty {
            let tag = try varint()
            let value: Value
            switch tag & 7 {
            case 0: value = .varint(try varint())
            case 2:
                let count = Int(try varint())
                guard count <= rest.count else { throw Malformed() }
                value = .bytes(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            case 5:
                guard rest.count >= 4 else { throw Malformed() }
                value = .fixed32(rest.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) })
                rest = rest.dropFirst(4)
            default: throw Malformed()
            }
            fields.append((Int(tag >> 3), value))
        }
    }

    func integers(_ number: Int) -> [Int] {
        fields.compactMap {
            guard $0.number == number, case .varint(let value) = $0.value else { return nil }
            return Int(truncatingIfNeeded: value)
        }
    }

    func bytes(_ number: Int) -> [[UInt8]] {
        fields.compactMap {
            guard $0.number == number, case .bytes(let value) = $0.value else { return nil }
            return value
        }
    }

    func strings(_ number: Int) -> [String] {
        bytes(number).map { String(decoding: $0, as: UTF8.self) }
    }

    func messages(_ number: Int) throws -> [ProtobufDecoder] {
        try bytes(number).map(ProtobufDecoder.init)
    }
}

/// What these tests look at in an ONNX file; field numbers as in onnx.proto.
struct DecodedModel {
    struct Node {
        let operation: String
        let name: String
        let inputs: [String]
        let outputs: [String]
        /// Integer attributes, single or repeated.
        let integers: [String: [Int]]
    }

    struct Constant {
        let shape: [Int]
        let values: [Float]
    }

    let irVersion: [Int]
    let operatorSets: [[Int]]
    let nodes: [Node]
    let constants: [String: Constant]
    /// Names and shapes of input and output; named extents as text.
    let values: [(name: String, shape: [String])]
    let metadata: [String: String]

    init(_ data: Data) throws {
        let model = try ProtobufDecoder([UInt8](data))
        irVersion = model.integers(1)
        operatorSets = try model.messages(8).map { $0.integers(2) }
        metadata = Dictionary(
            uniqueKeysWithValues: try model.messages(14).map {
                ($0.strings(1)[0], $0.strings(2)[0])
            })
        let graph = try model.messages(7)[0]
        nodes = try graph.messages(1).map { node in
            Node(
                operation: node.strings(4)[0], name: node.strings(3)[0], inputs: node.strings(1),
                outputs: node.strings(2),
                integers: Dictionary(
                    uniqueKeysWithValues: try node.messages(5).map {
                        ($0.strings(1)[0], $0.integers(3) + $0.integers(8))
                    }))
        }
        constants = Dictionary(
            uniqueKeysWithValues: try graph.messages(5).map { tensor in
                let raw = tensor.bytes(9)[0]
                let values = stride(from: 0, to: raw.count, by: 4).map { start in
                    Float(
                        bitPattern: raw[start..<(start + 4)].reversed()
                            .reduce(0) { $0 << 8 | UInt32($1) })
                }
                return (
                    tensor.strings(8)[0], Constant(shape: tensor.integers(1), values: values)
                )
            })
        values = try (graph.messages(11) + graph.messages(12)).map { value in
            let tensor = try value.messages(2)[0].messages(1)[0]
            let shape = try tensor.messages(2)[0].messages(1).map {
                $0.strings(2).first ?? String($0.integers(1)[0])
            }
            return (value.strings(1)[0], shape)
        }
    }

    func count(_ operation: String) -> Int { nodes.count { $0.operation == operation } }
}
