/// A text as a field of CSV.
package enum CSVField {
    /// The text, quoted where it has to be. What a spreadsheet would take for a formula begins with an
    /// apostrophe (OWASP, CSV injection).
    package static func text(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let guarded = (isFormula ? "'" : "") + text
        guard guarded.contains(where: { ",\"\n\r;".contains($0) }) else { return guarded }
        return "\"" + guarded.replacing("\"", with: "\"\"") + "\""
    }
}
