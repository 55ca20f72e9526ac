import Architectures
import Foundation
import GRDB

extension Store {
    /// Brings files into the store: all of them, or nothing where anything is wrong.
    ///
    /// Missing values of a table are filled. Values that agree to 1e-5 stay as they are, also
    /// among the files of one import, which count in the given order. A file whose tables are all
    /// there already changes nothing and is not recorded again.
    /// - Parameters:
    ///   - files: What was read.
    ///   - overwrite: Whether values that contradict stored ones replace them; measured runs of these
    ///     networks are kept, but no longer count. A stored table of another origin is replaced as a
    ///     whole. Files that contradict each other are refused all the same.
    ///   - now: Recorded as the time of the import, in seconds since 1970.
    /// - Throws: ``StoreError/conflict(_:)``, ``StoreError/invalidValue(_:)`` or
    ///   ``StoreError/originMismatch(quantity:stored:imported:file:)`` for what the files hold.
    package func importBatch(
        _ files: [ImportedFile], overwrite: Bool = false,
        now: Double = Date().timeIntervalSince1970
    ) throws -> ImportSummary {
        for file in files { try checkValues(of: file) }
        return try write { db in
            var batch = ImportBatch(files: files, overwrite: overwrite, now: now)
            for index in files.indices { try merge(file: index, into: &batch, db) }
            if let conflict = try conflict(in: batch, db) { throw StoreError.conflict(conflict) }
            let space = try spaceID(db)
            for index in files.indices { try saveDevices(of: batch, file: index, db) }
            for position in batch.merges.indices {
                try save(position, of: &batch, space: space, db)
                try setRunsAside(batch.merges[position], space: space, db)
            }
            for index in files.indices { try record(file: index, of: &batch, db) }
            return batch.summary
        }
    }

    private func checkValues(of file: ImportedFile) throws {
        for table in file.tables {
            precondition(table.values.count == space.count, "a table of another space")
            let wrong = table.values.indices.first { code in
                let value = table.values[code]
                return !value.isNaN && !table.quantity.allows(value)
            }
            if let wrong {
                throw StoreError.invalidValue(
                    InvalidValue(
                        file: file.path, quantity: table.quantity.label,
                        index: space.publishedIndex(of: Architecture(code: wrong)),
                        value: table.values[wrong], expected: table.quantity.allowedValues))
            }
        }
    }

    private func merge(file index: Int, into batch: inout ImportBatch, _ db: Database) throws {
        let file = batch.files[index]
        for table in file.tables where table.values.contains(where: { !$0.isNaN }) {
            let origin = file.origin(of: table.quantity)
            if batch.position(of: table.quantity) == nil {
                try begin(table.quantity, origin: origin, of: file, in: &batch, db)
            }
            if let stored = batch.origin(of: table.quantity), stored != origin {
                throw StoreError.originMismatch(
                    quantity: table.quantity.label, stored: stored.rawValue,
                    imported: origin.rawValue, file: file.path)
            }
            batch.merge(table, file: index)
        }
    }

    /// Begins to merge into a table, which goes as a whole where it comes from elsewhere and that was
    /// asked for.
    private func begin(
        _ quantity: Quantity, origin: Origin, of file: ImportedFile, in batch: inout ImportBatch,
        _ db: Database
    ) throws {
        let stored = try storedTable(quantity, db)
        let storedOrigin = stored.flatMap { Origin(rawValue: $0.origin) }
        let replacesAll = batch.overwrite && storedOrigin.map { $0 != origin } ?? false
        if replacesAll, case .latency(let device) = quantity,
            try !measurements(of: device, role: .current, db).isEmpty
        {
            throw StoreError.keepsRuns(quantity: quantity.label, file: file.path)
        }
        batch.add(
            TableMerge(
                quantity: quantity, origin: replacesAll ? origin : storedOrigin ?? origin,
                count: space.count, stored: stored.map { ($0.id, $0.table.values) },
                replacesAll: replacesAll))
    }

    private func conflict(in batch: ImportBatch, _ db: Database) throws -> ImportConflict? {
        let total = batch.merges.reduce(0) { $0 + $1.contradictionCount }
        guard total > 0 else { return nil }
        var examples: [ImportConflict.Example] = []
        for merge in batch.merges {
            for found in merge.contradictions.prefix(
                ImportConflict.exampleLimit - examples.count)
            {
                let source =
                    try found.presentFile.map { batch.files[$0].path }
                    ?? merge.id.flatMap { try sourceFile(table: $0, code: found.code, db) }
                examples.append(
                    ImportConflict.Example(
                        quantity: merge.quantity.label,
                        index: space.publishedIndex(of: Architecture(code: found.code)),
                        stored: found.present, storedFrom: source ?? "the store",
                        imported: found.imported,
                        importedFrom: batch.files[found.importedFile].path))
            }
        }
        return ImportConflict(
            examples: examples, total: total,
            amongFiles: batch.merges.reduce(0) { $0 + $1.contradictionsAmongFiles })
    }

    /// The file that brought a stored value: the last one whose bit is set.
    func sourceFile(table: Int64, code: Int, _ db: Database) throws -> String? {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT path, codes FROM importedTable
                JOIN importedFile ON importedFile.id = file
                WHERE objectiveTable = ? AND codes IS NOT NULL ORDER BY file DESC
                """,
            arguments: [table])
        while let row = try rows.next() {
            let codes: Data = try row.value(1)
            if code >> 3 < codes.count, codes[codes.startIndex + code >> 3] >> (code & 7) & 1 == 1 {
                return try row.value(0)
            }
        }
        return nil
    }

    private func saveDevices(of batch: ImportBatch, file index: Int, _ db: Database) throws {
        let file = batch.files[index]
        let named = Set(file.tables.compactMap { QuantityColumns($0.quantity).device })
        for device in file.devices where named.contains(device.name) {
            _ = try save(device, origin: file.origin(ofDevice: device.name), db)
        }
    }

    private func save(
        _ position: Int, of batch: inout ImportBatch, space: Int64, _ db: Database
    ) throws {
        let merge = batch.merges[position]
        if let id = merge.id, !merge.changed {
            batch.tableIDs[position] = id
            return
        }
        if merge.replacesAll { try forget(merge, db) }
        batch.tableIDs[position] = try writeTable(
            merge.quantity, origin: merge.origin, values: merge.values, id: merge.id, space: space,
            db)
    }

    /// Drops where the values of a table came from that all go, and gives its device the new origin.
    private func forget(_ merge: TableMerge, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM importedTable WHERE objectiveTable = ?", arguments: [merge.id])
        try db.execute(
            sql: "UPDATE device SET origin = ? WHERE name = ?",
            arguments: [merge.origin.rawValue, QuantityColumns(merge.quantity).device])
    }

    /// Runs of networks that have other latencies now are kept, but don't count.
    private func setRunsAside(_ merge: TableMerge, space: Int64, _ db: Database) throws {
        guard merge.changed, case .latency(let device) = merge.quantity else { return }
        try setRunsAside(of: device, unlessTheyAre: merge.values, space: space, db)
    }

    private func record(file index: Int, of batch: inout ImportBatch, _ db: Database) throws {
        let file = batch.files[index]
        let changes = batch.changes[index]
        guard !changes.isEmpty else { return }
        let tables = Set(changes.keys.map { batch.tableIDs[$0] })
        let changedNothing = changes.values.allSatisfy(\.isEmpty)
        if changedNothing, try isRecorded(file, tables: tables, db) { return }
        try db.execute(
            sql: """
                INSERT INTO importedFile (path, sha256, bytes, format, rowCount, importedAt)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [file.path, file.sha256, file.bytes, file.format, file.rows, batch.now])
        let id = db.lastInsertedRowID
        for (position, change) in changes.sorted(by: { $0.key < $1.key }) {
            try db.execute(
                sql: """
                    INSERT INTO importedTable (file, objectiveTable, added, replaced, codes)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, batch.tableIDs[position], change.added, change.replaced,
                    batch.merges[position].codes(from: index).map { Data($0) },
                ])
        }
        batch.recorded.insert(index)
    }

    /// Whether provenance has the same bytes, read as the same format, for the same tables.
    private func isRecorded(
        _ file: ImportedFile, tables: Set<Int64>, _ db: Database
    ) throws -> Bool {
        let ids = try Int64.fetchAll(
            db, sql: "SELECT id FROM importedFile WHERE sha256 = ? AND format = ?",
            arguments: [file.sha256, file.format])
        return try ids.contains { id in
            try Int64.fetchSet(
                db, sql: "SELECT objectiveTable FROM importedTable WHERE file = ?",
                arguments: [id]) == tables
        }
    }
}
