import Architectures

/// Reads mini-nasbench's pandas frame: accuracies after 12 epochs, a row an architecture.
///
/// `cifar10-val` is the mean over the seeds of networks trained on half of the training images, and
/// `cifar10-test` of networks trained on all of them, as in the tables of NAS-Bench-201.
struct MiniNASBenchReader {
    let space: SearchSpace
    let text: ArchitectureText

    private static let epochs = 12
    private static let accuracies: [(column: StaticString, dataset: String, split: DatasetSplit)] =
        [
            ("cifar10-val", "cifar10", .valid), ("cifar10-test", "cifar10", .test),
            ("cifar100-val", "cifar100", .valid), ("cifar100-test", "cifar100", .test),
            ("imagenet-val", "imagenet16-120", .valid), ("imagenet-test", "imagenet16-120", .test),
        ]

    /// One row of a block: a column of the frame.
    private struct Column {
        let name: PickleValue
        let array: PickledArray
        let row: Int
    }

    /// Reads the frame that a pickle holds.
    /// - Throws: ``ContentProblem``.
    func read(_ document: PickleDocument) throws -> FileContents {
        let columns = try columns(document)
        guard let names = columns.first(where: { document.isText($0.name, "cellstr") }) else {
            throw ContentProblem.unrecognised(
                "a pandas frame without mini-nasbench's column 'cellstr'")
        }
        let rows = names.array.shape[1]
        guard rows <= space.count else {
            throw ContentProblem.damaged(
                nil, "expected at most \(space.count) rows, found \(rows)")
        }
        let codes = try architectures(document, names, rows: rows)
        if let indices = columns.first(where: { document.isText($0.name, "arch") }) {
            try check(indices, of: codes, document)
        }
        var tables: [ObjectiveTable] = []
        for (name, dataset, split) in Self.accuracies {
            guard let column = columns.first(where: { document.isText($0.name, name) }) else {
                continue
            }
            var values = [Double](repeating: .nan, count: space.count)
            for (row, architecture) in codes.enumerated() {
                let value = try number(column, at: row, document)
                guard (0...100).contains(value) else {
                    throw ContentProblem.damaged(
                        "row \(row), column \(name)",
                        "expected an accuracy in percent, 0 to 100, found \(value)")
                }
                values[architecture.code] = value
            }
            let key = AccuracyKey(dataset: dataset, split: split, epochs: Self.epochs)
            tables.append(ObjectiveTable(quantity: .accuracy(key), values: values))
        }
        guard !tables.isEmpty else {
            throw ContentProblem.unrecognised("a pandas frame without mini-nasbench's accuracies")
        }
        return FileContents(format: .miniNASBench, rows: rows, tables: tables)
    }

    // MARK: The frame

    /// Takes a frame apart: frame → block manager → axes, and blocks with their places.
    private func columns(_ document: PickleDocument) throws -> [Column] {
        guard let frame = object(document.root, .pandasFrame, document),
            let managed = document.lookUp("_data", in: frame.state)
                ?? document.lookUp("_mgr", in: frame.state),
            let manager = object(managed, .pandasBlockManager, document),
            let parts = document.sequence(manager.state),
            let newest = parts.last, let layout = document.lookUp("0.14.1", in: newest),
            let axes = document.sequence(document.lookUp("axes", in: layout)),
            let heading = axes.first, let names = labels(heading, document),
            let blocks = document.sequence(document.lookUp("blocks", in: layout))
        else { throw ContentProblem.unrecognised("a pandas object that is no plain frame") }
        var columns: [Column] = []
        for block in blocks {
            guard case .array(let number)? = document.lookUp("values", in: block),
                let placed = document.lookUp("mgr_locs", in: block),
                let places = places(placed, document, count: names.count)
            else { throw ContentProblem.unrecognised("a pandas frame with unknown blocks") }
            let array = document.arrays[Int(number)]
            guard array.shape.count == 2, array.shape[0] == places.count,
                document.isConsistent(array)
            else {
                throw ContentProblem.damaged(nil, "a block of the frame does not fill its columns")
            }
            for (row, place) in places.enumerated() {
                columns.append(Column(name: names[place], array: array, row: row))
            }
        }
        guard let rows = columns.first?.array.shape[1],
            columns.allSatisfy({ $0.array.shape[1] == rows })
        else { throw ContentProblem.damaged(nil, "the columns of the frame differ in length") }
        return columns
    }

    private func object(
        _ value: PickleValue, _ constructor: PickleConstructor, _ document: PickleDocument
    ) -> PickledObject? {
        guard case .object(let number) = value else { return nil }
        let object = document.objects[Int(number)]
        let made = object.constructor == constructor
        return made ? object : nil
    }

    /// The labels of an axis that was made by `_new_Index(Index, {"data": array, …})`.
    private func labels(_ axis: PickleValue, _ document: PickleDocument) -> [PickleValue]? {
        guard let object = object(axis, .pandasNewIndex, document),
            let details = document.elements(object.arguments).last,
            case .array(let number)? = document.lookUp("data", in: details),
            case .list(let list) = document.arrays[Int(number)].elements
        else { return nil }
        return document.containers[Int(list)]
    }

    /// The columns at which a block's rows stand: `slice(start, stop, step)` or an array.
    private func places(_ value: PickleValue, _ document: PickleDocument, count: Int) -> [Int]? {
        let found: [Int]
        switch value {
        case .object(let number):
            let object = document.objects[Int(number)]
            let parts = document.elements(object.arguments).map { document.integer($0) }
            guard object.constructor == .slice, parts.count == 3, let start = parts[0],
                let stop = parts[1], let step = parts[2], step > 0, start >= 0, stop <= count
            else { return nil }
            found = Array(stride(from: start, to: stop, by: step))
        case .array(let number):
            let array = document.arrays[Int(number)]
            guard array.shape.count == 1, array.shape[0] <= count, document.isConsistent(array),
                case .bytes(let span) = array.elements, let type = array.dataType
            else { return nil }
            let numeric = document.dataTypes[Int(type)]
            found = (0..<array.shape[0]).map {
                Int(exactly: numeric.number(in: document.bytes, at: span.start + $0 * numeric.size))
                    ?? -1
            }
        default: return nil
        }
        return found.allSatisfy((0..<count).contains) ? found : nil
    }

    // MARK: Its values

    /// Where an element lies among an array's elements.
    private func offset(_ column: Column, _ row: Int) -> Int {
        column.array.isColumnMajor
            ? row * column.array.shape[0] + column.row : column.row * column.array.shape[1] + row
    }

    private func architectures(
        _ document: PickleDocument, _ column: Column, rows: Int
    ) throws -> [Architecture] {
        guard case .list(let list) = column.array.elements else {
            throw ContentProblem.damaged("column cellstr", "expected texts")
        }
        let elements = document.containers[Int(list)]
        var isSeen = [Bool](repeating: false, count: space.count)
        return try (0..<rows).map { row in
            let architecture = try document.architecture(
                elements[offset(column, row)], text, position: "row \(row), column cellstr")
            guard !isSeen[architecture.code] else {
                throw ContentProblem.damaged("row \(row)", "an architecture that occurs twice")
            }
            isSeen[architecture.code] = true
            return architecture
        }
    }

    private func check(
        _ column: Column, of architectures: [Architecture], _ document: PickleDocument
    ) throws {
        for (row, architecture) in architectures.enumerated() {
            let index = try number(column, at: row, document)
            guard index == Double(space.publishedIndex(of: architecture)) else {
                throw ContentProblem.damaged(
                    "row \(row)", "index \(index) and the architecture's string disagree")
            }
        }
    }

    private func number(_ column: Column, at row: Int, _ document: PickleDocument) throws -> Double
    {
        guard case .bytes(let span) = column.array.elements, let type = column.array.dataType else {
            throw ContentProblem.damaged("row \(row)", "expected a column of numbers")
        }
        let numeric = document.dataTypes[Int(type)]
        return numeric.number(
            in: document.bytes, at: span.start + offset(column, row) * numeric.size)
    }
}
