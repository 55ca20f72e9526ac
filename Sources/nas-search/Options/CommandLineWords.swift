import ArgumentParser

/// The words of a command line, put so that the parser takes them for what they mean.
enum CommandLineWords {
    /// Options whose number may have a unit.
    private static let amounts: Set<String> = [
        "--max-latency", "--min-accuracy", "--max-params", "--max-flops", "--max-energy",
        "--timeout", "--until", "--measure-time",
    ]
    /// Commands that take any number of architectures.
    private static let listing: Set<String> = ["predict", "measure", "export"]

    /// The words as the parser should see them.
    static func prepared(_ words: [String]) -> [String] {
        let joined = words.reduce(into: [String]()) { joined, word in
            if let last = joined.last, belongs(word, after: last, in: joined) {
                let separator = last.hasPrefix("--") && Double(word) != nil ? "=" : " "
                joined[joined.count - 1] = last + separator + word
            } else {
                joined.append(word)
            }
        }
        let ordered = optionsLast(joined)
        guard let command = ordered.first, listing.contains(command) else { return ordered }
        return packed(ordered)
    }

    /// The words with the name of the command before its options.
    private static func optionsLast(_ words: [String]) -> [String] {
        guard CommandLineGrammar.isNeeded(for: words),
            let grammar = try? CommandLineGrammar.ofProgram()
        else { return words }
        return grammar.optionsLast(words)
    }

    /// Whether a word is a negative number of the option before it, which the parser would take for
    /// another option, or the unit of the number before it.
    private static func belongs(_ word: String, after last: String, in joined: [String]) -> Bool {
        if Double(word) != nil {
            return word.hasPrefix("-") && last.hasPrefix("--") && !last.contains("=")
        }
        guard !word.isEmpty, word.allSatisfy({ $0.isLetter || $0 == "%" }) else { return false }
        let parts = last.split(separator: "=", maxSplits: 1).map(String.init)
        let (option, value) =
            parts.count == 2 ? (parts[0], parts[1]) : (joined.dropLast().last ?? "", last)
        if option == "--pick" {
            return value.hasPrefix("under:") && Double(value.dropFirst(6)) != nil
        }
        return amounts.contains(option) && Double(value) != nil
    }

    /// Runs of architectures as one word each: the parser takes a time that grows with the square of
    /// the number of its words. A word that may belong to an option stays alone.
    private static func packed(_ words: [String]) -> [String] {
        var packed: [String] = []
        var isRun = false
        for (position, word) in words.enumerated() {
            guard ArchitectureWords.isOne(word) else {
                packed.append(word)
                isRun = false
                continue
            }
            let mayBeValue = words[position - 1].hasPrefix("-")
            if isRun, !mayBeValue {
                packed[packed.count - 1] += ArchitectureWords.separator + word
            } else {
                packed.append(word)
            }
            isRun = !mayBeValue
        }
        return packed
    }
}

/// Architectures on a command line, by index or string: one, or several in one word.
struct ArchitectureWords: ExpressibleByArgument {
    static let separator = "\n"

    let words: [String]

    init(argument: String) {
        let parts = argument.split(whereSeparator: \.isWhitespace).map(String.init)
        words = parts.allSatisfy(Self.isOne) && !parts.isEmpty ? parts : [argument]
    }

    /// Whether a word can be nothing but an architecture: an index or a cell's string.
    static func isOne(_ word: String) -> Bool {
        word.hasPrefix("|") || (!word.isEmpty && word.utf8.allSatisfy { (48...57).contains($0) })
    }
}
