import Foundation
import GRDB

extension Store {
    /// Keeps an artefact of this space, in place of one of the same kind, name and device.
    package func saveArtefact(_ artefact: Artefact) throws {
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
        }
    }

    /// The artefacts of this space of a kind, ordered by device and name.
    package func artefacts(kind: String) throws -> [Artefact] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT kind, name, device, version, inputs, createdAt, content FROM artefact
                    WHERE space = (SELECT id FROM space WHERE name = ?) AND kind = ?
                    ORDER BY device, name
                    """,
                arguments: [space.name, kind]
            ).map { row in
                let content: Data = row[6]
                return Artefact(
                    kind: row[0], name: row[1], device: row[2], version: row[3], inputs: row[4],
                    createdAt: row[5], content: Array(content))
            }
        }
    }

    /// The artefact of this space of that kind, name and device, or nil.
    package func artefact(kind: String, name: String, device: String?) throws -> Artefact? {
        try artefacts(kind: kind).first { $0.name == name && $0.device == device }
    }
}
