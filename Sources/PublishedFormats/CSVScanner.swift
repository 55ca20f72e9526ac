/// A field of a record: where its text lies.
struct CSVField {
    /// The first byte of the text, after an opening quote.
    var start: Int
    /// The byte after the text, before a closing quote.
    var end: Int
    /// Whether the text stood in quotes.
    var isQuoted: Bool
    /// Whether the text has doubled quotes.
    var hasDoubledQuotes: Bool
}

/// Cuts separated values (RFC 4180) into records and fields without copying.
///
/// Lines end in LF, CRLF or CR; a byte order mark is skipped; empty lines are passed over.
struct CSVScanner {
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private let bytes: UnsafeBufferPointer<UInt8>
    private let separator: UInt8
    private var position: Int
    private var nextLine = 1
    /// The line, from 1, on which the last record began.
    private(set) var line = 0

    /// Starts at the first record.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        let hasMark =
            bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        position = hasMark ? 3 : 0
        separator = UInt8(ascii: ",")
    }

    /// Starts at the first record of a dialect.
    init(_ bytes: UnsafeBufferPointer<UInt8>, dialect: CSVDialect) {
        self.bytes = bytes
        position = dialect.start
        separator = dialect.separator
        // A stated separator leaves the end of its line to be passed over.
        nextLine = max(1, dialect.line - 1)
    }

    /// Reads a record.
    /// - Parameter fields: Replaced by the record's fields.
    /// - Returns: Whether there was one.
    mutating func next(into fields: inout [CSVField]) throws -> Bool {
        guard let base = bytes.baseAddress else { return false }
        let count = bytes.count
        while position < count,
            base[position] == Self.lineFeed || base[position] == Self.carriageReturn
        {
            endLine(base)
        }
        guard position < count else { return false }
        fields.removeAll(keepingCapacity: true)
        line = nextLine
        while true {
            var field = CSVField(
                start: position, end: position, isQuoted: false, hasDoubledQuotes: false)
            if position < count, base[position] == Self.quote {
                try scanQuoted(base, &field, column: fields.count + 1)
            } else {
                var i = position
                while i < count {
                    let byte = base[i]
                    if byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn {
                        break
                    }
                    i &+= 1
                }
                field.end = i
                position = i
            }
            fields.append(field)
            guard position < count else { return true }
            guard base[position] == separator else {
                endLine(base)
                return true
            }
            position += 1
        }
    }

    private mutating func scanQuoted(
        _ base: UnsafePointer<UInt8>, _ field: inout CSVField, column: Int
    ) throws {
        let count = bytes.count
        field.isQuoted = true
        field.start = position + 1
        var i = field.start
        while true {
            guard i < count else {
                throw ContentProblem.damaged(
                    "line \(line), column \(column)",
                    "a quote is opened and not closed",
                    remedy: "close it, or double it if it is meant")
            }
            if base[i] == Self.quote {
                guard i + 1 < count, base[i + 1] == Self.quote else { break }
                field.hasDoubledQuotes = true
                i += 1
            } else if base[i] == Self.lineFeed {
                nextLine += 1
            }
            i += 1
        }
        field.end = i
        position = i + 1
        if position < count {
            let byte = base[position]
            guard byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn else {
                throw ContentProblem.damaged(
                    "line \(line), column \(column)",
                    "expected a separator or the end of the line after the closing quote",
                    remedy: "double the quotes that are part of the text")
            }
        }
    }

    private mutating func endLine(_ base: UnsafePointer<UInt8>) {
        let isPair =
            base[position] == Self.carriageReturn && position + 1 < bytes.count
            && base[position + 1] == Self.lineFeed
        position += isPair ? 2 : 1
        nextLine += 1
    }

    /// The text of a field, or nil where its bytes are not UTF-8.
    func validText(_ field: CSVField) -> String? {
        let raw = bytes[field.start..<field.end]
        return String(validating: raw, as: UTF8.self) == nil ? nil : text(field)
    }

    /// The text of a field, with a question mark where its bytes are not UTF-8.
    func text(_ field: CSVField) -> String {
        let raw = bytes[field.start..<field.end]
        guard field.hasDoubledQuotes else { return String(decoding: raw, as: UTF8.self) }
        var unescaped: [UInt8] = []
        var skips = false
        for byte in raw {
            skips = byte == Self.quote && !skips
            if !skips { unescaped.append(byte) }
        }
        return String(decoding: unescaped, as: UTF8.self)
    }

    /// The bytes of a field without blanks around them.
    func trimmed(_ field: CSVField) -> UnsafeBufferPointer<UInt8> {
        guard let base = bytes.baseAddress else { return UnsafeBufferPointer(start: nil, count: 0) }
        var start = field.start
        var end = field.end
        while start < end, Self.isBlank(base[start]) { start &+= 1 }
        while start < end, Self.isBlank(base[end &- 1]) { end &-= 1 }
        return UnsafeBufferPointer(start: base + start, count: end - start)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
