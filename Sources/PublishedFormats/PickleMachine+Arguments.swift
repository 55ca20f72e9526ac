// What stands after the code of an operation.
extension PickleMachine {
    mutating func unsigned(_ size: Int) throws -> UInt64 {
        guard count - position >= size else { throw truncated("\(size) bytes") }
        var value: UInt64 = 0
        for i in (0..<size).reversed() {
            value = value << 8 | UInt64(document.bytes[position + i])
        }
        position += size
        return value
    }

    /// A length that is not beyond the rest of the input.
    mutating func length(_ size: Int) throws -> Int {
        let value = try unsigned(size)
        guard value <= UInt64(count - position) else { throw truncated("\(value) bytes") }
        return Int(value)
    }

    mutating func span(_ length: Int) throws -> PickleSpan {
        defer { position += length }
        return PickleSpan(start: position, count: length)
    }

    /// The rest of a line, without its end.
    mutating func line(limit: Int) throws -> PickleSpan {
        let begin = position
        while position < count, document.bytes[position] != UInt8(ascii: "\n") {
            position += 1
            guard position - begin <= limit else {
                throw damaged("expected a line of at most \(limit) bytes")
            }
        }
        guard position < count else { throw truncated("the end of a line") }
        position += 1
        return PickleSpan(start: begin, count: position - 1 - begin)
    }

    func text(_ span: PickleSpan) -> String {
        String(decoding: document.bytes[span.start..<span.start + span.count], as: UTF8.self)
    }

    mutating func longInteger(byteCount: Int) throws -> Int {
        guard byteCount <= 8 else { throw refused("an integer of \(byteCount) bytes") }
        let unused = 64 - byteCount * 8
        let bits = try unsigned(byteCount)
        return byteCount == 0 ? 0 : Int(Int64(bitPattern: bits << UInt64(unused)) >> Int64(unused))
    }

    mutating func bigEndianFloat() throws -> Double {
        Double(bitPattern: try unsigned(8).byteSwapped)
    }

    /// Protocol 0's integers, of which `00` and `01` are truth values.
    mutating func writtenInteger() throws -> PickleValue {
        let written = text(try line(limit: 32))
        if written == "00" || written == "01" { return .boolean(written == "01") }
        guard let value = Int(written) else {
            throw damaged("expected an integer, found '\(written)'")
        }
        return .integer(value)
    }

    mutating func writtenLong() throws -> PickleValue {
        let written = text(try line(limit: 32))
        guard let value = Int(written.hasSuffix("L") ? String(written.dropLast()) : written) else {
            throw damaged("expected an integer of at most 64 bits, found '\(written)'")
        }
        return .integer(value)
    }

    mutating func writtenFloat() throws -> Double {
        let written = text(try line(limit: 64))
        guard let value = Double(written) else {
            throw damaged("expected a number, found '\(written)'")
        }
        return value
    }
}
