import Testing

@testable import ModelExport

/// Expected bytes are those of https://protobuf.dev/programming-guides/encoding, or by hand.
@Suite struct ProtobufMessageTests {
    @Test func integersAreVarints() {
        var message = ProtobufMessage()
        message.append(integer: 150, field: 1)
        #expect(message.bytes == [0x08, 0x96, 0x01])
        message.append(integer: 0, field: 20)
        #expect(message.bytes.suffix(3) == [0xA0, 0x01, 0x00])
        var negative = ProtobufMessage()
        negative.append(integer: -2, field: 1)
        #expect(
            negative.bytes
                == [0x08, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01])
    }

    @Test func textAndMessagesHaveTheirLengthBefore() {
        var text = ProtobufMessage()
        text.append(text: "testing", field: 2)
        #expect(text.bytes == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67])
        var inner = ProtobufMessage()
        inner.append(integer: 150, field: 1)
        var outer = ProtobufMessage()
        outer.append(message: inner, field: 3)
        #expect(outer.bytes == [0x1A, 0x03, 0x08, 0x96, 0x01])
        var long = ProtobufMessage()
        long.append(text: String(repeating: "a", count: 300), field: 1)
        #expect(long.bytes.prefix(4) == [0x0A, 0xAC, 0x02, 0x61])
        #expect(long.bytes.count == 303)
    }

    @Test func floatsAreLittleEndian() {
        var message = ProtobufMessage()
        message.append(float: 1, field: 2)
        #expect(message.bytes == [0x15, 0x00, 0x00, 0x80, 0x3F])
        var array = ProtobufMessage()
        array.append(littleEndian: [1, -2], field: 9)
        #expect(array.bytes == [0x4A, 0x08, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
    }

    @Test func anONNXNodeAndATensorByHand() {
        let node = ONNXNode(
            operation: "Add", name: "n", inputs: ["a", "b"], output: "c",
            attributes: [ONNXAttribute("k", .integers([3, 3]))])
        #expect(
            node.message.bytes == [
                0x0A, 1, 0x61, 0x0A, 1, 0x62, 0x12, 1, 0x63, 0x1A, 1, 0x6E, 0x22, 3, 0x41, 0x64,
                0x64, 0x2A, 10, 0x0A, 1, 0x6B, 0x40, 3, 0x40, 3, 0xA0, 0x01, 7,
            ])
        let tensor = ONNXTensor(name: "t", shape: [1, 1], values: [1])
        #expect(
            tensor.message.bytes == [
                0x08, 1, 0x08, 1, 0x10, 1, 0x42, 1, 0x74, 0x4A, 4, 0, 0, 0x80, 0x3F,
            ])
        let value = ONNXValue(name: "v", shape: [.named("N"), .fixed(3)])
        #expect(
            value.message.bytes == [
                0x0A, 1, 0x76, 0x12, 15, 0x0A, 13, 0x08, 1, 0x12, 9, 0x0A, 3, 0x12, 1, 0x4E, 0x0A,
                2, 0x08, 3,
            ])
    }
}
