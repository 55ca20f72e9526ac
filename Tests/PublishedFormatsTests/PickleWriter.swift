/// Writes pickles of protocol 2 by hand, after the descriptions in CPython's `pickletools`.
indirect enum PickleWriter: Sendable {
    case none
    case boolean(Bool)
    case integer(Int32)
    case float(Double)
    case text(String)
    case bytes([UInt8])
    case tuple([PickleWriter])
    case list([PickleWriter])
    case dictionary([(PickleWriter, PickleWriter)])
    case global(String, String)
    /// What a function makes of arguments.
    case call(PickleWriter, [PickleWriter])
    /// A value on which a state is set.
    case built(PickleWriter, state: PickleWriter)

    /// The whole pickle.
    var pickle: [UInt8] { [0x80, 2] + operations + Array(".".utf8) }

    private var operations: [UInt8] {
        switch self {
        case .none: Array("N".utf8)
        case .boolean(let truth): [truth ? 0x88 : 0x89]
        case .integer(let value): Array("J".utf8) + Self.little(UInt32(bitPattern: value))
        case .float(let value):
            Array("G".utf8)
                + (0..<8).reversed().map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
        case .text(let text):
            Array("X".utf8) + Self.little(UInt32(text.utf8.count)) + Array(text.utf8)
        case .bytes(let bytes): Array("B".utf8) + Self.little(UInt32(bytes.count)) + bytes
        case .tuple(let values): Array("(".utf8) + values.flatMap(\.operations) + Array("t".utf8)
        case .list(let values): Array("](".utf8) + values.flatMap(\.operations) + Array("e".utf8)
        case .dictionary(let pairs):
            Array("}(".utf8) + pairs.flatMap { $0.operations + $1.operations } + Array("u".utf8)
        case .global(let module, let name): Array("c\(module)\n\(name)\n".utf8)
        case .call(let function, let arguments):
            function.operations + PickleWriter.tuple(arguments).operations + Array("R".utf8)
        case .built(let value, let state): value.operations + state.operations + Array("b".utf8)
        }
    }

    private static func little(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    // MARK: numpy

    /// The numpy data type of a short name such as `i8`.
    static func dataType(_ name: String) -> PickleWriter {
        .built(
            .call(.global("numpy", "dtype"), [.text(name), .none, .none]),
            state: .tuple([
                .integer(3), .text("<"), .none, .none, .none, .integer(-1), .integer(-1),
                .integer(0),
            ]))
    }

    /// A numpy scalar of eight bytes.
    static func numpyInteger(_ value: Int) -> PickleWriter {
        .call(
            .global("numpy.core.multiarray", "scalar"),
            [dataType("i8"), .bytes(eightBytes(UInt64(bitPattern: Int64(value))))])
    }

    /// A numpy array of doubles, row-major.
    static func numpyArray(_ values: [Double], shape: [Int32], type: String = "f8") -> PickleWriter
    {
        .call(
            .global("numpy.core.numeric", "_frombuffer"),
            [
                .bytes(
                    values.flatMap {
                        eightBytes(type == "f8" ? $0.bitPattern : UInt64(bitPattern: Int64($0)))
                    }),
                dataType(type), .tuple(shape.map { .integer($0) }), .text("C"),
            ])
    }

    /// The bytes of a number, the least significant first.
    static func eightBytes(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
