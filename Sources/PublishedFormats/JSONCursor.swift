/// Reads a JSON document (RFC 8259) from bytes, value by value: nothing is kept but what is asked
/// for, so that files of a million lines are read in a second.
struct JSONCursor {
    /// Why reading stopped.
    enum Problem: Error, Hashable {
        /// The bytes are no JSON.
        case malformed
        /// They are, but the value is not of the type that was asked for.
        case wrongType
    }

    /// How deep values that nobody asked for may lie in each other.
    private static let maximumDepth = 100

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    /// Starts before the document.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    // MARK: Containers

    /// Reads an object; `body` reads or skips the value of each name.
    mutating func object(_ body: (inout JSONCursor, String) throws -> Void) throws {
        try begin(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return }
        repeat {
            let name = try string()
            guard take(UInt8(ascii: ":")) else { throw Problem.malformed }
            try body(&self, name)
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw Problem.malformed }
    }

    /// Reads an array; `body` reads or skips each element.
    mutating func array(_ body: (inout JSONCursor) throws -> Void) throws {
        try begin(UInt8(ascii: "["))
        if take(UInt8(ascii: "]")) { return }
        repeat { try body(&self) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw Problem.malformed }
    }

    /// Checks that nothing follows.
    mutating func end() throws {
        guard peek() == nil else { throw Problem.malformed }
    }

    // MARK: Values

    /// Passes over `null`; false where another value stands there.
    mutating func skipNull() -> Bool {
        peek() == UInt8(ascii: "n") && takeWord("null")
    }

    /// Reads `true` or `false`.
    mutating func boolean() throws -> Bool {
        _ = peek()
        if takeWord("true") { return true }
        if takeWord("false") { return false }
        throw try wrongType()
    }

    /// Reads a number that a double holds.
    mutating func number() throws -> Double {
        guard let first = peek(), first == UInt8(ascii: "-") || Self.isDigit(first) else {
            throw try wrongType()
        }
        let start = position
        while position < bytes.count, Self.continuesNumber(bytes[position]) { position += 1 }
        let written = UnsafeBufferPointer(rebasing: bytes[start..<position])
        guard let value = DecimalNumber.parse(written) else { throw Problem.malformed }
        return value
    }

    /// Reads a whole number below 2⁵³.
    mutating func integer() throws -> Int {
        let value = try number()
        guard abs(value) < 0x1p53, let whole = Int(exactly: value) else { throw Problem.wrongType }
        return whole
    }

    /// Reads a text.
    mutating func string() throws -> String {
        guard peek() == UInt8(ascii: "\"") else { throw try wrongType() }
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return String(decoding: bytes[start..<position - 1], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw Problem.malformed }
            position += 1
        }
        throw Problem.malformed
    }

    /// Passes over a value of any kind.
    mutating func skipValue() throws { try skipValue(depth: 0) }

    private mutating func skipValue(depth: Int) throws {
        guard depth < Self.maximumDepth else { throw Problem.malformed }
        switch peek() {
        case UInt8(ascii: "{"): try object { cursor, _ in try cursor.skipValue(depth: depth + 1) }
        case UInt8(ascii: "["): try array { cursor in try cursor.skipValue(depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): guard takeWord("true") else { throw Problem.malformed }
        case UInt8(ascii: "f"): guard takeWord("false") else { throw Problem.malformed }
        case UInt8(ascii: "n"): guard takeWord("null") else { throw Problem.malformed }
        case .some(let byte) where byte == UInt8(ascii: "-") || Self.isDigit(byte):
            _ = try number()
        default: throw Problem.malformed
        }
    }

    // MARK: Bytes

    /// The rest of a text in which something is escaped.
    private mutating func escapedString(from start: Int) throws -> String {
        var text = String(decoding: bytes[start..<position], as: UTF8.self)
        var plain = position
        while position < bytes.count {
            let byte = bytes[position]
            guard byte >= 0x20 else { throw Problem.malformed }
            position += 1
            guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            text += String(decoding: bytes[plain..<position - 1], as: UTF8.self)
            if byte == UInt8(ascii: "\"") { return text }
            text.unicodeScalars.append(try escapedScalar())
            plain = position
        }
        throw Problem.malformed
    }

    /// What stands after a backslash.
    private mutating func escapedScalar() throws -> Unicode.Scalar {
        guard position < bytes.count else { throw Problem.malformed }
        position += 1
        switch bytes[position - 1] {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case let byte
        where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            || byte == UInt8(ascii: "/"):
            return Unicode.Scalar(byte)
        case UInt8(ascii: "u"):
            let first = try codeUnit()
            if let scalar = Unicode.Scalar(first) { return scalar }
            guard takeWord("\\u") else { throw Problem.malformed }
            let second = try codeUnit()
            guard first >> 10 == 0x36, second >> 10 == 0x37,
                let scalar = Unicode.Scalar(
                    0x10000 + (first & 0x3FF) << 10 + second & 0x3FF)
            else { throw Problem.malformed }
            return scalar
        default: throw Problem.malformed
        }
    }

    private mutating func codeUnit() throws -> UInt32 {
        guard bytes.count - position >= 4 else { throw Problem.malformed }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw Problem.malformed
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func begin(_ bracket: UInt8) throws {
        guard take(bracket) else { throw try wrongType() }
    }

    /// The error for a value of another type, once it is known that it is a value.
    private mutating func wrongType() throws -> Problem {
        try skipValue()
        return .wrongType
    }

    /// Passes over blanks.
    /// - Returns: The byte after them, which is not passed over.
    private mutating func peek() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func takeWord(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for i in 0..<count where bytes[position + i] != word.utf8Start[i] { return false }
        position += count
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func continuesNumber(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "+") || byte | 0x20 == UInt8(ascii: "e")
    }
}
