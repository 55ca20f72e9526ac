import PlainText

/// A table for a terminal: aligned columns, two spaces between them, no lines.
package struct TextTable: Sendable {
    /// On which side a column is flush.
    package enum Alignment: Sendable {
        case left
        case right
    }

    /// A column's heading and alignment.
    package struct Column: Sendable {
        let title: String
        let alignment: Alignment
        let isExtra: Bool
        let isWhole: Bool

        /// Describes a column. One without a title goes with the column before it.
        /// - Parameters:
        ///   - title: The heading.
        ///   - alignment: At which side texts are flush.
        ///   - isExtra: Whether it may be left out where a terminal is too narrow; the last one of
        ///     several goes first.
        ///   - isWhole: Whether its texts are never shortened. Numbers, which are flush right,
        ///     never are.
        package init(
            _ title: String, _ alignment: Alignment = .right, isExtra: Bool = false,
            isWhole: Bool = false
        ) {
            self.title = title
            self.alignment = alignment
            self.isExtra = isExtra
            self.isWhole = isWhole || alignment == .right
        }
    }

    let columns: [Column]
    /// How many columns at the left say what a row is of.
    let keys: Int
    private(set) var rows: [[String]] = []

    /// Starts a table.
    /// - Parameters:
    ///   - columns: From left to right.
    ///   - keys: How many columns at the left say what a row is of. They are repeated where the
    ///     others do not fit beside each other and stand below each other.
    package init(_ columns: [Column], keys: Int = 1) {
        self.columns = columns
        self.keys = keys
    }

    /// Adds a row with one cell a column.
    package mutating func append(_ cells: [String]) {
        precondition(cells.count == columns.count, "one cell a column")
        rows.append(cells.map(VisibleText.line))
    }

    /// Adds a line that is not aligned with the columns.
    package mutating func append(line: String) {
        rows.append([line])
    }

    /// The table as lines; columns that are empty throughout are left out.
    ///
    /// Where a terminal is too narrow, columns that are extra go, then names lose their middle;
    /// what still does not fit stands below, with the key columns again. No number is ever cut.
    /// - Parameters:
    ///   - indent: What every line begins with.
    ///   - style: The output; the headings stand out where it has colours.
    package func lines(indent: String = "", style: TextStyle = TextStyle(width: nil)) -> [String] {
        let layout = TextTableLayout(self, room: style.width.map { $0 - indent.count })
        var lines: [String] = []
        for (position, block) in layout.blocks.enumerated() {
            if position > 0 { lines.append("") }
            lines.append(
                style.emphasised(
                    layout.line(of: columns.map(\.title), block, indent: indent), .heading))
            for row in rows {
                if row.count == columns.count {
                    lines.append(layout.line(of: row, block, indent: indent))
                } else if position == 0 {
                    let margin = row[0].prefix { $0 == " " }.count + indent.count
                    lines += style.wrapped([indent + row[0]], indent: margin)
                }
            }
        }
        return lines
    }
}
