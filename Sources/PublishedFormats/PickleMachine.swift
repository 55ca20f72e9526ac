/// Follows the operations of a pickle and builds its values, without importing or calling anything.
///
/// The operations are those of CPython's `pickletools`, protocols 0 to 5; the ones that only code
/// or shared objects need are refused by name and position.
struct PickleMachine {
    var document: PickleDocument
    private let limits: PickleLimits
    /// Length of the input.
    let count: Int
    /// The next byte.
    var position = 0
    /// Where the current operation began.
    private(set) var start = 0
    private var stack: [PickleValue] = []
    /// Heights of the stack at the open marks.
    private var marks: [Int] = []
    private var memo: [PickleValue?] = []
    private var operations = 0
    /// Bytes and values that were copied, which a few operations could do over and over.
    var copies = 0

    /// Prepares to read the document's bytes.
    init(document: PickleDocument, limits: PickleLimits) {
        self.document = document
        self.limits = limits
        count = document.bytes.count
    }

    /// Reads until the end of the pickle.
    mutating func run() throws {
        guard count <= limits.bytes else {
            throw ContentProblem.refused(nil, "larger than \(limits.bytes) bytes")
        }
        while true {
            start = position
            guard position < count else { throw truncated("another operation") }
            operations += 1
            guard operations <= limits.operations else {
                throw refused("more than \(limits.operations) operations")
            }
            let code = document.bytes[position]
            position += 1
            if code == UInt8(ascii: ".") { break }
            try execute(code)
        }
        document.root = try pop()
        guard stack.isEmpty, marks.isEmpty else {
            throw damaged("expected one value at the end, found \(stack.count + 1)")
        }
    }

    // MARK: Operations

    private mutating func execute(_ code: UInt8) throws {
        switch code {
        // Values
        case UInt8(ascii: "N"): push(.none)
        case 0x88: push(.boolean(true))
        case 0x89: push(.boolean(false))
        case UInt8(ascii: "K"): push(.integer(Int(try unsigned(1))))
        case UInt8(ascii: "M"): push(.integer(Int(try unsigned(2))))
        case UInt8(ascii: "J"):
            push(.integer(Int(Int32(bitPattern: UInt32(try unsigned(4))))))
        case 0x8A: push(.integer(try longInteger(byteCount: Int(try unsigned(1)))))
        case 0x8B: push(.integer(try longInteger(byteCount: try length(4))))
        case UInt8(ascii: "G"): push(.float(try bigEndianFloat()))
        case UInt8(ascii: "I"): push(try writtenInteger())
        case UInt8(ascii: "L"): push(try writtenLong())
        case UInt8(ascii: "F"): push(.float(try writtenFloat()))
        // Texts and bytes
        case UInt8(ascii: "X"): push(.text(try span(try length(4))))
        case 0x8C: push(.text(try span(try length(1))))
        case 0x8D: push(.text(try span(try length(8))))
        case UInt8(ascii: "T"): push(.text(try span(try length(4))))
        case UInt8(ascii: "U"): push(.text(try span(try length(1))))
        case UInt8(ascii: "B"): push(.bytes(try span(try length(4))))
        case UInt8(ascii: "C"): push(.bytes(try span(try length(1))))
        case 0x8E, 0x96: push(.bytes(try span(try length(8))))
        case UInt8(ascii: "V"): push(.text(try escapedText(try line(limit: count))))
        case UInt8(ascii: "S"): push(.text(try quotedText(try line(limit: count))))
        // Containers
        case UInt8(ascii: ")"): push(try tuple(from: stack.count))
        case 0x85: push(try tuple(last: 1))
        case 0x86: push(try tuple(last: 2))
        case 0x87: push(try tuple(last: 3))
        case UInt8(ascii: "t"): push(try tuple(from: try popMark()))
        case UInt8(ascii: "]"): push(.list(newContainer()))
        case UInt8(ascii: "}"): push(.dictionary(newContainer()))
        case 0x8F: push(.set(newContainer()))
        case UInt8(ascii: "l"): try collect { .list($0) }
        case UInt8(ascii: "d"): try collect { .dictionary($0) }
        case 0x91: try collect { .set($0) }
        case UInt8(ascii: "a"): try append(from: stack.count - 1, to: .append)
        case UInt8(ascii: "e"): try append(from: try popMark(), to: .append)
        case UInt8(ascii: "s"): try append(from: stack.count - 2, to: .setItem)
        case UInt8(ascii: "u"): try append(from: try popMark(), to: .setItem)
        case 0x90: try append(from: try popMark(), to: .add)
        // The stack and the memo
        case UInt8(ascii: "("): marks.append(stack.count)
        case UInt8(ascii: "0"):
            if let mark = marks.last, mark == stack.count {
                marks.removeLast()
            } else {
                _ = try pop()
            }
        case UInt8(ascii: "1"): stack.removeLast(stack.count - (try popMark()))
        case UInt8(ascii: "2"): push(try top())
        case UInt8(ascii: "p"): try remember(try memoNumber(try line(limit: 20)))
        case UInt8(ascii: "q"): try remember(Int(try unsigned(1)))
        case UInt8(ascii: "r"): try remember(Int(try unsigned(4)))
        case 0x94: try remember(memo.count)
        case UInt8(ascii: "g"): push(try recall(try memoNumber(try line(limit: 20))))
        case UInt8(ascii: "h"): push(try recall(Int(try unsigned(1))))
        case UInt8(ascii: "j"): push(try recall(Int(try unsigned(4))))
        // Classes and functions
        case UInt8(ascii: "c"):
            push(.constructor(try constructor(try line(limit: 256), try line(limit: 256))))
        case 0x93:
            guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
                throw damaged("expected a module and a name")
            }
            push(.constructor(try constructor(module, name)))
        case UInt8(ascii: "R"), 0x81:
            let arguments = try pop()
            guard case .tuple(let tuple) = arguments else {
                throw damaged("expected arguments in a tuple, found \(arguments.kindName)")
            }
            guard case .constructor(let constructor) = try pop() else {
                throw damaged("expected a class or function")
            }
            push(try made(by: constructor, tuple, isNew: code == 0x81))
        case UInt8(ascii: "b"):
            let state = try pop()
            try build(try top(), state)
        // The frame
        case 0x80:
            let version = try unsigned(1)
            guard version <= 5 else {
                throw refused("pickle protocol \(version), but 0 to 5 are read")
            }
        case 0x95:
            let size = try unsigned(8)
            guard size <= UInt64(count - position) else { throw truncated("\(size) bytes") }
        default:
            throw refused(Self.refusal(of: code))
        }
    }

    /// Why an operation is not followed.
    private static func refusal(of code: UInt8) -> String {
        switch code {
        case UInt8(ascii: "P"), UInt8(ascii: "Q"):
            "a reference to something outside the file (tensors are not read)"
        case UInt8(ascii: "i"), UInt8(ascii: "o"), 0x92: "an instance of a class"
        case 0x82, 0x83, 0x84: "an entry of the extension registry"
        case 0x97, 0x98: "a buffer outside the file"
        default: "operation 0x\(String(code, radix: 16)), which no pickle has"
        }
    }

    // MARK: The stack

    private mutating func push(_ value: PickleValue) {
        stack.append(value)
    }

    /// Takes the topmost value, but none below the last mark.
    private mutating func pop() throws -> PickleValue {
        guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
            throw damaged("expected a value before this operation")
        }
        return value
    }

    private func top() throws -> PickleValue {
        guard stack.count > (marks.last ?? 0), let value = stack.last else {
            throw damaged("expected a value before this operation")
        }
        return value
    }

    private mutating func popMark() throws -> Int {
        guard let mark = marks.popLast() else {
            throw damaged("expected a mark before this operation")
        }
        return mark
    }

    // MARK: The memo

    private mutating func remember(_ number: Int) throws {
        let value = try top()
        guard number < limits.memo else {
            throw refused("more than \(limits.memo) remembered values")
        }
        // Each entry was made by an operation, so honest numbers never run ahead of them.
        guard number <= operations else {
            throw damaged("expected one of the next memo numbers, found \(number)")
        }
        while memo.count <= number { memo.append(nil) }
        memo[number] = value
    }

    private func recall(_ number: Int) throws -> PickleValue {
        guard number < memo.count, let value = memo[number] else {
            throw damaged("memo number \(number) was not set before")
        }
        return value
    }

    private func memoNumber(_ span: PickleSpan) throws -> Int {
        guard let number = Int(text(span)), number >= 0 else {
            throw damaged("expected a memo number, found '\(text(span))'")
        }
        return number
    }

    // MARK: Containers

    private func depth(of value: PickleValue) -> Int32 {
        switch value {
        case .tuple(let tuple): tuple.depth
        case .list(let number), .dictionary(let number), .set(let number):
            document.containerDepths[Int(number)]
        case .object(let number): document.objects[Int(number)].arguments.depth + 1
        default: 0
        }
    }

    /// How deep a container lies that takes the values from a height of the stack on.
    private func depth(around height: Int) throws -> Int32 {
        var deepest: Int32 = 0
        for i in height..<stack.count { deepest = max(deepest, depth(of: stack[i])) }
        guard deepest < limits.depth else { throw refused("nested more than \(limits.depth) deep") }
        return deepest + 1
    }

    private mutating func tuple(last length: Int) throws -> PickleValue {
        guard stack.count - length >= (marks.last ?? 0) else {
            throw damaged("expected \(length) values before this operation")
        }
        return try tuple(from: stack.count - length)
    }

    private mutating func tuple(from height: Int) throws -> PickleValue {
        let length = stack.count - height
        guard document.items.count + length <= Int(Int32.max) else {
            throw refused("too many values")
        }
        let tuple = PickleTuple(
            start: Int32(document.items.count), count: Int32(length),
            depth: try depth(around: height))
        document.items.append(contentsOf: stack[height...])
        stack.removeLast(length)
        return .tuple(tuple)
    }

    private mutating func newContainer() -> Int32 {
        document.containers.append([])
        document.containerDepths.append(1)
        return Int32(document.containers.count - 1)
    }

    /// Makes a container of everything above the last mark.
    private mutating func collect(_ kind: (Int32) -> PickleValue) throws {
        let height = try popMark()
        let container = kind(newContainer())
        stack.insert(container, at: height)
        let operation: Insertion
        switch container {
        case .dictionary: operation = .setItem
        case .set: operation = .add
        default: operation = .append
        }
        try append(from: height + 1, to: operation)
    }

    /// The kind of container that an operation adds to.
    private enum Insertion { case append, setItem, add }

    /// Adds the values from a height of the stack on to the container below them.
    private mutating func append(from height: Int, to insertion: Insertion) throws {
        guard height > (marks.last ?? 0), height <= stack.count else {
            throw damaged("expected a container before this operation")
        }
        let number: Int
        switch (stack[height - 1], insertion) {
        case (.list(let list), .append): number = Int(list)
        case (.dictionary(let dictionary), .setItem): number = Int(dictionary)
        case (.set(let set), .add): number = Int(set)
        default:
            throw damaged("\(stack[height - 1].kindName) can't take these values")
        }
        if insertion == .setItem, (stack.count - height) % 2 == 1 {
            throw damaged("expected a value for each key")
        }
        document.containerDepths[number] = max(
            document.containerDepths[number], try depth(around: height))
        document.containers[number].append(contentsOf: stack[height...])
        stack.removeLast(stack.count - height)
    }

    /// Makes a dictionary of keys and values in turn.
    mutating func newDictionary(_ pairs: [PickleValue]) throws -> PickleValue {
        marks.append(stack.count)
        stack.append(contentsOf: pairs)
        try collect { .dictionary($0) }
        return try pop()
    }
}
