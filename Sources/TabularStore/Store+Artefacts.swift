import Foundation
import GRDB

extension Store {
    /// Keeps an artefact of this space, in place of one of the same kind, name and device.
    /// - Parameter bound: How many of the kind are kept: beyond, the oldest go. Nil for all.
    package func saveArtefact(_ artefact: Artefact, keeping bound: Int? = nil) throws {
        try write { db in
            let space = try spaceID(db)
            try db.execute(
                sql: """
                    DELETE FROM artefact
                    WHERE space = ? AND kind = ? AND name = ? AND device IS ?
                    """,
                arguments: [space, artefact.kind, artefact.name, artefact.device])
            try db.execute(
                sql: """
                    INSERT INTO artefact (space, kind, name, device, version, inputs, createdAt,
                        content)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    space, artefact.kind, artefact.name, artefact.device, artefact.version,
                    artefact.inputs, artefact.createdAt, Data(artefact.content),
                ])
            guard let bound else { return }
            try db.execute(
                sql: """
                    DELETE FROM artefact WHERE id IN (
                        SELECT id FROM artefact WHERE space = ? AND kind = ?
                        ORDER BY createdAt DESC, id DESC LIMIT -1 OFFSET ?)
                    """,
                arguments: [space, artefact.kind, bound])
        }
    }

    /// The artefacts of this space of a kind, ordered by device and name.
    package func artefacts(kind: String) throws -> [Artefact] {
        try read { db in
            try Row.fetchAll(
                db, sql: Self.artefactColumns + " ORDER BY device, name",
                arguments: [space.name, kind]
            ).map(Self.artefact)
        }
    }

    /// The artefact of this space of that kind, name and device, or nil.
    package func artefact(kind: String, name: String, device: String?) throws -> Artefact? {
        try read { db in
            try Row.fetchOne(
                db,
                sql: Self.artefactColumns + " AND name = ? AND ifnull(device, '') = ?",
                arguments: [space.name, kind, name, device ?? ""]
            ).map(Self.artefact)
        }
    }

    private static let artefactColumns = """
        SELECT kind, name, device, version, inputs, createdAt, content FROM artefact
        WHERE space = (SELECT id FROM space WHERE name = ?) AND kind = ?
        """

    private static func artefact(_ row: Row) throws -> Artefact {
        let content: Data = try row.value(6)
        return try Artefact(
            kind: row.value(0), name: row.value(1), device: row.value(2), version: row.value(3),
            inputs: row.value(4),
            createdAt: row.value(5), content: Array(content))
    }
}
