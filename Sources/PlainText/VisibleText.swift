/// Text that others wrote, so that what it holds shows and does nothing: a terminal takes some
/// characters for commands, and some reorder or hide the words around them.
package enum VisibleText {
    /// The text with every control, formatting or line-separating character written as `\u001b`, which
    /// in a JSON string is the same character. Line ends and tabs stay.
    /// - Parameters:
    ///   - text: Anybody's.
    ///   - sequences: Those that stay, such as a program's own colours.
    package static func escaped(_ text: String, keeping sequences: [String] = []) -> String {
        guard !text.utf8.allSatisfy(isPlain) else { return text }
        var result = String.UnicodeScalarView()
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.first {
            if isUnsafe(scalar),
                let kept = sequences.first(where: { rest.starts(with: $0.unicodeScalars) })
            {
                result.append(contentsOf: kept.unicodeScalars)
                rest = rest.dropFirst(kept.unicodeScalars.count)
                continue
            }
            rest = rest.dropFirst()
            if isUnsafe(scalar), scalar != "\n", scalar != "\t" {
                result.append(contentsOf: code(of: scalar).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The same on one line.
    package static func line(_ text: String) -> String {
        escaped(text).replacing("\n", with: #"\n"#).replacing("\t", with: " ")
    }

    /// Whether a text holds nothing that has to be escaped, line ends and tabs included.
    package static func isSafe(_ text: String) -> Bool {
        !text.unicodeScalars.contains(where: isUnsafe)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) || byte == 0x0A || byte == 0x09
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// As JSON writes it: four digits, or two times four.
    private static func code(of scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
