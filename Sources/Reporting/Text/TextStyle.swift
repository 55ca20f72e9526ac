/// How wide a report may be and what it may use.
package struct TextStyle: Sendable {
    /// What a word stands out for. The words say the same without the colour.
    package enum Emphasis: String, Sendable, CaseIterable {
        case heading = "1"
        case good = "32"
        case caution = "33"
        case failure = "1;31"
    }

    /// Columns of the terminal, or nil where the output is not one.
    package let width: Int?
    /// Whether escape sequences may set words off.
    package let isColoured: Bool

    /// How what a reader can do is worded; a program with options can name them.
    package let wording: @Sendable (ReportRemark) -> String

    /// Describes the output.
    package init(
        width: Int?, isColoured: Bool = false,
        wording: @escaping @Sendable (ReportRemark) -> String = { $0.description }
    ) {
        self.width = width
        self.isColoured = isColoured
        self.wording = wording
    }

    /// The sequences that begin and end an emphasis.
    package static let sequences =
        ["\u{1B}[0m"] + Emphasis.allCases.map { "\u{1B}[\($0.rawValue)m" }

    /// A text that stands out where the output has colours.
    package func emphasised(_ text: String, _ emphasis: Emphasis) -> String {
        isColoured ? "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Lines of prose, broken between words where a terminal is too narrow for them. What goes on
    /// stands below the text that follows a label of ten columns, such as 'device    ', or else as
    /// far in as is said. A number and its unit stay together, and so do words with a no-break space
    /// (U+00A0) between them, which is written as a plain one.
    package func wrapped(_ lines: [String], indent: Int = 2) -> [String] {
        guard let width, width >= Self.narrowest else { return lines.map(Self.plain) }
        return lines.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
            .flatMap { line in
                // Colours take no room, and what has them was measured before it got them.
                guard line.count > width, !line.contains("\u{1B}") else { return [String(line)] }
                let isLabelled =
                    line.count > 10 && line.first != " " && line.dropFirst(8).hasPrefix("  ")
                let text = line.drop { $0 == " " }
                let start = line.count - text.count + (text.hasPrefix("- ") ? 2 : 0)
                let margin = isLabelled ? 10 : min(max(indent, start), width / 2)
                return Self.wrapped(line, width: width, indent: margin)
            }.map(Self.plain)
    }

    /// The narrowest terminal whose lines are broken.
    private static let narrowest = 20

    private static func plain(_ line: String) -> String {
        line.replacing("\u{A0}", with: " ")
    }

    private static func wrapped(_ line: Substring, width: Int, indent: Int) -> [String] {
        var lines: [String] = []
        var rest = line
        while rest.count > width {
            let room = rest.index(rest.startIndex, offsetBy: width + 1, limitedBy: rest.endIndex)
            // Where the text begins on this line.
            let start = rest.firstIndex { $0 != " " } ?? rest.endIndex
            let gaps = rest[start...].indices.filter {
                rest[$0] == " " && !isBeforeUnit(rest, $0)
            }
            // Of a list without spaces, its commas; a word that is wider than the terminal is left as
            // it is.
            let commas = rest[start...].indices.filter { rest[$0] == "," }
                .map(rest.index(after:))
            guard
                let end = gaps.last(where: { $0 < room ?? rest.endIndex })
                    ?? commas.last(where: { $0 < room ?? rest.endIndex }) ?? gaps.first
            else { break }
            let last = rest[..<end].lastIndex { $0 != " " } ?? rest.startIndex
            lines.append(String(rest[...last]))
            rest = (String(repeating: " ", count: indent) + rest[end...].drop { $0 == " " })[...]
        }
        return lines + [String(rest)]
    }

    /// Whether a space lies between a number and its unit, or a mark and what it means.
    private static func isBeforeUnit(_ line: Substring, _ space: Substring.Index) -> Bool {
        if line[..<space].last == "±" { return true }
        let after = line[line.index(after: space)...]
        if after.hasPrefix("= ") { return true }
        let unit = after.prefix { $0.isLetter || $0 == "%" }
        return ["%", "ms", "s", "h", "min", "mJ", "M", "MFLOPs", "kB", "MB"].contains(String(unit))
            && line[..<space].last?.isNumber == true
    }
}
