/// A table for a terminal: aligned columns, two spaces between them, no lines.
public struct TextTable: Sendable {
    /// On which side a column is flush.
    public enum Alignment: Sendable {
        case left
        case right
    }

    /// A column's heading and alignment.
    public struct Column: Sendable {
        let title: String
        let alignment: Alignment
        let isExtra: Bool

        /// Describes a column.
        /// - Parameter isExtra: Whether it may be left out where a terminal is too narrow.
        public init(_ title: String, _ alignment: Alignment = .right, isExtra: Bool = false) {
            self.title = title
            self.alignment = alignment
            self.isExtra = isExtra
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    /// Starts a table.
    public init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row with one cell a column.
    public mutating func append(_ cells: [String]) {
        precondition(cells.count == columns.count, "one cell a column")
        rows.append(cells)
    }

    /// Adds a line that is not aligned with the columns.
    public mutating func append(line: String) {
        rows.append([line])
    }

    /// The table as lines; columns that are empty throughout are left out.
    /// - Parameter style: The output; what is longer than its width is cut with an ellipsis, and the
    ///   headings stand out where it has colours.
    public func lines(indent: String = "", style: TextStyle = TextStyle(width: nil)) -> [String] {
        let width = style.width
        let cells = rows.filter { $0.count == columns.count }
        var kept = columns.indices.filter { column in cells.contains { !$0[column].isEmpty } }
        var widths = columns.indices.map { column in
            ([columns[column].title] + cells.map { $0[column] }).map(\.count).max() ?? 0
        }
        func total() -> Int { kept.reduce(indent.count - 2) { $0 + widths[$1] + 2 } }
        while let width, total() > width, let extra = kept.last(where: { columns[$0].isExtra }) {
            kept.removeAll { $0 == extra }
        }
        if let width { narrow(&widths, of: kept, to: width - indent.count) }
        func line(_ row: [String]) -> String {
            if row.count != columns.count { return indent + row[0] }
            let padded = kept.map { column in
                let text = Self.shortened(row[column], to: widths[column])
                let space = String(repeating: " ", count: widths[column] - text.count)
                return columns[column].alignment == .left ? text + space : space + text
            }
            return indent + padded.joined(separator: "  ")
        }
        func fitted(_ text: String) -> String {
            let end = text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex
            let trimmed = text[..<end]
            guard let width, trimmed.count > width else { return String(trimmed) }
            return trimmed.prefix(max(0, width - 1)) + "…"
        }
        return [style.emphasised(fitted(line(columns.map(\.title))), .heading)]
            + rows.map { fitted(line($0)) }
    }

    /// Takes columns from the widest texts until the numbers have room. A text at the end of the
    /// lines may be cut by the terminal's edge and needs room for its heading alone.
    private func narrow(_ widths: inout [Int], of kept: [Int], to room: Int) {
        var texts = kept.filter { columns[$0].alignment == .left }
        var needed = kept.reduce(-2) { $0 + widths[$1] + 2 }
        if let last = kept.last, texts.last == last {
            needed -= widths[last] - columns[last].title.count
            texts.removeLast()
        }
        while needed > room, let widest = texts.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > max(Self.narrowestText, columns[widest].title.count)
        {
            widths[widest] -= 1
            needed -= 1
        }
    }

    /// Columns that a text keeps in any case.
    private static let narrowestText = 12

    /// A text without its middle where it is too long: names differ at their ends.
    private static func shortened(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text }
        let tail = (width - 1) / 2
        return text.prefix(width - 1 - tail) + "…" + text.suffix(tail)
    }
}
