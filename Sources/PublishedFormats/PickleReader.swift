import Architectures

/// Recognises what a pickle holds and turns it into tables.
struct PickleReader {
    let space: SearchSpace
    let text: ArchitectureText
    /// The device of latencies for which the file names none.
    let device: String

    /// Reads a pickle.
    /// - Throws: ``ContentProblem``.
    func read(_ bytes: [UInt8]) throws -> FileContents {
        let document = try PickleDocument(bytes)
        switch document.root {
        case .list, .tuple:
            return try helpLatencies(document)
        case .object:
            return try MiniNASBenchReader(space: space, text: text).read(document)
        case .dictionary:
            if let names = document.lookUp("meta_archs", in: document.root) {
                return try order(
                    document, names: Array(document.sequence(names) ?? []), .natsBenchMeta)
            }
            if let cell = try NATSBenchReader(space: space, text: text).read(document) {
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

    // MARK: HELP

    /// A list of latencies in milliseconds in the order of the published index.
    private func helpLatencies(_ document: PickleDocument) throws -> FileContents {
        let elements = Array(document.sequence(document.root) ?? [])
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
            namesNoDevice: true)
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
        guard case .tuple(let firstKey)? = pairs.first, Int(firstKey.count) == space.edges.count,
            operators.count == Self.latBenchOperators.count
        else {
            throw ContentProblem.unrecognised(
                "a dictionary whose keys are not the \(space.edges.count) operators of a cell")
        }
        var values = [Double](repeating: .nan, count: space.count)
        for i in stride(from: 0, to: pairs.count, by: 2) {
            let position = "entry \(i / 2)"
            var code = 0
            var edges = 0
            for element in document.sequence(pairs[i]) ?? [] {
                guard let number = document.integer(element), operators.indices.contains(number)
                else {
                    edges = -1
                    break
                }
                code = code * space.operators.count + operators[number]
                edges += 1
                if edges > space.edges.count { break }
            }
            guard edges == space.edges.count else {
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
        return FileContents(
            format: .latBench, rows: pairs.count / 2,
            tables: [ObjectiveTable(quantity: .latency(device: device), values: values)],
            namesNoDevice: true)
    }

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
