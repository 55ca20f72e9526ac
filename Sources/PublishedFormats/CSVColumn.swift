import Architectures

/// What a column of a CSV file holds, so far as its heading alone says it.
enum CSVColumn: Hashable {
    /// The published index.
    case index
    /// The architecture's string, or its published index.
    case architecture
    /// A quantity, in units of which `scale` times the number gives the table's; `unit` is what the
    /// heading names.
    case quantity(Quantity, scale: Double, unit: LatencyUnit?)
    /// The latency of a device of which nothing but the name stands there, which may be something
    /// else where another column is called `latency`.
    case plain(device: String, scale: Double, unit: LatencyUnit?)
    /// A statistic that stands for the latency of a device where nothing else does; `rank` 0 is the
    /// one that is preferred.
    case location(device: String, scale: Double, unit: LatencyUnit?, rank: Int)
    /// The least, the greatest or the like, or a device whose name ends so.
    case extreme(of: String, plain: Plain)
    /// Something else, which is left out.
    case other(reason: String)
    /// A column that can't be read, with the reason and what to do.
    case refused(reason: String, remedy: String)

    /// A column that is a device's where nothing speaks against it.
    struct Plain: Hashable {
        var device: String
        var scale: Double
        var unit: LatencyUnit?
    }

    /// Why a number can't be this column's, or nil where it can.
    static func objection(to value: Double, in quantity: Quantity) -> String? {
        switch quantity {
        case .latency, .energy, .flops, .parameters:
            value > 0 ? nil : "expected a positive number"
        case .accuracy:
            (0...100).contains(value) ? nil : "expected an accuracy in percent, 0 to 100"
        }
    }
}

/// Works out what columns hold by their headings.
struct CSVColumnReader {
    /// The space, whose data sets' names are recognised.
    let space: SearchSpace
    /// The unit of a latency column that names none.
    let unit: LatencyUnit
    /// The device of a column named `latency`.
    let device: String
    /// Whether the file may hold what nobody measured.
    var takesPredictions = false
    /// Whether the file has mini-nasbench's column of strings, and with it its headings.
    let isMiniNASBench: Bool

    /// What a column holds.
    /// - Parameter name: The column's heading, not empty.
    func column(_ name: String) -> CSVColumn {
        let lowercase = name.lowercased()
        if Self.indices.contains(lowercase) { return .index }
        if Self.architectures.contains(lowercase) {
            return isMiniNASBench && lowercase == "arch" ? .index : .architecture
        }
        if let quantity = ofDataset(lowercase) {
            return .quantity(quantity, scale: 1, unit: nil)
        }
        if isMiniNASBench, let quantity = MiniNASBenchReader.quantity(of: lowercase) {
            return .quantity(quantity, scale: 1, unit: nil)
        }
        if lowercase == Self.origin, !takesPredictions {
            return .refused(
                reason: "'\(name)': the file holds predictions, and no measurements",
                remedy: "a prediction is compared, evaluated or searched with, and not imported")
        }
        if lowercase == "device" || lowercase == "devices" {
            return .refused(
                reason: "'\(name)' names devices in its rows",
                remedy: "give each device a column of its own, headed by its name")
        }
        if let other = namedAfterDataset(lowercase, name) { return other }
        return column(HeadingText(name), name)
    }

    /// What predictions are known by, as this program writes them.
    private static let origin = "latency_origin"
    static let indices: Set<String> = ["index", "arch_index", "arch index", "idx"]
    static let architectures: Set<String> = [
        "arch", "architecture", "arch_str", "arch_string", MiniNASBenchReader.strings,
    ]

    private func column(_ text: HeadingText, _ name: String) -> CSVColumn {
        let words = text.words
        if words.contains("energy") { return energy(text, name) }
        let isLatency = words.allSatisfy(ColumnVocabulary.latency.contains)
        if let unknown = text.unknownUnit {
            return other(words).map { .other(reason: $0) }
                ?? unreadable(unknown, name, isLatency: isLatency || text.endsInLatency)
        }
        let unit = text.unit ?? self.unit
        let scale = unit.millisecondsPerUnit
        if isLatency || words == ["t"] {
            return .quantity(.latency(device: device), scale: scale, unit: unit)
        }
        if let column = statistic(text, name, scale: scale, unit: unit) { return column }
        if let reason = other(words) { return .other(reason: reason) }
        if text.endsInLatency {
            return .quantity(
                .latency(device: text.stem(dropping: 1)), scale: scale, unit: unit)
        }
        if let first = words.first, ColumnVocabulary.latencyEndings.contains(first) {
            return unreadable(words.dropFirst().joined(separator: "_"), name, isLatency: true)
        }
        if let last = words.last, ColumnVocabulary.latency.contains(last) {
            return .other(
                reason: "not known to be a latency; a device's column is called 'NAME_latency_ms'")
        }
        return .plain(device: text.stem, scale: scale, unit: unit)
    }

    /// What a heading with a word for a statistic holds; nil without such a word.
    private func statistic(
        _ text: HeadingText, _ name: String, scale: Double, unit: LatencyUnit
    ) -> CSVColumn? {
        let words = text.words
        func subject(_ kept: ArraySlice<String>, droppedLast: Int) -> String? {
            if kept.allSatisfy(ColumnVocabulary.latency.contains) {
                return kept.isEmpty ? nil : device
            }
            let isNamed = kept.last.map(ColumnVocabulary.latencyEndings.contains) ?? false
            return text.stem(dropping: droppedLast + (isNamed ? 1 : 0))
        }
        let leads = words.first.map { ColumnVocabulary.locations.contains($0) } ?? false
        let rest = words.dropFirst()
        if leads, rest.allSatisfy(ColumnVocabulary.latency.contains),
            let rank = words.first.flatMap(ColumnVocabulary.locations.firstIndex)
        {
            // 'mean' alone: hyperfine and others write it beside the rest of their statistics.
            guard !rest.isEmpty else { return .other(reason: "a statistic") }
            return .location(device: device, scale: scale, unit: unit, rank: rank)
        }
        if let first = words.first,
            ColumnVocabulary.spreads.contains(first) || ColumnVocabulary.extremes.contains(first),
            rest.allSatisfy(ColumnVocabulary.latency.contains)
        {
            return .other(reason: "a statistic")
        }
        guard let last = words.last else { return nil }
        if words.contains(where: isPercentile) && !ColumnVocabulary.locations.contains(last)
            || ColumnVocabulary.spreads.contains(last)
        {
            return .other(reason: "a statistic")
        }
        if let rank = ColumnVocabulary.locations.firstIndex(of: last),
            let subject = subject(words.dropLast(), droppedLast: 1)
        {
            return .location(device: subject, scale: scale, unit: unit, rank: rank)
        }
        if ColumnVocabulary.extremes.contains(last),
            let subject = subject(words.dropLast(), droppedLast: 1)
        {
            let isLatency = words.dropLast().last.map(ColumnVocabulary.latency.contains) ?? false
            return isLatency
                ? .other(reason: "a statistic")
                : .extreme(
                    of: subject, plain: .init(device: text.stem, scale: scale, unit: unit))
        }
        return nil
    }

    /// The device of whose latency a column is the standard deviation, by its heading, with the unit
    /// that this names; nil where it is something else.
    func deviation(_ name: String) -> (device: String, unit: LatencyUnit?)? {
        let text = HeadingText(name)
        guard text.unknownUnit == nil, let last = text.words.last,
            ColumnVocabulary.deviations.contains(last)
        else { return nil }
        let rest = text.words.dropLast()
        if rest.allSatisfy(ColumnVocabulary.latency.contains) { return (device, text.unit) }
        let isNamed = rest.last.map(ColumnVocabulary.latencyEndings.contains) ?? false
        return (text.stem(dropping: isNamed ? 2 : 1), text.unit)
    }

    /// Whether a word is such as `p99`.
    private func isPercentile(_ word: String) -> Bool {
        word.count > 1 && word.first == "p" && ColumnVocabulary.spreads.contains(word)
    }

    private func energy(_ text: HeadingText, _ name: String) -> CSVColumn {
        guard text.words.last == "energy" else {
            return .other(reason: "not known to be an energy; 'NAME_energy_mj' would be")
        }
        let device = text.words.count == 1 ? self.device : text.stem(dropping: 1)
        guard let scale = text.millijoules else {
            return unreadable(
                text.unknownUnit ?? text.unit?.rawValue ?? "", name, isLatency: true,
                known: "mJ, J and uJ")
        }
        return .quantity(.energy(device: device), scale: scale, unit: nil)
    }

    /// What else the words of a heading say that it holds, or nil.
    private func other(_ words: [String]) -> String? {
        if let whole = ColumnVocabulary.otherKinds[words.joined(separator: "_")] { return whole }
        if let last = words.last, let kind = ColumnVocabulary.otherKinds[last] { return kind }
        return words.lazy.filter { !ColumnVocabulary.lastOnly.contains($0) }
            .compactMap { ColumnVocabulary.otherKinds[$0] }.first
    }

    private func unreadable(
        _ unit: String, _ name: String, isLatency: Bool, known: String = "ns, us, ms and s"
    ) -> CSVColumn {
        if !isLatency, ColumnVocabulary.otherUnits.contains(unit.lowercased()) {
            return .other(reason: "in \(unit), which is no time")
        }
        return .refused(
            reason: "'\(name)': '\(unit)' is no unit that is known; \(known) are",
            remedy: "write the numbers in one of them, and the heading as 'NAME_latency_ms'")
    }

    // MARK: Data sets

    /// `<data set>_<valid|test>_<epochs>`, `<data set>_params` and `<data set>_flops`, in which the
    /// data set may be written with underscores for hyphens.
    private func ofDataset(_ name: String) -> Quantity? {
        for dataset in space.definition.datasets {
            for spelling in [dataset.name, dataset.name.replacing("-", with: "_")] {
                guard name.hasPrefix(spelling + "_") else { continue }
                let rest = name.dropFirst(spelling.count + 1)
                if rest == "params" { return .parameters(dataset: dataset.name) }
                if rest == "flops" { return .flops(dataset: dataset.name) }
                let parts = rest.split(separator: "_", omittingEmptySubsequences: false)
                if parts.count == 2, let split = DatasetSplit(rawValue: String(parts[0])),
                    let epochs = Int(parts[1]), epochs > 0
                {
                    return .accuracy(
                        AccuracyKey(dataset: dataset.name, split: split, epochs: epochs))
                }
            }
        }
        return nil
    }

    /// What begins with the name of a data set is no device.
    private func namedAfterDataset(_ lowercase: String, _ name: String) -> CSVColumn? {
        let datasets = space.definition.datasets.map(\.name)
        let words = HeadingText(name).words
        let isCost = words.last.map { ["params", "flops", "macs"].contains($0) } ?? false
        let isOfDataset = (datasets + ["imagenet", "cifar"]).contains {
            lowercase.hasPrefix($0) || lowercase.hasPrefix($0.replacing("-", with: "_"))
        }
        let isAccuracy = words.contains {
            ColumnVocabulary.otherKinds[$0] == ColumnVocabulary.otherKinds["accuracy"]
                && !ColumnVocabulary.lastOnly.contains($0)
        }
        let isPlainCost = words.count == 1 && isCost
        guard isOfDataset || isAccuracy || isPlainCost else { return nil }
        let example = datasets.first ?? "cifar10"
        return .other(
            reason: "without its data set, split and epochs; "
                + "'\(example)_valid_200', '\(example)_test_12', '\(example)_params' or "
                + "'\(example)_flops' would be taken")
    }
}
