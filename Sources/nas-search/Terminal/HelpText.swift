import ArgumentParser
import NASSearch
import Reporting

/// Help as it is shown: the parser's own where there is room for its two columns, else each option
/// on a line of its own with what it means below.
enum HelpText {
    /// Below this the parser's second column is too narrow for its words.
    private static let twoColumns = 70
    /// Where the parser's second column begins.
    private static let textColumn = 26
    /// So wide that the parser breaks no line.
    private static let unbroken = 100_000

    /// The help or other text that was asked for.
    static func message(for request: any Error, width: Int) -> String {
        guard width < twoColumns else {
            return RootCommand.fullMessage(for: request, columns: width)
        }
        return RootCommand.fullMessage(for: request, columns: unbroken)
            .components(separatedBy: "\n")
            .flatMap { fitted($0, to: TextStyle(width: width)) }.joined(separator: "\n")
    }

    /// A line as it is where it fits, else broken between words.
    static func fitted(_ line: String, to style: TextStyle) -> [String] {
        if let width = style.width, width >= twoColumns, line.count <= width { return [line] }
        let isProse = !line.hasPrefix(" ") && !line.hasPrefix("USAGE")
        return style.wrapped(stacked(line[...]), indent: isProse ? 0 : 4)
    }

    /// An option's line in two, its name and its meaning; any other line as it is.
    private static func stacked(_ line: Substring) -> [String] {
        let text = line.drop { $0 == " " }
        let margin = line.count - text.count
        if margin >= textColumn || (margin > 4 && text.hasPrefix("Default: ")) {
            return ["      " + text]
        }
        guard margin == 2, let gap = text.firstRange(of: "  ") else { return [String(line)] }
        let meaning = text[gap.upperBound...].drop { $0 == " " }
        return ["  " + text[..<gap.lowerBound], "      " + meaning]
    }
}
