import Architectures
import GRDB

extension Store {
    /// Every device, ordered by name.
    package func devices() throws -> [StoredDevice] {
        try read { db in
            let infos = Dictionary(grouping: try tableInfos(db)) { info in
                switch info.quantity {
                case .latency(let device), .energy(let device): device
                case .accuracy, .parameters, .flops: ""
                }
            }
            return try storedDevices(db, where: "1", arguments: []).map { row in
                StoredDevice(
                    device: row.device, origin: row.origin, tables: infos[row.device.name] ?? [])
            }
        }
    }

    /// The device of that name, else the one with that alias, else nil.
    package func device(named name: String) throws -> StoredDevice? {
        try read { db in
            let named = try storedDevices(db, where: "name = ?", arguments: [name])
            let found =
                try named.first
                ?? storedDevices(
                    db, where: "id = (SELECT device FROM deviceAlias WHERE alias = ?)",
                    arguments: [name]
                ).first
            return try found.map { row in
                StoredDevice(
                    device: row.device, origin: row.origin,
                    tables: try tableInfos(db, device: row.device.name))
            }
        }
    }

    /// Adds a device, or completes what is known of it: what `device` states replaces what was
    /// there, what it leaves out stays.
    package func saveDevice(_ device: Device, origin: Origin) throws {
        try write { db in _ = try save(device, origin: origin, db) }
    }

    /// Adds or completes a device.
    /// - Returns: Its row.
    func save(_ device: Device, origin: Origin, _ db: Database) throws -> Int64 {
        let stored = try storedDevices(db, where: "name = ?", arguments: [device.name]).first
        let complete = stored.map { $0.device.completed(by: device) } ?? device
        if let stored, stored.device == complete { return stored.id }
        let values: StatementArguments = [
            complete.title, complete.hardware, complete.kind, complete.runtime, complete.batch,
            complete.threads, complete.precision, complete.source, complete.licence,
            complete.protocolNotes,
        ]
        let id: Int64
        if let stored {
            id = stored.id
            try db.execute(
                sql: """
                    UPDATE device SET title = ?, hardware = ?, kind = ?, runtime = ?, batch = ?,
                        threads = ?, precision = ?, source = ?, licence = ?, protocol = ?
                    WHERE id = ?
                    """,
                arguments: values + [id])
        } else {
            try db.execute(
                sql: """
                    INSERT INTO device (title, hardware, kind, runtime, batch, threads, precision,
                        source, licence, protocol, name, origin)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: values + [complete.name, origin.rawValue])
            id = db.lastInsertedRowID
        }
        for alias in complete.aliases {
            try db.execute(
                sql: """
                    INSERT INTO deviceAlias (alias, device) VALUES (?, ?)
                    ON CONFLICT (alias) DO UPDATE SET device = excluded.device
                    """,
                arguments: [alias, id])
        }
        return id
    }

    private struct DeviceRow {
        var id: Int64
        var device: Device
        var origin: Origin
    }

    private func storedDevices(
        _ db: Database, where condition: String, arguments: StatementArguments
    ) throws -> [DeviceRow] {
        var aliases: [Int64: [String]] = [:]
        let pairs = try Row.fetchCursor(
            db,
            sql: """
                SELECT device, alias FROM deviceAlias
                WHERE device IN (SELECT id FROM device WHERE \(condition)) ORDER BY alias
                """,
            arguments: arguments)
        while let row = try pairs.next() {
            try aliases[row.value(0), default: []].append(row.value(1))
        }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT id, name, title, hardware, kind, runtime, batch, threads, precision, source,
                    licence, protocol, origin
                FROM device WHERE \(condition) ORDER BY name
                """,
            arguments: arguments
        ).map { row in
            guard let origin = try Origin(rawValue: row.value(12)) else {
                throw StoreError.damaged(path: path, reason: "a device of an unknown origin")
            }
            let id: Int64 = try row.value(0)
            let device = try Device(
                name: row.value(1), title: row.value(2), hardware: row.value(3), kind: row.value(4),
                runtime: row.value(5),
                batch: row.value(6), threads: row.value(7), precision: row.value(8),
                source: row.value(9), licence: row.value(10),
                protocolNotes: row.value(11), aliases: aliases[id] ?? [])
            return DeviceRow(id: id, device: device, origin: origin)
        }
    }
}
