import Architectures
import Digests

/// Gathers the per-architecture files of one folder into one set of tables, file by file.
struct NATSBenchFolder {
    private let space: SearchSpace
    private var position: [Quantity: Int] = [:]
    private var tables: [ObjectiveTable] = []
    private var isSeen: [Bool]
    private var digests = SHA256()
    private var first: (path: String, sha256: String)?
    private var bytes = 0
    private var rows = 0
    private var files = 0
    private var disagreeing = 0
    private var disagreement: (architecture: Architecture, NATSBenchCell.Disagreement)?

    /// The most tables that one folder makes; 30 are published.
    private static let maximumTables = 1_000

    /// Starts with no file.
    init(space: SearchSpace) {
        self.space = space
        isSeen = [Bool](repeating: false, count: space.count)
    }

    /// Takes a file in.
    /// - Parameters:
    ///   - cell: What it holds.
    ///   - path: Where it lies.
    ///   - name: Its own name.
    ///   - sha256: Its digest.
    ///   - bytes: Its size.
    /// - Throws: ``ContentProblem`` where it contradicts an earlier file.
    mutating func add(
        _ cell: NATSBenchCell, path: String, name: String, sha256: String, bytes: Int
    ) throws {
        try add(cell)
        digests.update(Array("\(sha256)  \(name)\n".utf8))
        if files == 0 { first = (path, sha256) }
        self.bytes += bytes
        files += 1
    }

    /// Takes in what a file holds, or a part of one.
    /// - Throws: ``ContentProblem`` where it contradicts what was added before.
    mutating func add(_ cell: NATSBenchCell) throws {
        let code = cell.architecture.code
        if let found = cell.disagreements.first {
            disagreeing += 1
            disagreement = disagreement ?? (cell.architecture, found)
        }
        for (quantity, value) in cell.values where !value.isNaN {
            let table: Int
            if let known = position[quantity] {
                table = known
            } else {
                table = tables.count
                guard table < Self.maximumTables else {
                    throw ContentProblem.refused(
                        nil, "seeds and schedules that make more than \(table) tables")
                }
                position[quantity] = table
                tables.append(
                    ObjectiveTable(
                        quantity: quantity,
                        values: [Double](repeating: .nan, count: space.count)))
            }
            let known = tables[table].values[code]
            guard known.isNaN || known.agrees(with: value) else {
                throw ContentProblem.damaged(
                    nil,
                    "architecture \(space.publishedIndex(of: cell.architecture)) has other "
                        + "results here than in another file of the folder",
                    remedy: "remove one of the two")
            }
            if known.isNaN { tables[table].values[code] = value }
        }
        if !isSeen[code] { rows += 1 }
        isSeen[code] = true
    }

    /// The folder as one file of provenance; a single file stays itself.
    func file(folder: String) -> PublishedFile? {
        guard let first else { return nil }
        let count = files == 1 ? [] : ["\(files) files, one an architecture"]
        let contents = contents
        return PublishedFile(
            path: files == 1 ? first.path : folder,
            sha256: files == 1 ? first.sha256 : digests.finish(), bytes: bytes, format: .natsBench,
            rows: rows, tables: contents.tables, notes: count + contents.notes)
    }

    /// Everything that was added, in the order of the quantities.
    var contents: FileContents {
        FileContents(
            format: .natsBench, rows: rows,
            tables: tables.sorted {
                Self.order($0.quantity).lexicographicallyPrecedes(Self.order($1.quantity))
            },
            notes: disagreement.map { [note($0.architecture, $0.1)] } ?? [])
    }

    private func note(
        _ architecture: Architecture, _ found: NATSBenchCell.Disagreement
    ) -> String {
        let name =
            if case .parameters = found.quantity { "params" } else { "flop" }
        let index = space.publishedIndex(of: architecture)
        return
            "the training runs of \(disagreeing) architecture\(disagreeing == 1 ? "" : "s") record "
            + "different parameters or FLOPs, such as index \(index) ('\(name)' \(found.first) and "
            + "\(found.other)): those are left blank, accuracies are taken; the program counts "
            + "parameters and FLOPs of every network itself"
    }

    /// Accuracies by data set, epochs, split and seed, the mean first; then costs.
    private static func order(_ quantity: Quantity) -> [String] {
        func padded(_ number: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
        }
        return switch quantity {
        case .accuracy(let key):
            ["0", key.dataset, padded(key.epochs), key.split.rawValue, key.seed.map(padded) ?? ""]
        case .parameters(let dataset): ["1", dataset]
        case .flops(let dataset): ["2", dataset]
        case .latency(let device): ["3", device]
        case .energy(let device): ["4", device]
        }
    }
}
