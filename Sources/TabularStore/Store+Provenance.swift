import Architectures
import GRDB

extension Store {
    /// Every imported file, in the order of import.
    package func imports() throws -> [ImportRecord] {
        try read { db in
            var tables: [Int64: [ImportRecord.Table]] = [:]
            let brought = try Row.fetchCursor(
                db,
                sql: """
                    SELECT i.file, t.quantity, d.name, t.dataset, t.split, t.epochs, t.seed,
                        i.added, i.replaced
                    FROM importedTable i
                    JOIN objectiveTable t ON t.id = i.objectiveTable
                    LEFT JOIN device d ON d.id = t.device
                    WHERE t.space = (SELECT id FROM space WHERE name = ?)
                    ORDER BY i.file, t.quantity, d.name, t.dataset, t.split, t.epochs, t.seed
                    """,
                arguments: [space.name])
            while let row = try brought.next() {
                guard let quantity = try Self.columns(row, from: 1).quantity else {
                    throw StoreError.damaged(path: path, reason: "a table of an unknown kind")
                }
                try tables[row.value(0), default: []].append(
                    ImportRecord.Table(
                        quantity: quantity, added: row.value(7), replaced: row.value(8)))
            }
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT id, path, sha256, bytes, format, rowCount, importedAt
                    FROM importedFile ORDER BY id
                    """
            ).map { row in
                try ImportRecord(
                    id: row.value(0), path: row.value(1), sha256: row.value(2), bytes: row.value(3),
                    format: row.value(4),
                    rows: row.value(5), importedAt: row.value(6), tables: tables[row.value(0)] ?? []
                )
            }
        }
    }
}
