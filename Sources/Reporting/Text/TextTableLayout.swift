/// Which columns of a table stand beside each other, and how wide they are.
struct TextTableLayout {
    /// Columns that a shortened name keeps.
    private static let narrowestName = 13
    /// Columns without which a text at the end of the lines is not worth showing.
    private static let narrowestTail = 24

    /// The columns of each of the tables that stand below each other.
    private(set) var blocks: [[Int]] = []
    private let columns: [TextTable.Column]
    private let room: Int?
    private var widths: [Int]

    /// Lays a table out.
    /// - Parameter room: Columns of the terminal; nil where it is none.
    init(_ table: TextTable, room: Int?) {
        columns = table.columns
        self.room = room
        let cells = table.rows.filter { $0.count == table.columns.count }
        widths = columns.map(\.title.count)
        for row in cells {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], cell.count)
            }
        }
        var kept = columns.indices.filter { column in cells.contains { !$0[column].isEmpty } }
        if kept.isEmpty { kept = Array(columns.indices) }
        guard let room, room > 0 else {
            blocks = [kept]
            return
        }
        while total(of: kept) > room, let extra = kept.last(where: { columns[$0].isExtra }) {
            kept.removeAll { $0 == extra }
        }
        narrow(kept, to: room)
        blocks = split(kept, keys: table.keys, room: room)
    }

    /// A row of a block as a line.
    func line(of row: [String], _ block: [Int], indent: String) -> String {
        let padded = block.map { column in
            let isTail = column == block.last && isTail(column)
            let text =
                isTail
                ? Self.cut(row[column], to: tailRoom(in: block))
                : Self.shortened(row[column], to: widths[column])
            let space = String(repeating: " ", count: max(0, widths[column] - text.count))
            return columns[column].alignment == .left ? text + space : space + text
        }
        let line = indent + padded.joined(separator: "  ")
        let end = line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex
        return String(line[..<end])
    }

    /// Whether a column's texts may be cut by the terminal's edge: the last one's, where it is text.
    private func isTail(_ column: Int) -> Bool {
        column == columns.indices.last && !columns[column].isWhole && columns.count > 1
    }

    /// What columns take beside each other, with as little of a text at the end as will do.
    private func total(of block: [Int]) -> Int {
        block.reduce(-2) { sum, column in
            sum + 2
                + (isTail(column)
                    ? min(widths[column], max(Self.narrowestTail, columns[column].title.count))
                    : widths[column])
        }
    }

    private func tailRoom(in block: [Int]) -> Int {
        guard let room else { return .max }
        return room - block.dropLast().reduce(0) { $0 + widths[$1] + 2 }
    }

    /// Takes columns from the widest names until all have room.
    private mutating func narrow(_ kept: [Int], to room: Int) {
        let names = kept.filter { !columns[$0].isWhole && !isTail($0) }
        func floor(_ column: Int) -> Int { max(Self.narrowestName, columns[column].title.count) }
        while total(of: kept) > room,
            let widest = names.filter({ widths[$0] > floor($0) })
                .max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
        }
    }

    /// The columns in as many tables as they need.
    private func split(_ kept: [Int], keys: Int, room: Int) -> [[Int]] {
        let key = Array(kept.prefix { $0 < keys })
        var blocks: [[Int]] = []
        var block = key
        var rest = kept.dropFirst(key.count)
        while let first = rest.first {
            let companions = rest.dropFirst().prefix { columns[$0].title.isEmpty }
            let group = [first] + companions
            if total(of: block + group) > room, block.count > key.count {
                blocks.append(block)
                block = key
            }
            block += group
            rest = rest.dropFirst(group.count)
        }
        return blocks + [block]
    }

    /// A text without its middle where it is too long: names differ at their ends.
    private static func shortened(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text }
        let tail = (width - 1) / 2
        return text.prefix(width - 1 - tail) + "…" + text.suffix(tail)
    }

    /// A text without its end where it is too long, cut after a word or an operator where one ends
    /// in its second half.
    private static func cut(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text }
        let head = text.prefix(max(0, width - 1))
        let half = head.index(head.startIndex, offsetBy: head.count / 2)
        guard let end = head[half...].lastIndex(where: { " |,+".contains($0) }) else {
            return head + "…"
        }
        let isSpace = head[end] == " "
        return head[..<(isSpace ? end : head.index(after: end))] + "…"
    }
}
