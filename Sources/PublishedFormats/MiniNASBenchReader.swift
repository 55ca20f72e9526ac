import Architectures

/// Reads mini-nasbench's pandas frame: accuracies after 12 epochs, a row an architecture.
///
/// `cifar10-val` is the mean over the seeds of networks trained on half of the training images, and
/// `cifar10-test` of networks trained on all of them, as in the tables of NAS-Bench-201.
struct MiniNASBenchReader {
    let space: SearchSpace
    let text: ArchitectureText

    private static let epochs = 12
    private static let accuracies: [(column: String, dataset: String, split: DatasetSplit)] = [
        ("cifar10-val", "cifar10", .valid), ("cifar10-test", "cifar10", .test),
        ("cifar100-val", "cifar100", .valid), ("cifar100-test", "cifar100", .test),
        ("imagenet-val", "imagenet16-120", .valid), ("imagenet-test", "imagenet16-120", .test),
    ]

    /// The column that holds the architectures' strings; with it, `arch` holds published indices.
    static let strings = "cellstr"

    /// What a column of the frame holds, or nil where it is none of its accuracies.
    static func quantity(of column: String) -> Quantity? {
        accuracies.first { $0.column == column }.map {
            .accuracy(AccuracyKey(dataset: $0.dataset, split: $0.split, epochs: epochs))
        }
    }

    /// Reads the frame that a pickle holds.
    /// - Throws: ``ContentProblem``.
    func read(_ document: PickleDocument) throws -> FileContents {
        let frame = try PandasFrame(document)
        guard let names = frame.column(Self.strings) else {
            throw ContentProblem.unrecognised(
                "a pandas frame without mini-nasbench's column '\(Self.strings)'; "
                    + "`frame.to_csv('table.csv', index=False)` writes other tables as CSV")
        }
        guard frame.rows <= space.count else {
            throw ContentProblem.damaged(
                nil, "expected at most \(space.count) rows, found \(frame.rows)")
        }
        let codes = try architectures(document, frame, names)
        if let indices = frame.column("arch") { try check(indices, of: codes, frame) }
        let tables = try frame.columns.compactMap { column in
            try Self.quantity(of: column.name).map { try table(of: $0, column, codes, frame) }
        }
        guard !tables.isEmpty else {
            throw ContentProblem.unrecognised("a pandas frame without mini-nasbench's accuracies")
        }
        let order = Self.accuracies.map { Self.quantity(of: $0.column) }
        return FileContents(
            format: .miniNASBench, rows: frame.rows,
            tables: tables.sorted {
                order.firstIndex(of: $0.quantity) ?? 0 < order.firstIndex(of: $1.quantity) ?? 0
            })
    }

    private func table(
        of quantity: Quantity, _ column: PandasFrame.Column, _ codes: [Architecture],
        _ frame: PandasFrame
    ) throws -> ObjectiveTable {
        var values = [Double](repeating: .nan, count: space.count)
        for (row, architecture) in codes.enumerated() {
            let value = try number(column, at: row, frame)
            guard (0...100).contains(value) else {
                throw ContentProblem.damaged(
                    "row \(row), column \(column.name)",
                    "expected an accuracy in percent, 0 to 100, found \(value)")
            }
            values[architecture.code] = value
        }
        return ObjectiveTable(quantity: quantity, values: values)
    }

    private func architectures(
        _ document: PickleDocument, _ frame: PandasFrame, _ column: PandasFrame.Column
    ) throws -> [Architecture] {
        var isSeen = [Bool](repeating: false, count: space.count)
        return try (0..<frame.rows).map { row in
            let architecture = try document.architecture(
                frame.text(column, at: row), text, position: "row \(row), column \(Self.strings)")
            guard !isSeen[architecture.code] else {
                throw ContentProblem.damaged("row \(row)", "an architecture that occurs twice")
            }
            isSeen[architecture.code] = true
            return architecture
        }
    }

    private func check(
        _ column: PandasFrame.Column, of architectures: [Architecture], _ frame: PandasFrame
    ) throws {
        for (row, architecture) in architectures.enumerated() {
            let index = try number(column, at: row, frame)
            guard index == Double(space.publishedIndex(of: architecture)) else {
                throw ContentProblem.damaged(
                    "row \(row)", "index \(index) and the architecture's string disagree")
            }
        }
    }

    private func number(
        _ column: PandasFrame.Column, at row: Int, _ frame: PandasFrame
    ) throws -> Double {
        guard let number = frame.number(column, at: row) else {
            throw ContentProblem.damaged("row \(row)", "expected a column of numbers")
        }
        return number
    }
}
