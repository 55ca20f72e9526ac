// Texts of protocols 0 to 2 that have to be decoded: the results lie behind the input.
extension PickleMachine {
    /// Counts what is copied. Together it may be no more than the input is long: what is honest is
    /// copied once.
    mutating func count(copies number: Int) throws {
        copies += number
        guard copies <= count else { throw refused("the same values are used over and over") }
    }

    /// Puts decoded bytes behind the input.
    private mutating func keepDecoded(_ decoded: [UInt8]) throws -> PickleSpan {
        let span = PickleSpan(start: document.bytes.count, count: decoded.count)
        document.bytes.append(contentsOf: decoded)
        return span
    }

    /// Decodes `raw-unicode-escape`: Latin-1 with `\uXXXX` and `\UXXXXXXXX`.
    mutating func escapedText(_ span: PickleSpan) throws -> PickleSpan {
        guard let decoded = try decodedEscapes(span) else { return span }
        return try keepDecoded(decoded)
    }

    /// The text of a span with escapes, or nil where there are none. What it reads is let go of when
    /// it returns: bytes that somebody still holds would be copied whole when others are appended.
    private func decodedEscapes(_ span: PickleSpan) throws -> [UInt8]? {
        var rest = document.bytes[span.start..<span.start + span.count]
        if rest.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\\") }) { return nil }
        var decoded = ""
        while let byte = rest.popFirst() {
            let digits =
                rest.first == UInt8(ascii: "u") ? 4 : rest.first == UInt8(ascii: "U") ? 8 : 0
            guard byte == UInt8(ascii: "\\"), digits > 0 else {
                decoded.unicodeScalars.append(Unicode.Scalar(byte))
                continue
            }
            let written = String(decoding: rest.dropFirst().prefix(digits), as: UTF8.self)
            guard written.utf8.count == digits, let code = UInt32(written, radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw damaged("expected \(digits) hexadecimal digits after a backslash") }
            decoded.unicodeScalars.append(scalar)
            rest = rest.dropFirst(1 + digits)
        }
        return Array(decoded.utf8)
    }

    /// Decodes a Python 2 string literal with its quotes.
    mutating func quotedText(_ span: PickleSpan) throws -> PickleSpan {
        guard span.count >= 2 else { throw damaged("expected a text in quotes") }
        let quote = document.bytes[span.start]
        guard quote == document.bytes[span.start + span.count - 1],
            quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
        else { throw damaged("expected a text in quotes") }
        let inner = PickleSpan(start: span.start + 1, count: span.count - 2)
        guard let decoded = try decodedLiteral(inner) else { return inner }
        return try keepDecoded(decoded)
    }

    /// The text of a literal without its quotes, or nil where it has no escapes; see
    /// ``decodedEscapes(_:)``.
    private func decodedLiteral(_ span: PickleSpan) throws -> [UInt8]? {
        var rest = document.bytes[span.start..<span.start + span.count]
        guard rest.contains(UInt8(ascii: "\\")) else { return nil }
        var decoded: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                decoded.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "n"): decoded.append(10)
            case UInt8(ascii: "r"): decoded.append(13)
            case UInt8(ascii: "t"): decoded.append(9)
            case UInt8(ascii: "x"):
                let written = String(decoding: rest.prefix(2), as: UTF8.self)
                guard written.utf8.count == 2, let value = UInt8(written, radix: 16) else {
                    throw damaged("expected two hexadecimal digits after \\x")
                }
                decoded.append(value)
                rest = rest.dropFirst(2)
            case .some(let other) where [UInt8(ascii: "\\"), 34, 39].contains(other):
                decoded.append(other)
            default: throw damaged("expected an escape of a Python string")
            }
        }
        return decoded
    }

    /// What Python's `latin1` codec makes of a text: how protocols 0 to 2 write bytes.
    mutating func latin1(_ span: PickleSpan) throws -> PickleSpan {
        try count(copies: span.count)
        let text = String(
            decoding: document.bytes[span.start..<span.start + span.count], as: UTF8.self)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(span.count)
        for scalar in text.unicodeScalars {
            guard scalar.value < 256 else {
                throw damaged("expected characters below 256 in bytes written as text")
            }
            encoded.append(UInt8(scalar.value))
        }
        return try keepDecoded(encoded)
    }

    func truncated(_ expected: String) -> ContentProblem {
        .damaged("byte \(start)", "the pickle breaks off: expected \(expected), found the end")
    }

    func damaged(_ reason: String) -> ContentProblem {
        .damaged("byte \(start)", reason)
    }

    func refused(_ reason: String) -> ContentProblem {
        .refused("byte \(start)", reason)
    }
}
