import Architectures

/// Reads a table from comma-separated values.
struct CSVTable {
    let space: SearchSpace
    let text: ArchitectureText
    let options: ReadOptions
    /// The device of columns that name none.
    let device: String

    /// The most columns of a table; the published ones have fewer than 200 together.
    static let maximumColumns = 500

    /// Whether bytes begin with a heading that has `index` or `arch`; it is enough to have the
    /// beginning.
    static func isTable(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        CSVDialect(bytes) != nil
    }

    /// Reads the whole file.
    /// - Throws: ``ContentProblem`` with line and column.
    func read(_ bytes: UnsafeBufferPointer<UInt8>) throws -> FileContents {
        let (heading, rows) = try rows(bytes)
        return FileContents(
            format: .csv, rows: rows.count, tables: rows.tables, notes: heading.notes,
            units: heading.units, collection: heading.collection,
            namesNoDevice: heading.namesNoDevice)
    }

    /// Reads the heading and all rows.
    /// - Throws: ``ContentProblem`` with line and column.
    func rows(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) throws -> (heading: CSVHeading, rows: CSVRows) {
        let dialect = CSVDialect(bytes)
        var scanner = dialect.map { CSVScanner(bytes, dialect: $0) } ?? CSVScanner(bytes)
        var fields: [CSVField] = []
        guard try scanner.next(into: &fields) else {
            throw ContentProblem.damaged(nil, "expected a heading, found nothing")
        }
        let heading = try heading(fields, scanner)
        var rows = CSVRows(
            space: space, text: text, heading: heading,
            decimals: DecimalSeparators(allowsComma: dialect?.allowsDecimalComma ?? false))
        while try scanner.next(into: &fields) { try rows.add(fields, scanner) }
        guard rows.count > 0 else {
            throw ContentProblem.damaged(
                "line \(scanner.line + 1)", "expected a row per architecture, found none",
                remedy: "add the measurements")
        }
        return (heading, rows)
    }

    private func heading(_ fields: [CSVField], _ scanner: CSVScanner) throws -> CSVHeading {
        guard fields.count <= Self.maximumColumns else {
            throw ContentProblem.refused(
                "line \(scanner.line)",
                "\(fields.count) columns, of which at most \(Self.maximumColumns) are read",
                remedy: "split the table into files of fewer devices")
        }
        let names = try fields.enumerated().map { position, field in
            guard let name = scanner.validText(field)?.trimmedOfBlanks else {
                throw ContentProblem.damaged(
                    "line \(scanner.line), column \(position + 1)",
                    "'\(scanner.text(field))' is not UTF-8",
                    remedy: "save the file as 'CSV UTF-8'")
            }
            return name
        }
        return try CSVHeading(
            names: names, line: scanner.line, space: space, options: options, device: device)
    }
}

extension String {
    /// The string without spaces and tabs around it.
    var trimmedOfBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
