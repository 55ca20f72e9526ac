/// A heading, taken apart into words and a unit.
///
/// Units stand in brackets (`latency (us)`, `latency [ns]`), behind a slash (`latency/ms`), or as the
/// last word (`latency_us`, `t_ms`, `latency in ms`, `latencyMs`).
struct HeadingText {
    /// The words in lower case, without the unit.
    private(set) var words: [String] = []
    /// The unit of time that it names.
    private(set) var unit: LatencyUnit?
    /// A unit that it names and that is none of time.
    private(set) var unknownUnit: String?
    /// The heading without the unit.
    private(set) var stem: String

    private static let separators: Set<Character> = ["_", " ", "."]
    private static let brackets: [Character: Character] = [")": "(", "]": "[", "}": "{"]

    init(_ name: String) {
        let hyphenated = "-latency"
        stem =
            name.lowercased().hasSuffix(hyphenated)
            ? name.dropLast(hyphenated.count) + "_latency" : name
        if let (rest, inner) = Self.inBrackets(stem) ?? Self.behindSlash(stem) {
            stem = rest
            // 'phone (min)' may mean minutes.
            let isOfTime = Self.words(of: rest).last.map(ColumnVocabulary.latency.contains) ?? false
            if Self.isStatistic(inner),
                isOfTime || !ColumnVocabulary.extremes.contains(inner.lowercased())
            {
                takeLastWord()
                stem += "_" + inner
            } else if let found = LatencyUnit(spelling: inner) {
                unit = found
            } else {
                unknownUnit = inner
            }
        } else {
            // The unit may stand before a statistic: 'latency_ms_mean'.
            let whole = Self.words(of: stem)
            let statistic =
                whole.count > 1 ? whole.last.flatMap { Self.isStatistic($0) ? $0 : nil } : nil
            if let statistic {
                stem = stem(dropping: 1); takeLastWord(); stem += "_" + statistic
            } else {
                takeLastWord()
            }
        }
        words = Self.words(of: stem)
        if words.isEmpty, unit != nil { words = ["latency"] }
    }

    /// Whether it ends as the heading of a named device's latency does.
    var endsInLatency: Bool {
        words.count > 1 && (words.last.map(ColumnVocabulary.latencyEndings.contains) ?? false)
    }

    /// What its unit of energy is multiplied by to give millijoules; nil where it names another one.
    var millijoules: Double? {
        guard let unknownUnit else { return unit == nil ? 1 : nil }
        return ColumnVocabulary.millijoules[unknownUnit.lowercased()]
    }

    /// The heading without the unit and so many of its last words.
    func stem(dropping count: Int) -> String {
        var rest = stem[...]
        for _ in 0..<count {
            while let last = rest.last, Self.isSeparator(last, in: rest) { rest.removeLast() }
            while let last = rest.last, !Self.isSeparator(last, in: rest) { rest.removeLast() }
        }
        while let last = rest.last, Self.isSeparator(last, in: rest) { rest.removeLast() }
        return String(rest)
    }

    /// Takes the last word off where it is a unit. One letter counts behind an underscore or a blank
    /// only, since names of devices end in `-s`.
    private mutating func takeLastWord() {
        let name = stem
        let lowercase = name.lowercased()
        for word in ColumnVocabulary.latency
        where lowercase.hasPrefix(word) && lowercase.count > word.count {
            let ending = String(name.dropFirst(word.count))
            guard ending.first?.isUppercase == true || name == name.uppercased(),
                let found = LatencyUnit(spelling: ending)
            else { continue }
            (stem, unit) = (String(name.prefix(word.count)), found)
            return
        }
        guard
            let cut = name.lastIndex(where: {
                Self.separators.contains($0) || $0 == "-" || $0 == ","
            })
        else {
            if let found = LatencyUnit(spelling: name), found != .seconds || name.count > 1 {
                (stem, unit) = ("", found)
            }
            return
        }
        let last = String(name[name.index(after: cut)...])
        var rest = name[..<cut]
        while let end = rest.last, Self.separators.contains(end) || end == "," {
            rest.removeLast()
        }
        if rest.lowercased().hasSuffix(" in") { rest = rest.dropLast(3) }
        guard !rest.isEmpty else { return }
        if let found = LatencyUnit(spelling: last), name[cut] != "-" || last.count > 1 {
            (stem, unit) = (String(rest), found)
        } else if Self.words(of: String(rest)).last == "energy",
            ColumnVocabulary.millijoules[last.lowercased()] != nil
        {
            (stem, unknownUnit) = (String(rest), last)
        }
    }

    private static func isStatistic(_ word: String) -> Bool {
        let word = word.lowercased()
        return ColumnVocabulary.locations.contains(word) || ColumnVocabulary.spreads.contains(word)
            || ColumnVocabulary.extremes.contains(word)
    }

    private static func inBrackets(_ name: String) -> (stem: String, inner: String)? {
        guard let closing = name.last, let opening = brackets[closing],
            let start = name.lastIndex(of: opening)
        else { return nil }
        let inner = name[name.index(after: start)...].dropLast()
        return (trimmed(name[..<start]), trimmed(inner))
    }

    private static func behindSlash(_ name: String) -> (stem: String, inner: String)? {
        guard let slash = name.lastIndex(of: "/") else { return nil }
        let (stem, inner) = (
            trimmed(name[..<slash]), trimmed(name[name.index(after: slash)...])
        )
        let isUnit =
            LatencyUnit(spelling: inner) != nil || isStatistic(inner)
            || ColumnVocabulary.otherUnits.contains(inner.lowercased())
            || ColumnVocabulary.millijoules[inner.lowercased()] != nil
        let isOfTime = words(of: stem).last.map(ColumnVocabulary.latency.contains) ?? false
        return isUnit || isOfTime ? (stem, inner) : nil
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while let last = rest.last, separators.contains(last) || last == "-" || last == "," {
            rest.removeLast()
        }
        while rest.first == " " { rest.removeFirst() }
        return String(rest)
    }

    private static func words(of stem: String) -> [String] {
        var words: [String] = []
        var word = ""
        for index in stem.indices {
            if isSeparator(stem[index], in: stem[...index]) {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(stem[index])
            }
        }
        if !word.isEmpty { words.append(word) }
        return words.map { $0.lowercased() }
    }

    /// Whether a character that ends a text separates words there; a hyphen does behind a word that
    /// means a latency (`latency-mean`).
    private static func isSeparator(_ character: Character, in text: Substring) -> Bool {
        if separators.contains(character) { return true }
        guard character == "-" else { return false }
        let before = text.dropLast()
        let start = before.lastIndex { separators.contains($0) || $0 == "-" }
        let word = start.map { before[before.index(after: $0)...] } ?? before
        return ColumnVocabulary.latency.contains(word.lowercased())
    }
}
