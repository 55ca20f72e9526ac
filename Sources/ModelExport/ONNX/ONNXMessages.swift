// The messages of an ONNX file that this program writes; fields and their numbers are those of
// onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), IR version 8.

/// A `NodeProto`: one operation.
struct ONNXNode: Equatable {
    var operation: String
    var name: String
    var inputs: [String]
    var output: String
    var attributes: [ONNXAttribute] = []

    var message: ProtobufMessage {
        var message = ProtobufMessage()
        for input in inputs { message.append(text: input, field: 1) }
        message.append(text: output, field: 2)
        message.append(text: name, field: 3)
        message.append(text: operation, field: 4)
        for attribute in attributes { message.append(message: attribute.message, field: 5) }
        return message
    }
}

/// An `AttributeProto`: a constant of an operation.
struct ONNXAttribute: Equatable {
    enum Value: Equatable {
        case float(Float)
        case integer(Int)
        case integers([Int])
    }

    var name: String
    var value: Value

    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    var message: ProtobufMessage {
        var message = ProtobufMessage()
        message.append(text: name, field: 1)
        // Field 20 is the type: FLOAT 1, INT 2, INTS 7.
        switch value {
        case .float(let number):
            message.append(float: number, field: 2)
            message.append(integer: 1, field: 20)
        case .integer(let number):
            message.append(integer: Int64(number), field: 3)
            message.append(integer: 2, field: 20)
        case .integers(let numbers):
            for number in numbers { message.append(integer: Int64(number), field: 8) }
            message.append(integer: 7, field: 20)
        }
        return message
    }
}

/// A `TensorProto` of 32-bit floats: a constant of the graph.
struct ONNXTensor: Equatable {
    var name: String
    var shape: [Int]
    var values: [Float]

    var message: ProtobufMessage {
        var message = ProtobufMessage()
        for extent in shape { message.append(integer: Int64(extent), field: 1) }
        message.append(integer: ONNXValue.float32, field: 2)
        message.append(text: name, field: 8)
        message.append(littleEndian: values, field: 9)
        return message
    }
}

/// A `ValueInfoProto` of 32-bit floats: an input or output of the graph.
struct ONNXValue: Equatable {
    enum Extent: Equatable {
        case fixed(Int)
        case named(String)
    }

    /// `TensorProto.DataType.FLOAT`.
    static let float32: Int64 = 1

    var name: String
    var shape: [Extent]

    var message: ProtobufMessage {
        var shapeMessage = ProtobufMessage()
        for extent in shape {
            var dimension = ProtobufMessage()
            switch extent {
            case .fixed(let count): dimension.append(integer: Int64(count), field: 1)
            case .named(let name): dimension.append(text: name, field: 2)
            }
            shapeMessage.append(message: dimension, field: 1)
        }
        var tensorType = ProtobufMessage()
        tensorType.append(integer: Self.float32, field: 1)
        tensorType.append(message: shapeMessage, field: 2)
        var type = ProtobufMessage()
        type.append(message: tensorType, field: 1)
        var message = ProtobufMessage()
        message.append(text: name, field: 1)
        message.append(message: type, field: 2)
        return message
    }
}

/// A `GraphProto`.
struct ONNXGraph: Equatable {
    var name: String
    var nodes: [ONNXNode]
    var constants: [ONNXTensor]
    var input: ONNXValue
    var output: ONNXValue

    var message: ProtobufMessage {
        var message = ProtobufMessage()
        for node in nodes { message.append(message: node.message, field: 1) }
        message.append(text: name, field: 2)
        for constant in constants { message.append(message: constant.message, field: 5) }
        message.append(message: input.message, field: 11)
        message.append(message: output.message, field: 12)
        return message
    }
}
