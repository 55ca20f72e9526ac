import Architectures

/// The files of one import, and the tables that they touch, while it is under way.
struct ImportBatch {
    let files: [ImportedFile]
    let overwrite: Bool
    let now: Double
    /// The tables, in the order in which files first touched them.
    private(set) var merges: [TableMerge] = []
    /// The row of each table, once it is saved.
    var tableIDs: [Int64] = []
    /// By file, then by table's position: what the file changed.
    private(set) var changes: [[Int: TableChange]]
    /// The files that provenance did not hold before.
    var recorded: Set<Int> = []
    private var positions: [Quantity: Int] = [:]

    init(files: [ImportedFile], overwrite: Bool, now: Double) {
        self.files = files
        self.overwrite = overwrite
        self.now = now
        changes = Array(repeating: [:], count: files.count)
    }

    func position(of quantity: Quantity) -> Int? { positions[quantity] }

    /// Where the numbers of a table come from that was added before.
    func origin(of quantity: Quantity) -> Origin? {
        position(of: quantity).map { merges[$0].origin }
    }

    mutating func add(_ merge: TableMerge) {
        positions[merge.quantity] = merges.count
        merges.append(merge)
        tableIDs.append(0)
    }

    /// Merges a table that was added before.
    mutating func merge(_ table: ObjectiveTable, file: Int) {
        guard let position = positions[table.quantity] else {
            preconditionFailure("a table is added before it is merged")
        }
        let change = merges[position].merge(table.values, file: file, overwrite: overwrite)
        changes[file][position, default: TableChange()].add(change)
    }

    var summary: ImportSummary {
        ImportSummary(
            files: files.indices.map { file in
                ImportSummary.FileOutcome(
                    path: files[file].path, isRecorded: recorded.contains(file),
                    tables: changes[file].sorted { $0.key < $1.key }.map { position, change in
                        ImportSummary.TableOutcome(
                            quantity: merges[position].quantity,
                            isNew: merges[position].id == nil, change: change)
                    })
            })
    }
}
