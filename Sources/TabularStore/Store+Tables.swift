import Architectures
import Digests
import Foundation
import GRDB

extension Store {
    /// A whole table, or nil where the store has none.
    /// - Complexity: One copy of the stored bytes, and a pass that compares their fingerprint.
    /// - Throws: ``StoreError/damaged(path:reason:)`` where the bytes are not what was written.
    package func table(_ quantity: Quantity) throws -> ObjectiveTable? {
        try read { db in try storedTable(quantity, db)?.table }
    }

    /// Every table of the space, without numbers, ordered by kind, device and data set.
    package func tables() throws -> [TableInfo] {
        try read { db in try tableInfos(db) }
    }

    /// A fingerprint of the contents of tables, whatever their order: equal as long as every value
    /// is, so that a resumed run notices that its inputs changed. A missing table counts too.
    package func fingerprint(of quantities: [Quantity]) throws -> String {
        try read { db in
            var hash = ContentHash()
            hash.combine(space.name)
            for quantity in Set(quantities).sorted(by: { $0.label < $1.label }) {
                hash.combine(quantity.label)
                let stored = try Int64.fetchOne(
                    db, sql: "SELECT contentHash FROM objectiveTable WHERE \(Self.tableKey)",
                    arguments: tableArguments(quantity))
                hash.combine(stored == nil ? 0 : 1)
                hash.combine(UInt64(bitPattern: stored ?? 0))
            }
            return hash.text
        }
    }

    /// What identifies a table, for a WHERE clause with ``tableArguments(_:)``.
    static let tableKey = """
        space = (SELECT id FROM space WHERE name = ?) AND quantity = ?
        AND device IS (SELECT id FROM device WHERE name = ?)
        AND dataset IS ? AND split IS ? AND epochs IS ? AND seed IS ?
        """

    func tableArguments(_ quantity: Quantity) -> StatementArguments {
        let key = QuantityColumns(quantity)
        return [
            space.name, key.kind, key.device, key.dataset, key.split, key.epochs, key.seed,
        ]
    }

    struct StoredTable {
        var id: Int64
        var origin: String
        var table: ObjectiveTable
    }

    func storedTable(_ quantity: Quantity, _ db: Database) throws -> StoredTable? {
        let statement = try db.cachedStatement(
            sql:
                "SELECT id, origin, contentHash, content FROM objectiveTable WHERE \(Self.tableKey)"
        )
        let rows = try Row.fetchCursor(statement, arguments: tableArguments(quantity))
        guard let row = try rows.next() else { return nil }
        let values = try row.withUnsafeData(atIndex: 3) { data in
            data?.withUnsafeBytes { TableBlob.table($0, count: space.count) } ?? nil
        }
        guard let values else {
            throw StoreError.damaged(path: path, reason: "\(quantity.label): wrong size")
        }
        guard try TableBlob.hash(values) == UInt64(bitPattern: row.value(2)) else {
            throw StoreError.damaged(
                path: path, reason: "\(quantity.label): its numbers are not what was written")
        }
        return try StoredTable(
            id: row.value(0), origin: row.value(1),
            table: ObjectiveTable(quantity: quantity, values: values))
    }

    /// Writes a table, a new one or in place of the row `id`.
    /// - Returns: Its row.
    func writeTable(
        _ quantity: Quantity, origin: Origin, values: [Double], id: Int64?, space: Int64,
        _ db: Database
    ) throws -> Int64 {
        let hash = Int64(bitPattern: TableBlob.hash(values))
        let count = values.count { !$0.isNaN }
        let content = TableBlob.tableData(values)
        if let id {
            try db.execute(
                sql: """
                    UPDATE objectiveTable
                    SET valueCount = ?, contentHash = ?, content = ?, origin = ? WHERE id = ?
                    """,
                arguments: [count, hash, content, origin.rawValue, id])
            return id
        }
        let key = QuantityColumns(quantity)
        let device = try key.device.map { try save(Device(name: $0), origin: origin, db) }
        try db.execute(
            sql: """
                INSERT INTO objectiveTable (space, quantity, device, dataset, split, epochs, seed,
                    unit, origin, valueCount, contentHash, content)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                space, key.kind, device, key.dataset, key.split, key.epochs, key.seed,
                quantity.unit, origin.rawValue, count, hash, content,
            ])
        return db.lastInsertedRowID
    }

    /// The tables, all or those of a device, without numbers.
    func tableInfos(_ db: Database, device: String? = nil) throws -> [TableInfo] {
        var files: [Int64: [String]] = [:]
        let provenance = try Row.fetchCursor(
            db,
            sql: """
                SELECT objectiveTable, path FROM importedTable
                JOIN importedFile ON importedFile.id = file
                WHERE ?1 IS NULL OR objectiveTable IN (
                    SELECT t.id FROM objectiveTable t JOIN device d ON d.id = t.device
                    WHERE d.name = ?1)
                ORDER BY file
                """,
            arguments: [device])
        while let row = try provenance.next() {
            try files[row.value(0), default: []].append(row.value(1))
        }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT t.id, t.quantity, d.name, t.dataset, t.split, t.epochs, t.seed, t.origin,
                    t.valueCount, t.contentHash
                FROM objectiveTable t LEFT JOIN device d ON d.id = t.device
                WHERE t.space = (SELECT id FROM space WHERE name = ?1)
                    AND (?2 IS NULL OR d.name = ?2)
                ORDER BY t.quantity, d.name, t.dataset, t.split, t.epochs, t.seed
                """,
            arguments: [space.name, device])
        var infos: [TableInfo] = []
        while let row = try rows.next() {
            guard let quantity = try Self.columns(row, from: 1).quantity,
                let origin = try Origin(rawValue: row.value(7))
            else {
                throw StoreError.damaged(path: path, reason: "a table of an unknown kind")
            }
            try infos.append(
                TableInfo(
                    quantity: quantity, origin: origin, count: row.value(8),
                    contentHash: UInt64(bitPattern: row.value(9)),
                    importedFrom: files[row.value(0)] ?? []))
        }
        return infos
    }

    /// Reads kind, device, data set, split, epochs and seed from six columns of a row.
    static func columns(_ row: Row, from first: Int) throws -> QuantityColumns {
        try QuantityColumns(
            kind: row.value(first), device: row.value(first + 1), dataset: row.value(first + 2),
            split: row.value(first + 3), epochs: row.value(first + 4), seed: row.value(first + 5))
    }
}
