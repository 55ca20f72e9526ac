/// Where bytes lie in ``PickleDocument/bytes``.
struct PickleSpan: Hashable {
    var start: Int
    var count: Int
}

/// Where the elements of a tuple lie in ``PickleDocument/items``.
struct PickleTuple: Hashable {
    var start: Int32
    var count: Int32
    var depth: Int32
}

/// One value of a pickle. Values that hold others are numbers into the document, so that a pickle
/// that refers to itself is neither followed without end nor leaked.
enum PickleValue: Hashable {
    case none
    case boolean(Bool)
    case integer(Int)
    case float(Double)
    /// Text, as UTF-8 where the pickle was written by Python 3.
    case text(PickleSpan)
    case bytes(PickleSpan)
    case tuple(PickleTuple)
    /// A list, by its position in `PickleDocument/containers`.
    case list(Int32)
    /// A dictionary, whose keys and values alternate.
    case dictionary(Int32)
    case set(Int32)
    /// One of the few classes and functions that are understood.
    case constructor(PickleConstructor)
    /// A numpy data type, by its position in `PickleDocument/dataTypes`.
    case dataType(Int32)
    /// A numpy array, by its position in `PickleDocument/arrays`.
    case array(Int32)
    /// A pandas object or a slice, by its position in `PickleDocument/objects`.
    case object(Int32)

    /// What messages call it.
    var kindName: String {
        switch self {
        case .none: "None"
        case .boolean: "a truth value"
        case .integer: "an integer"
        case .float: "a number"
        case .text: "a text"
        case .bytes: "bytes"
        case .tuple: "a tuple"
        case .list: "a list"
        case .dictionary: "a dictionary"
        case .set: "a set"
        case .constructor(let constructor): constructor.rawValue
        case .dataType: "a numpy data type"
        case .array: "a numpy array"
        case .object: "an object"
        }
    }
}

/// A numpy array as it lies in a pickle.
struct PickledArray: Hashable {
    /// Length of each dimension.
    var shape: [Int]
    /// Position in ``PickleDocument/dataTypes``, or nil before the pickle states it.
    var dataType: Int32?
    /// Whether the first dimension is the fastest.
    var isColumnMajor: Bool
    /// The elements: bytes, or a list of values for data type `O`.
    var elements: PickleValue
}

/// An object of which only the parts are kept.
struct PickledObject: Hashable {
    /// What would make it.
    var constructor: PickleConstructor
    /// What it would be made from.
    var arguments: PickleTuple
    /// What would be set on it afterwards.
    var state: PickleValue
}
