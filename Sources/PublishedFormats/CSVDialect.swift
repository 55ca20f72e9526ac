/// How a file of separated values is written: commas and points, or what spreadsheets write where the
/// comma is a decimal point.
struct CSVDialect: Hashable {
    /// The byte between fields.
    let separator: UInt8
    /// Where the first record begins, behind a byte order mark and a line `sep=;`.
    let start: Int
    /// The line of the first record, from 1.
    let line: Int

    /// Whether numbers may have a decimal comma.
    var allowsDecimalComma: Bool { separator != UInt8(ascii: ",") }

    private static let separators = Array(",;\t".utf8)

    /// The dialect in which the first record has a heading `index` or `arch`, or nil; it is enough to
    /// have the beginning.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let begin = bytes.starts(with: mark) ? mark.count : 0
        if let (separator, start) = Self.statedSeparator(bytes, from: begin) {
            self.init(separator: separator, start: start, line: 2)
            guard isTable(bytes) else { return nil }
            return
        }
        let found = Self.separators.lazy
            .map { CSVDialect(separator: $0, start: begin, line: 1) }
            .first { $0.isTable(bytes) }
        guard let found else { return nil }
        self = found
    }

    private init(separator: UInt8, start: Int, line: Int) {
        self.separator = separator
        self.start = start
        self.line = line
    }

    /// Excel's first line `sep=;`, which may stand in quotes and end in separators.
    private static func statedSeparator(
        _ bytes: UnsafeBufferPointer<UInt8>, from begin: Int
    ) -> (separator: UInt8, start: Int)? {
        let line = bytes[begin...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let text = line.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: " ") }
        let lead = Array("sep=".utf8)
        guard line.count < 40, text.count > lead.count,
            zip(text, lead).allSatisfy({ $0 | 0x20 == $1 | 0x20 }),
            separators.contains(text[lead.count])
        else { return nil }
        return (text[lead.count], line.endIndex)
    }

    private func isTable(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var scanner = CSVScanner(bytes, dialect: self)
        var fields: [CSVField] = []
        // A line that can't be cut into fields is not CSV, so the error itself is of no interest.
        guard (try? scanner.next(into: &fields)) == true else { return false }
        return fields.contains { field in
            guard field.end - field.start < 24 else { return false }
            let name = scanner.text(field).trimmedOfBlanks.lowercased()
            return CSVColumnReader.indices.contains(name)
                || CSVColumnReader.architectures.contains(name)
        }
    }
}
