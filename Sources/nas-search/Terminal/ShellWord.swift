/// A text as a shell takes it for one word.
enum ShellWord {
    /// The words as a shell takes them apart again.
    static func joined(_ words: [String]) -> String {
        words.map(quoted).joined(separator: " ")
    }

    /// The text, in single quotes where it holds anything that a shell reads.
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || "-_./:=,+@%".utf8.contains($0)
        }
        if isPlain, !text.isEmpty { return text }
        return "'"
            + text.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: #"'\''"#) + "'"
    }
}
