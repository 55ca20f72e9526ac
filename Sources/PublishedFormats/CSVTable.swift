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

    /// What a reader makes of a file's contents.
    struct Contents {
        var rows: Int
        var tables: [ObjectiveTable]
        var namesNoDevice: Bool
    }

    /// The columns of a heading.
    private struct Heading {
        var columns: [CSVColumn]
        var names: [String]
        /// Position of each column's numbers among the tables, or -1.
        var tableOfColumn: [Int]
        var quantities: [Quantity]
    }

    /// Reads the whole file.
    /// - Throws: ``ContentProblem`` with line and column.
    func read(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Contents {
        var scanner = CSVScanner(bytes)
        var fields: [CSVField] = []
        guard try scanner.next(into: &fields) else {
            throw ContentProblem.damaged(nil, "expected a heading, found nothing")
        }
        let heading = try heading(fields, scanner)
        var values = [Double](repeating: .nan, count: heading.quantities.count * space.count)
        var seenOnLine = [Int32](repeating: 0, count: space.count)
        var rows = 0
        while try scanner.next(into: &fields) {
            guard fields.count == heading.columns.count else {
                throw ContentProblem.damaged(
                    "line \(scanner.line)",
                    "expected \(heading.columns.count) fields as in the first line, found \(fields.count)",
                    remedy: "fill or remove the line")
            }
            let code = try architecture(fields, heading, scanner).code
            guard seenOnLine[code] == 0 else {
                throw ContentProblem.damaged(
                    "line \(scanner.line)",
                    "the same architecture as line \(seenOnLine[code])",
                    remedy: "keep one of the two")
            }
            seenOnLine[code] = Int32(clamping: scanner.line)
            for column in fields.indices where heading.tableOfColumn[column] >= 0 {
                let raw = scanner.trimmed(fields[column])
                if raw.isEmpty { continue }
                values[heading.tableOfColumn[column] * space.count + code] =
                    try number(raw, column, heading, scanner)
            }
            rows += 1
        }
        guard rows > 0 else {
            throw ContentProblem.damaged(
                "line \(scanner.line + 1)", "expected a row per architecture, found none",
                remedy: "add the measurements")
        }
        let tables = heading.quantities.indices.map { table in
            ObjectiveTable(
                quantity: heading.quantities[table],
                values: Array(values[table * space.count..<(table + 1) * space.count]))
        }
        let plain: Set = ["latency", "latency_ms", "latency_s", "energy", "energy_mj"]
        return Contents(
            rows: rows, tables: tables,
            namesNoDevice: heading.names.contains { plain.contains($0.lowercased()) })
    }

    /// Whether bytes begin with a heading that has `index` or `arch`; it is enough to have the
    /// beginning.
    static func isTable(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var scanner = CSVScanner(bytes)
        var fields: [CSVField] = []
        // A line that can't be cut into fields is not CSV, so the error itself is of no interest.
        guard (try? scanner.next(into: &fields)) == true else { return false }
        return fields.contains { field in
            guard field.end - field.start < 20 else { return false }
            let name = scanner.text(field).trimmedOfBlanks.lowercased()
            return name == "index" || name == "arch" || name == "architecture"
        }
    }

    private func heading(_ fields: [CSVField], _ scanner: CSVScanner) throws -> Heading {
        guard fields.count <= Self.maximumColumns else {
            throw ContentProblem.refused(
                "line \(scanner.line)",
                "\(fields.count) columns, of which at most \(Self.maximumColumns) are read",
                remedy: "split the table into files of fewer devices")
        }
        var heading = Heading(columns: [], names: [], tableOfColumn: [], quantities: [])
        for (position, field) in fields.enumerated() {
            let name = scanner.text(field).trimmedOfBlanks
            let place = "line \(scanner.line), column \(position + 1)"
            guard !name.isEmpty else {
                throw ContentProblem.damaged(
                    place, "expected the name of a device or quantity, found nothing",
                    remedy: "name the column or remove it")
            }
            if ["accuracy", "params", "flops"].contains(name.lowercased()) {
                throw ContentProblem.damaged(
                    place, "'\(name)' does not say for which data set",
                    remedy: "call it as in 'cifar10_valid_200' (data set, valid or test, epochs), "
                        + "'cifar10_params' or 'cifar10_flops'")
            }
            let column = CSVColumn(name: name, space: space, unit: options.unit, device: device)
            if let earlier = heading.columns.firstIndex(where: { $0.holdsSame(as: column) }) {
                throw ContentProblem.damaged(
                    place,
                    "'\(name)' holds the same as column \(earlier + 1), "
                        + "'\(heading.names[earlier])'", remedy: "keep one of the two")
            }
            heading.names.append(name)
            heading.columns.append(column)
            if case .quantity(let quantity, _) = column {
                heading.tableOfColumn.append(heading.quantities.count)
                heading.quantities.append(quantity)
            } else {
                heading.tableOfColumn.append(-1)
            }
        }
        guard !heading.quantities.isEmpty else {
            throw ContentProblem.damaged(
                "line \(scanner.line)", "expected a column per device beside the architectures",
                remedy: "add a column that is named after the device")
        }
        return heading
    }

    private func architecture(
        _ fields: [CSVField], _ heading: Heading, _ scanner: CSVScanner
    ) throws -> Architecture {
        var found: Architecture?
        for column in fields.indices where heading.tableOfColumn[column] < 0 {
            let raw = scanner.trimmed(fields[column])
            let place = "line \(scanner.line), column \(column + 1)"
            let named: Architecture
            if heading.columns[column] == .index {
                guard let index = DecimalNumber.parseIndex(raw),
                    let architecture = space.architecture(publishedIndex: index)
                else {
                    throw ContentProblem.damaged(
                        place,
                        "expected an index from 0 to \(space.count - 1), found "
                            + "'\(String(decoding: raw, as: UTF8.self))'",
                        remedy: "correct the line")
                }
                named = architecture
            } else {
                do {
                    named = try text.architecture(raw)
                } catch let error as SearchSpaceError {
                    throw ContentProblem.damaged(place, "\(error)", remedy: "correct the line")
                }
            }
            if let found, found != named {
                throw ContentProblem.damaged(
                    place,
                    "the index and the architecture's string name different architectures: "
                        + "\(space.string(of: named)) has index \(space.publishedIndex(of: named))",
                    remedy: "remove the column that is wrong")
            }
            found = named
        }
        guard let found else { preconditionFailure("a heading has an index or an architecture") }
        return found
    }

    private func number(
        _ raw: UnsafeBufferPointer<UInt8>, _ column: Int, _ heading: Heading, _ scanner: CSVScanner
    ) throws -> Double {
        guard case .quantity(let quantity, let scale) = heading.columns[column] else { return .nan }
        func problem(_ expected: String) -> ContentProblem {
            let shown = String(decoding: raw.prefix(40), as: UTF8.self)
            return .damaged(
                "line \(scanner.line), column \(column + 1) (\(heading.names[column]))",
                "\(expected), found '\(shown)'",
                remedy: "correct it, or leave the cell empty where nothing was measured")
        }
        guard let parsed = DecimalNumber.parse(raw) else { throw problem("expected a number") }
        let value = scale == 1 ? parsed : parsed * scale
        if let objection = CSVColumn.objection(to: value, in: quantity) { throw problem(objection) }
        guard value.isFinite else { throw problem("expected a number that is not so large") }
        return value
    }
}

extension CSVColumn {
    /// Whether two columns of one file can't both stay.
    fileprivate func holdsSame(as other: CSVColumn) -> Bool {
        switch (self, other) {
        case (.index, .index), (.architecture, .architecture): true
        case (.quantity(let one, _), .quantity(let two, _)): one == two
        default: false
        }
    }
}

extension String {
    /// The string without spaces and tabs around it.
    fileprivate var trimmedOfBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
