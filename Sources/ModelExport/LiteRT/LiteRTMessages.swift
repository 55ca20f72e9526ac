// The tables of a LiteRT (TensorFlow Lite) file that this program writes; fields and their numbers
// are those of the public schema, version 3
// (https://github.com/google-ai-edge/LiteRT/blob/main/tflite/converter/schema/schema.fbs).

/// The kinds of operators that a network needs, by their numbers in `BuiltinOperator`.
enum LiteRTOperatorKind: Int32 {
    case add = 0
    case averagePool2D = 1
    case convolution2D = 3
    case fullyConnected = 9
    case multiply = 18
    case relu = 19
    case reshape = 22
    case pad = 34
    case mean = 40
}

/// An `Operator`: what is computed of which tensors.
struct LiteRTOperator: Equatable, Sendable {
    /// Which kind of table its settings are, by the numbers of the union `BuiltinOptions`, and the
    /// table.
    struct Options: Equatable, Sendable {
        let kind: UInt8
        let table: FlatTable

        /// `Conv2DOptions`.
        static func convolution(stride: Int, isPadded: Bool, hasReLU: Bool) -> Options {
            Options(
                kind: 1,
                table: FlatTable(
                    (0, padding(isPadded)), (1, .integer(Int32(stride))),
                    (2, .integer(Int32(stride))), (3, activation(hasReLU))))
        }

        /// `Pool2DOptions`.
        static func pooling(kernel: Int, stride: Int, isPadded: Bool) -> Options {
            Options(
                kind: 5,
                table: FlatTable(
                    (0, padding(isPadded)), (1, .integer(Int32(stride))),
                    (2, .integer(Int32(stride))), (3, .integer(Int32(kernel))),
                    (4, .integer(Int32(kernel)))))
        }

        /// `FullyConnectedOptions`.
        static func fullyConnected(hasReLU: Bool) -> Options {
            Options(kind: 8, table: FlatTable((0, activation(hasReLU))))
        }

        /// `AddOptions`.
        static func addition(hasReLU: Bool) -> Options {
            Options(kind: 11, table: FlatTable((0, activation(hasReLU))))
        }

        /// `MulOptions`.
        static let multiplication = Options(kind: 21, table: FlatTable((0, activation(false))))

        /// `ReshapeOptions` to the shape that its second input states.
        static let reshaping = Options(kind: 17, table: FlatTable())

        /// `PadOptions`.
        static let pad = Options(kind: 22, table: FlatTable())

        /// `ReducerOptions`; the reduced extents are gone.
        static let reduction = Options(kind: 27, table: FlatTable((0, .byte(0))))

        /// `Padding`: 0 keeps the size at stride 1, 1 adds nothing.
        private static func padding(_ isPadded: Bool) -> FlatTable.Value {
            .byte(isPadded ? 0 : 1)
        }

        /// `ActivationFunctionType`.
        private static func activation(_ hasReLU: Bool) -> FlatTable.Value {
            .byte(hasReLU ? 1 : 0)
        }
    }

    let kind: LiteRTOperatorKind
    let inputs: [Int32]
    let output: Int32
    let options: Options?

    /// - Parameter code: The position of its kind among the file's operator codes.
    func table(code: Int) -> FlatTable {
        guard let options else {
            return FlatTable(
                (0, .integer(Int32(code))), (1, .integers(inputs)), (2, .integers([output])))
        }
        return FlatTable(
            (0, .integer(Int32(code))), (1, .integers(inputs)), (2, .integers([output])),
            (3, .byte(options.kind)), (4, .table(options.table)))
    }
}

/// A `Tensor` and the contents of its `Buffer`, where it is a constant.
struct LiteRTTensor: Equatable, Sendable {
    /// `TensorType`.
    enum Element: UInt8 {
        case float32 = 0
        case int32 = 2
    }

    let name: String
    let shape: [Int32]
    var element = Element.float32
    /// Empty for what is computed.
    var contents: [UInt8] = []
    /// Whether its first extent is the batch, of any size.
    var isOfAnyBatch = false

    /// - Parameter buffer: The position of its contents among the file's buffers; 0 for none.
    func table(buffer: Int) -> FlatTable {
        if isOfAnyBatch {
            return FlatTable(
                (0, .integers(shape)), (1, .byte(element.rawValue)),
                (2, .integer(Int32(buffer))), (3, .text(name)),
                (7, .integers([-1] + shape.dropFirst())))
        }
        return FlatTable(
            (0, .integers(shape)), (1, .byte(element.rawValue)), (2, .integer(Int32(buffer))),
            (3, .text(name)))
    }
}
