/// The bytes of a protobuf message in the making.
///
/// Only what an ONNX file needs: fields of 64-bit integers, floats, strings, bytes and messages, in
/// the wire format of https://protobuf.dev/programming-guides/encoding. Repeated fields are written
/// one by one, unpacked, as ONNX's schema (proto2) declares them.
struct ProtobufMessage {
    private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case varint = 0
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// Appends an `int64`, `int32` or enumeration; negative ones take ten bytes.
    mutating func append(integer value: Int64, field: Int) {
        appendTag(field, .varint)
        appendVarint(UInt64(bitPattern: value))
    }

    /// Appends a `float`.
    mutating func append(float value: Float, field: Int) {
        appendTag(field, .fixed32)
        appendLittleEndian(value)
    }

    /// Appends a `string`.
    mutating func append(text: String, field: Int) {
        appendTag(field, .lengthDelimited)
        appendVarint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends a message.
    mutating func append(message: ProtobufMessage, field: Int) {
        appendTag(field, .lengthDelimited)
        appendVarint(UInt64(message.bytes.count))
        bytes.append(contentsOf: message.bytes)
    }

    /// Appends `bytes` that are the little-endian values of an array.
    mutating func append(littleEndian values: [Float], field: Int) {
        appendTag(field, .lengthDelimited)
        appendVarint(UInt64(4 * values.count))
        bytes.append(contentsOf: values.littleEndianBytes)
    }

    private mutating func appendTag(_ field: Int, _ type: WireType) {
        appendVarint(UInt64(field) << 3 | type.rawValue)
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    private mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func appendLittleEndian(_ value: Float) {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
