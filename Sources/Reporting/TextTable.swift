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
    /// - Parameter width: Columns of the terminal; longer lines are cut with an ellipsis. Nil where
    ///   the output is not a terminal.
    public func lines(indent: String = "", width: Int? = nil) -> [String] {
        let cells = rows.filter { $0.count == columns.count }
        var kept = columns.indices.filter { column in cells.contains { !$0[column].isEmpty } }
        let widths = columns.indices.map { column in
            ([columns[column].title] + cells.map { $0[column] }).map(\.count).max() ?? 0
        }
        func total() -> Int { kept.reduce(indent.count - 2) { $0 + widths[$1] + 2 } }
        while let width, total() > width, let extra = kept.last(where: { columns[$0].isExtra }) {
            kept.removeAll { $0 == extra }
        }
        func line(_ row: [String]) -> String {
            if row.count != columns.count { return indent + row[0] }
            let padded = kept.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return columns[column].alignment == .left
                    ? row[column] + space : space + row[column]
            }
            return indent + padded.joined(separator: "  ")
        }
        return ([columns.map(\.title)] + rows).map { row in
            let text = line(row)
            let end = text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex
            let trimmed = text[..<end]
            guard let width, trimmed.count > width else { return String(trimmed) }
            return trimmed.prefix(max(0, width - 1)) + "…"
        }
    }
}
