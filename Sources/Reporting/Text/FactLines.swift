import PlainText

/// Facts that the store holds, as lines of a report: whatever they say, each stays on its own.
package enum FactLines {
    /// Columns that a line of several facts has at most.
    private static let width = 88

    /// A name and what it is, on one line.
    package static func line(_ name: String, _ value: String) -> String {
        name.padding(toLength: 10, withPad: " ", startingAt: 0) + VisibleText.line(value)
    }

    /// Several facts under one name, as many a line as fit.
    package static func lines(_ name: String, _ facts: [String]) -> [String] {
        var lines: [String] = []
        for fact in facts.map(VisibleText.line) {
            if let last = lines.last, last.count + fact.count + 2 <= width {
                lines[lines.count - 1] = "\(last), \(fact)"
            } else {
                if !lines.isEmpty { lines[lines.count - 1] += "," }
                lines.append(
                    (lines.isEmpty ? name : "").padding(toLength: 10, withPad: " ", startingAt: 0)
                        + fact)
            }
        }
        return lines
    }

    /// The first sentence of what a tool said: what it printed after that is in the JSON document.
    package static func sentence(_ text: String, limit: Int = 160) -> String {
        var line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        if let words = line.range(of: "; its last words") {
            line = String(line[..<words.lowerBound])
        }
        guard line.count > limit else { return line }
        let cut = line.prefix(limit)
        return String(cut[..<(cut.lastIndex(of: " ") ?? cut.endIndex)]) + " …"
    }
}
