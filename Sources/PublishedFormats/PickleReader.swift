import Architectures

/// Recognises what a pickle holds and turns it into tables.
struct PickleReader {
    let space: SearchSpace
    let text: ArchitectureText
    /// The device of latencies for which the file names none.
    let device: String

    /// Reads the bytes of a pickle.
    /// - Throws: ``ContentProblem``.
    func read(_ bytes: [UInt8]) throws -> FileContents {
        try read(try PickleDocument(bytes))
    }

    /// Reads a pickle.
    /// - Throws: ``ContentProblem``.
    func read(_ document: PickleDocument) throws -> FileContents {
        switch document.root {
        case .list, .tuple, .array:
            return try helpLatencies(document)
        case .object:
            return try MiniNASBenchReader(space: space, text: text).read(document)
        case .dictionary:
            if let names = document.lookUp("meta_archs", in: document.root) {
                return try natsBench(document, names: Array(document.sequence(names) ?? []))
            }
            if let cell = try NATSBenchReader(space: space, text: text)
                .read(document, document.root)
            {
                return FileContents(format: .natsBench, rows: 1, cell: cell)
            }
            let pairs = document.pairs(document.root) ?? []
            switch pairs.first {
            case .tuple: return try latBench(document, pairs)
            case .text: return try helpOrder(document, pairs)
            default: break
            }
        default: break
        }
        throw ContentProblem.unrecognised(
            "a pickle of \(document.root.kindName) that is no known table")
    }

    // MARK: NATS-Bench

    /// The list of all architectures, alone (the meta file) or with the results of each (the one-file
    /// form).
    private func natsBench(
        _ document: PickleDocument, names: [PickleValue]
    ) throws -> FileContents {
        if let name = document.shortString(names.first), NATSBenchReader.isOfSizeSpace(name) {
            throw ContentProblem.unrecognised(NATSBenchReader.sizeSpace)
        }
        let order = try order(document, names: names, .natsBenchMeta)
        // The meta file has the same member, but nothing in it.
        let pairs =
            document.pairs(document.lookUp("arch2infos", in: document.root)) ?? []
        guard !pairs.isEmpty else { return order }
        let reader = NATSBenchReader(space: space, text: text)
        var all = NATSBenchFolder(space: space)
        for i in stride(from: 1, to: pairs.count, by: 2) {
            guard let cell = try reader.read(document, pairs[i]) else {
                throw ContentProblem.unrecognised(
                    "all results in one file, in a layout that is not read; NATS-Bench's folder of "
                        + "one file an architecture is (NATS-tss-v1_0-3ffb9-simple)")
            }
            try all.add(cell)
        }
        var contents = all.contents
        contents.notes = order.notes + contents.notes
        return contents
    }

    // MARK: HELP

    /// A list of latencies in milliseconds in the order of the published index.
    private func helpLatencies(_ document: PickleDocument) throws -> FileContents {
        let elements = document.numbers(document.root)
        guard let first = elements.first, document.number(first) != nil else {
            throw ContentProblem.unrecognised("a pickled list that does not hold numbers")
        }
        guard elements.count == space.count else {
            throw ContentProblem.unrecognised(
                "a list of \(elements.count) numbers, where the space has \(space.count) architectures"
            )
        }
        var values = [Double](repeating: .nan, count: space.count)
        for (index, element) in elements.enumerated() {
            guard let value = document.number(element), value.isFinite, value > 0 else {
                throw ContentProblem.damaged(
                    "element \(index)", "expected a latency above 0, found \(shown(element))")
            }
            if let architecture = space.architecture(publishedIndex: index) {
                values[architecture.code] = value
            }
        }
        return FileContents(
            format: .helpLatencies, rows: elements.count,
            tables: [ObjectiveTable(quantity: .latency(device: device), values: values)],
            unit: .milliseconds, namesNoDevice: true)
    }

    /// A dictionary from strings to indices.
    private func helpOrder(_ document: PickleDocument, _ pairs: [PickleValue]) throws
        -> FileContents
    {
        guard pairs.count == 2 * space.count else {
            throw ContentProblem.unrecognised(
                "a dictionary of \(pairs.count / 2) texts, where the space has \(space.count) "
                    + "architectures")
        }
        var names = [PickleValue](repeating: .none, count: space.count)
        for i in stride(from: 0, to: pairs.count, by: 2) {
            guard let index = document.integer(pairs[i + 1]), names.indices.contains(index) else {
                throw ContentProblem.damaged(
                    "entry \(i / 2)", "expected an index from 0 to \(space.count - 1)")
            }
            guard names[index] == .none else {
                throw ContentProblem.damaged("entry \(i / 2)", "index \(index) occurs twice")
            }
            names[index] = pairs[i]
        }
        return try order(document, names: names, .helpOrder)
    }

    /// Checks a published list of strings against the space's own order.
    private func order(
        _ document: PickleDocument, names: [PickleValue], _ format: PublishedFormat
    ) throws -> FileContents {
        guard names.count == space.count else {
            throw ContentProblem.damaged(
                nil, "expected the strings of \(space.count) architectures, found \(names.count)")
        }
        for (index, name) in names.enumerated() {
            let architecture = try document.architecture(name, text, position: "index \(index)")
            guard space.publishedIndex(of: architecture) == index else {
                throw ContentProblem.damaged(
                    "index \(index)",
                    "expected \(space.architecture(publishedIndex: index).map(space.string) ?? "")"
                        + ", found \(space.string(of: architecture))",
                    remedy: "the file numbers the architectures differently and can't be used")
            }
        }
        return FileContents(
            format: format, rows: names.count,
            notes: ["states the order of \(names.count) architectures, which is the known one"])
    }

    // MARK: LatBench

    /// The operators by LatBench's numbers: `eagle` numbers them as NAS-Bench-201's authors do.
    private static let latBenchOperators = [
        "none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3",
    ]

    /// A dictionary from tuples of operator numbers, one an edge in the order of the published
    /// string, to seconds.
    private func latBench(_ document: PickleDocument, _ pairs: [PickleValue]) throws -> FileContents
    {
        let operators = Self.latBenchOperators.compactMap { name in
            space.operators.firstIndex { $0.name == name }
        }
        guard operators.count == Self.latBenchOperators.count, pairs.count >= 2,
            code(pairs[0], operators, document) != nil, document.number(pairs[1]) != nil
        else {
            throw ContentProblem.unrecognised(
                "a dictionary that does not give a number for the \(space.edges.count) operators "
                    + "of a cell")
        }
        var values = [Double](repeating: .nan, count: space.count)
        for i in stride(from: 0, to: pairs.count, by: 2) {
            let position = "entry \(i / 2)"
            guard let code = code(pairs[i], operators, document) else {
                throw ContentProblem.damaged(
                    position,
                    "expected \(space.edges.count) operator numbers from 0 to "
                        + "\(operators.count - 1)")
            }
            guard let seconds = document.number(pairs[i + 1]), seconds.isFinite, seconds > 0 else {
                throw ContentProblem.damaged(
                    position, "expected a latency above 0, found \(shown(pairs[i + 1]))")
            }
            guard values[code].isNaN else {
                throw ContentProblem.damaged(position, "an architecture that occurs twice")
            }
            values[code] = seconds * 1000
        }
        try checkAreLatencies(values)
        return FileContents(
            format: .latBench, rows: pairs.count / 2,
            tables: [ObjectiveTable(quantity: .latency(device: device), values: values)],
            unit: .seconds, namesNoDevice: true)
    }

    /// The architecture whose operators a tuple numbers, or nil where it does not.
    private func code(
        _ key: PickleValue, _ operators: [Int], _ document: PickleDocument
    ) -> Int? {
        guard let elements = document.sequence(key), elements.count == space.edges.count else {
            return nil
        }
        var code = 0
        for element in elements {
            guard let number = document.integer(element), operators.indices.contains(number) else {
                return nil
            }
            code = code * space.operators.count + operators[number]
        }
        return code
    }

    /// LatBench's folder has accuracies in the same layout, as percentages or as shares. No network of
    /// the space takes as many seconds as a percentage is. Shares may be latencies by their size, but
    /// cells without a path to the output all guess, so that many have the very same least accuracy,
    /// which no clock gives.
    private func checkAreLatencies(_ milliseconds: [Double]) throws {
        let values = milliseconds.filter { !$0.isNaN }
        guard let least = values.min(), let most = values.max() else { return }
        let arePercentages = least >= 500 && most <= 100_000
        let guessing = values.count { $0 - least <= 1e-9 * least }
        let areShares =
            most <= 1000 && guessing >= 10 && 2 * guessing < values.count
            && Double(guessing) >= Self.guessingShare * Double(values.count)
        guard arePercentages || areShares else { return }
        let kind = arePercentages ? "in percent" : "as shares, \(guessing) of which are the least"
        throw ContentProblem.unrecognised(
            "in LatBench's layout, but with numbers from \(least / 1000) to \(most / 1000): accuracies "
                + "\(kind), as it seems, and not latencies in seconds; a CSV with a column such as "
                + "'cifar100_valid_200' or 'NAME_latency_s' says what they are")
    }

    /// The least share of cells that guess, about half of those of NAS-Bench-201.
    private static let guessingShare = 0.01

    private func shown(_ value: PickleValue) -> String {
        switch value {
        case .integer(let integer): "\(integer)"
        case .float(let float): "\(float)"
        default: value.kindName
        }
    }
}

extension PickleDocument {
    /// The architecture that a text spells.
    func architecture(
        _ value: PickleValue?, _ text: ArchitectureText, position: String
    ) throws -> Architecture {
        guard case .text(let span) = value else {
            throw ContentProblem.damaged(
                position, "expected an architecture's string, found \(value?.kindName ?? "nothing")"
            )
        }
        do {
            return try bytes.withUnsafeBufferPointer {
                try text.architecture(
                    UnsafeBufferPointer(rebasing: $0[span.start..<span.start + span.count]))
            }
        } catch let error as SearchSpaceError {
            throw ContentProblem.damaged(position, "\(error)")
        }
    }
}
