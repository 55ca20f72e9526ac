import Architectures

/// The tables of a CSV file while its rows are read.
struct CSVRows {
    /// How many rows were taken in.
    private(set) var count = 0
    private let space: SearchSpace
    private let text: ArchitectureText
    private let heading: CSVHeading
    private var decimals: DecimalSeparators
    private var values: [Double]
    /// Of the values; empty where no column holds any.
    private var deviations: [Double] = []
    private var seenOnLine: [Int32]

    init(
        space: SearchSpace, text: ArchitectureText, heading: CSVHeading, decimals: DecimalSeparators
    ) {
        self.space = space
        self.text = text
        self.heading = heading
        self.decimals = decimals
        values = [Double](repeating: .nan, count: heading.quantities.count * space.count)
        seenOnLine = [Int32](repeating: 0, count: space.count)
        if heading.hasDeviations {
            deviations = [Double](repeating: .nan, count: values.count)
        }
    }

    /// The standard deviations of a table's values, NaN where none stands there.
    func deviations(of table: Int) -> [Double] {
        deviations.isEmpty
            ? [Double](repeating: .nan, count: space.count)
            : Array(deviations[table * space.count..<(table + 1) * space.count])
    }

    /// What the rows hold.
    var tables: [ObjectiveTable] {
        heading.quantities.indices.map { table in
            ObjectiveTable(
                quantity: heading.quantities[table],
                values: Array(values[table * space.count..<(table + 1) * space.count]))
        }
    }

    /// Takes a row in; one of blanks alone is passed over.
    /// - Throws: ``ContentProblem`` with line and column.
    mutating func add(_ fields: [CSVField], _ scanner: CSVScanner) throws {
        let columns = heading.roles.count
        guard fields.contains(where: { !scanner.trimmed($0).isEmpty }) else { return }
        let isPadded = fields.dropFirst(columns).allSatisfy { scanner.trimmed($0).isEmpty }
        guard fields.count == columns || fields.count > columns && isPadded else {
            throw ContentProblem.damaged(
                "line \(scanner.line)",
                "expected \(columns) fields as in the first line, found \(fields.count)",
                remedy: "fill or remove the line")
        }
        let code = try architecture(fields, scanner).code
        guard seenOnLine[code] == 0 else {
            throw ContentProblem.damaged(
                "line \(scanner.line)",
                "the same architecture as line \(seenOnLine[code])",
                remedy: "keep one of the two")
        }
        seenOnLine[code] = Int32(clamping: scanner.line)
        for column in 0..<columns {
            switch heading.roles[column] {
            case .table(let table, let scale):
                let raw = scanner.trimmed(fields[column])
                if raw.isEmpty { continue }
                let quantity = heading.quantities[table]
                values[table * space.count + code] =
                    try number(raw, column, scale: scale, scanner) {
                        CSVColumn.objection(to: $0, in: quantity)
                    }
            case .deviation(let table, let scale):
                let raw = scanner.trimmed(fields[column])
                if raw.isEmpty { continue }
                deviations[table * space.count + code] =
                    try number(raw, column, scale: scale, scanner) {
                        $0 >= 0 ? nil : "expected a standard deviation of 0 or more"
                    }
            case .unnamed where !scanner.trimmed(fields[column]).isEmpty:
                throw ContentProblem.damaged(
                    "line \(heading.line), column \(column + 1)",
                    "expected the name of a device or quantity, found nothing",
                    remedy: "name the column or remove it")
            default: continue
            }
        }
        count += 1
    }

    private func architecture(_ fields: [CSVField], _ scanner: CSVScanner) throws -> Architecture {
        var found: Architecture?
        for column in heading.roles.indices {
            let role = heading.roles[column]
            guard role == .index || role == .architecture else { continue }
            let raw = scanner.trimmed(fields[column])
            let place = "line \(scanner.line), column \(column + 1)"
            let named =
                try role == .index || Self.isNumber(raw)
                ? architecture(index: raw, place) : architecture(string: raw, place)
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

    /// Whether a field is a number rather than an architecture's string.
    private static func isNumber(_ raw: UnsafeBufferPointer<UInt8>) -> Bool {
        raw.first.map { $0 &- UInt8(ascii: "0") < 10 } ?? false
    }

    private func architecture(
        index raw: UnsafeBufferPointer<UInt8>, _ place: String
    ) throws -> Architecture {
        guard let index = DecimalNumber.parseIndex(decimals.withoutZeroFraction(raw)),
            let architecture = space.architecture(publishedIndex: index)
        else {
            throw ContentProblem.damaged(
                place,
                "expected an index from 0 to \(space.count - 1), found "
                    + "'\(String(decoding: raw.prefix(40), as: UTF8.self))'",
                remedy: "correct the line")
        }
        return architecture
    }

    private func architecture(
        string raw: UnsafeBufferPointer<UInt8>, _ place: String
    ) throws -> Architecture {
        do {
            return try text.architecture(raw)
        } catch let error as SearchSpaceError {
            throw ContentProblem.damaged(place, "\(error)", remedy: "correct the line")
        }
    }

    /// Whether a field is a text as tables of another sort have it, and no slip in a number.
    private static func isText(_ raw: UnsafeBufferPointer<UInt8>) -> Bool {
        let word = String(decoding: raw.prefix(20), as: UTF8.self).lowercased()
        let missing = ["nan", "inf", "infinity", "na", "n/a", "none", "null"]
        return word.first?.isLetter == true && !missing.contains(word)
    }

    private mutating func number(
        _ raw: UnsafeBufferPointer<UInt8>, _ column: Int, scale: Double, _ scanner: CSVScanner,
        objection: (Double) -> String?
    ) throws -> Double {
        func problem(_ expected: String, _ remedy: String? = nil) -> ContentProblem {
            let shown = String(decoding: raw.prefix(40), as: UTF8.self)
            return .damaged(
                "line \(scanner.line), column \(column + 1) (\(heading.names[column]))",
                "\(expected), found '\(shown)'",
                remedy: remedy
                    ?? "correct it, or leave the cell empty where nothing was measured")
        }
        guard let parsed = decimals.number(raw) else {
            if count == 0, Self.isText(raw) {
                throw problem("expected a number, and the first row has a text").asUnrecognised
            }
            throw decimals.objection(to: raw).map { problem($0.reason, $0.remedy) }
                ?? problem("expected a number")
        }
        let value = scale == 1 ? parsed : parsed * scale
        if let objection = objection(value) { throw problem(objection) }
        guard value.isFinite else { throw problem("expected a number that is not so large") }
        return value
    }
}
