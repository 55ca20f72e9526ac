/// What a pickle holds, without anything of it having been run.
struct PickleDocument {
    /// The input, followed by texts that had to be decoded.
    var bytes: [UInt8]
    /// The elements of all tuples.
    var items: [PickleValue] = []
    /// The elements of lists and sets; keys and values of dictionaries in turn.
    var containers: [[PickleValue]] = []
    /// How deep the contents of each container lie.
    var containerDepths: [Int32] = []
    /// The numpy data types.
    var dataTypes: [NumericType] = []
    /// The numpy arrays.
    var arrays: [PickledArray] = []
    /// The pandas objects and slices.
    var objects: [PickledObject] = []
    /// The value that the pickle stands for.
    var root = PickleValue.none

    /// Reads a pickle of protocol 0 to 5.
    /// - Throws: ``ContentProblem`` with the byte at which it can't be followed.
    init(_ bytes: [UInt8], limits: PickleLimits = PickleLimits()) throws {
        self.bytes = bytes
        var machine = PickleMachine(document: self, limits: limits)
        try machine.run()
        self = machine.document
    }

    /// An empty document over an input.
    init(unread bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The elements of a tuple.
    func elements(_ tuple: PickleTuple) -> ArraySlice<PickleValue> {
        items[Int(tuple.start)..<Int(tuple.start + tuple.count)]
    }

    /// The elements of a list or tuple, or nil where the value is neither.
    func sequence(_ value: PickleValue?) -> ArraySlice<PickleValue>? {
        switch value {
        case .tuple(let tuple): elements(tuple)
        case .list(let list): containers[Int(list)][...]
        default: nil
        }
    }

    /// The elements of a list, a tuple or an array of one dimension; none where the value is none.
    func numbers(_ value: PickleValue) -> [PickleValue] {
        guard case .array(let number) = value else { return Array(sequence(value) ?? []) }
        let array = arrays[Int(number)]
        guard array.shape.count == 1, isConsistent(array), case .bytes(let span) = array.elements,
            let type = array.dataType
        else { return [] }
        let numeric = dataTypes[Int(type)]
        return (0..<array.shape[0]).map {
            numeric.value(in: bytes, at: span.start + $0 * numeric.size)
        }
    }

    /// Keys and values of a dictionary in turn, or nil where the value is none.
    func pairs(_ value: PickleValue?) -> [PickleValue]? {
        guard case .dictionary(let number) = value else { return nil }
        return containers[Int(number)]
    }

    /// Whether a value is the given text.
    func isText(_ value: PickleValue, _ text: StaticString) -> Bool {
        guard case .text(let span) = value, span.count == text.utf8CodeUnitCount else {
            return false
        }
        for i in 0..<span.count where bytes[span.start + i] != text.utf8Start[i] { return false }
        return true
    }

    /// A text of a name's length as a string, or nil where the value is none.
    func shortString(_ value: PickleValue?) -> String? {
        guard case .text(let span) = value, span.count <= 64 else { return nil }
        return String(decoding: bytes[span.start..<span.start + span.count], as: UTF8.self)
    }

    /// A number, whole or not, or nil where the value is none.
    func number(_ value: PickleValue?) -> Double? {
        switch value {
        case .integer(let integer): Double(integer)
        case .float(let float): float
        default: nil
        }
    }

    /// A whole number, or nil where the value is none.
    func integer(_ value: PickleValue?) -> Int? {
        guard case .integer(let integer) = value else { return nil }
        return integer
    }

    /// What a dictionary has under a text, or nil; the last of several, as in Python.
    func lookUp(_ key: StaticString, in value: PickleValue?) -> PickleValue? {
        guard let pairs = pairs(value) else { return nil }
        var i = pairs.count - 2
        while i >= 0 {
            if isText(pairs[i], key) { return pairs[i + 1] }
            i -= 2
        }
        return nil
    }

    /// What a dictionary has under a whole number, or nil.
    func lookUp(_ key: Int, in value: PickleValue?) -> PickleValue? {
        guard let pairs = pairs(value) else { return nil }
        var i = pairs.count - 2
        while i >= 0 {
            if case .integer(key) = pairs[i] { return pairs[i + 1] }
            i -= 2
        }
        return nil
    }

    /// Whether an array has as many elements as its shape says.
    func isConsistent(_ array: PickledArray) -> Bool {
        guard let number = array.dataType else { return false }
        var count = 1
        for length in array.shape {
            let product = count.multipliedReportingOverflow(by: length)
            guard length >= 0, !product.overflow else { return false }
            count = product.partialValue
        }
        let type = dataTypes[Int(number)]
        switch array.elements {
        case .bytes(let span):
            let size = count.multipliedReportingOverflow(by: type.size)
            return type.kind != .object && !size.overflow && size.partialValue == span.count
        case .list(let list):
            return type.kind == .object && containers[Int(list)].count == count
        default: return false
        }
    }
}
