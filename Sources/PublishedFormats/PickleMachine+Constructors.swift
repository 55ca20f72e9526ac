// What the few known classes and functions would make of their arguments.
extension PickleMachine {
    /// Looks up a class or function by the names that the pickle spells out.
    func constructor(_ module: PickleSpan, _ name: PickleSpan) throws -> PickleConstructor {
        let moduleName = shown(module)
        let ownName = shown(name)
        guard let constructor = PickleConstructor(module: moduleName, name: ownName) else {
            throw refused("would run \(moduleName).\(ownName)")
        }
        return constructor
    }

    private func shown(_ span: PickleSpan) -> String {
        let bytes = document.bytes[span.start..<span.start + min(span.count, 200)]
        return String(
            String(decoding: bytes, as: UTF8.self).unicodeScalars.map {
                $0.properties.generalCategory == .control ? "?" : Character($0)
            })
    }

    /// The data that a constructor stands for.
    mutating func made(
        by constructor: PickleConstructor, _ arguments: PickleTuple, isNew: Bool
    ) throws -> PickleValue {
        guard arguments.count <= 8 else {
            throw damaged("\(constructor.rawValue): \(arguments.count) arguments")
        }
        let values = Array(document.elements(arguments))
        func unexpected() -> ContentProblem {
            damaged("\(constructor.rawValue): unexpected arguments")
        }
        switch constructor {
        case .orderedDictionary:
            return try orderedDictionary(values)
        case .encode:
            guard case .text(let text)? = values.first, values.count == 2,
                document.isText(values[1], "latin1")
            else { throw unexpected() }
            return .bytes(try latin1(text))
        case .numpyDataType:
            guard let name = document.shortString(values.first) else { throw unexpected() }
            guard let type = NumericType(name: name) else {
                throw refused("numpy data type '\(name)'")
            }
            document.dataTypes.append(type)
            return .dataType(Int32(document.dataTypes.count - 1))
        case .numpyScalar:
            guard values.count == 2, case .dataType(let number) = values[0] else {
                throw unexpected()
            }
            return try scalar(document.dataTypes[Int(number)], values[1])
        case .numpyReconstruct:
            guard values.first == .constructor(.numpyArray) else { throw unexpected() }
            return newArray(
                PickledArray(shape: [], dataType: nil, isColumnMajor: false, elements: .none))
        case .numpyFromBuffer:
            guard values.count == 4, case .bytes = values[0], case .dataType(let type) = values[1],
                let shape = shape(values[2]), let order = document.shortString(values[3]),
                order == "C" || order == "F"
            else { throw unexpected() }
            let array = PickledArray(
                shape: shape, dataType: type, isColumnMajor: order == "F", elements: values[0])
            guard document.isConsistent(array) else {
                throw damaged("a numpy array whose bytes do not fill its shape")
            }
            return newArray(array)
        case .slice, .pandasNewIndex, .pandasFrame, .pandasBlockManager, .pandasBlock,
            .pandasArrowStrings, .pandasStringType, .arrowArray, .arrowChunks, .arrowType,
            .arrowBuffer:
            return newObject(constructor, arguments)
        case .reconstructor:
            // What protocols 0 and 1 write for a new object of a class without arguments.
            guard values.count == 3, case .constructor(let made) = values[0],
                [.pandasFrame, .pandasBlockManager, .pandasArrowStrings].contains(made),
                values[1] == .constructor(.plainObject)
            else { throw unexpected() }
            return newObject(made, arguments)
        case .numpyArray, .pandasIndex, .pandasRangeIndex, .plainObject:
            throw refused("would run \(constructor.rawValue)")
        }
    }

    /// Sets what a pickle says about a value after making it.
    mutating func build(_ value: PickleValue, _ state: PickleValue) throws {
        let sequence = document.sequence(state) ?? []
        let parts = Array(sequence.prefix(10))
        switch value {
        case .dataType(let number):
            guard parts.count >= 8, let order = document.shortString(parts[1]),
                ["<", ">", "=", "|"].contains(order)
            else { throw damaged("numpy.dtype: unexpected state") }
            guard parts[2...4].allSatisfy({ $0 == .none }) else {
                throw refused("a numpy data type with fields")
            }
            document.dataTypes[Int(number)].isBigEndian = order == ">"
        case .array(let number):
            guard sequence.count == 5, let shape = shape(parts[1]),
                case .dataType(let type) = parts[2], case .boolean(let isColumnMajor) = parts[3]
            else { throw damaged("numpy.ndarray: unexpected state") }
            var elements = parts[4]
            if case .text(let raw) = elements { elements = .bytes(raw) }
            let array = PickledArray(
                shape: shape, dataType: type, isColumnMajor: isColumnMajor, elements: elements)
            guard document.isConsistent(array) else {
                throw damaged("a numpy array whose elements do not fill its shape")
            }
            document.arrays[Int(number)] = array
        case .object(let number):
            document.objects[Int(number)].state = state
        default:
            throw damaged("\(value.kindName) takes no state")
        }
    }

    private mutating func newObject(
        _ constructor: PickleConstructor, _ arguments: PickleTuple
    ) -> PickleValue {
        document.objects.append(
            PickledObject(constructor: constructor, arguments: arguments, state: .none))
        return .object(Int32(document.objects.count - 1))
    }

    private mutating func newArray(_ array: PickledArray) -> PickleValue {
        document.arrays.append(array)
        return .array(Int32(document.arrays.count - 1))
    }

    private func shape(_ value: PickleValue) -> [Int]? {
        guard let lengths = document.sequence(value), lengths.count <= 8 else { return nil }
        let shape = lengths.compactMap { document.integer($0) }
        return shape.count == lengths.count ? shape : nil
    }

    private func scalar(_ type: NumericType, _ value: PickleValue) throws -> PickleValue {
        let span: PickleSpan
        switch value {
        case .bytes(let bytes), .text(let bytes): span = bytes
        default: throw damaged("numpy scalar: expected bytes, found \(value.kindName)")
        }
        guard type.kind != .object, span.count == type.size else {
            throw damaged("numpy scalar: expected \(type.size) bytes, found \(span.count)")
        }
        return type.value(in: document.bytes, at: span.start)
    }

    private mutating func orderedDictionary(_ arguments: [PickleValue]) throws -> PickleValue {
        guard arguments.count <= 1 else {
            throw damaged("collections.OrderedDict: unexpected arguments")
        }
        var pairs: [PickleValue] = []
        if let first = arguments.first {
            guard let entries = document.sequence(first) else {
                throw damaged("collections.OrderedDict: expected a list of pairs")
            }
            try count(copies: entries.count)
            for entry in entries {
                guard let pair = document.sequence(entry), pair.count == 2 else {
                    throw damaged("collections.OrderedDict: expected a list of pairs")
                }
                pairs.append(contentsOf: pair)
            }
        }
        return try newDictionary(pairs)
    }
}
