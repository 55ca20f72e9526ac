import Architectures
import Foundation
import GRDB

/// What a store says of the space that it is of.
struct StoredSpace {
    let name: String
    let architectures: Int
    /// The definition as JSON; nil for the space that ships with the program.
    let definition: String?

    /// Whether the store is of a version that keeps definitions.
    static func hasDefinitions(_ db: Database) throws -> Bool {
        try db.columns(in: "space").contains { $0.name == "definition" }
    }

    /// The one that the store was made for; nil where nothing was written yet.
    static func first(_ db: Database) throws -> StoredSpace? {
        let isDefined = try hasDefinitions(db)
        let row = try Row.fetchOne(
            db,
            sql: "SELECT name, architectures, \(isDefined ? "definition" : "NULL") AS definition "
                + "FROM space ORDER BY id LIMIT 1")
        return row.map {
            StoredSpace(
                name: $0["name"], architectures: $0["architectures"], definition: $0["definition"])
        }
    }

    /// The space itself.
    /// - Throws: ``StoreError/damaged(path:reason:)``.
    func space(path: String) throws -> SearchSpace {
        func damaged(_ reason: String) -> StoreError { .damaged(path: path, reason: reason) }
        let space: SearchSpace
        if let definition {
            do {
                space = try SearchSpace(checking: Data(definition.utf8), source: "in the store")
            } catch let error as SearchSpaceError {
                throw damaged("\(error)")
            }
        } else if name == SearchSpace.publishedName {
            space = try .nasBench201()
        } else {
            throw damaged("its space '\(name.prefix(64))' has no definition")
        }
        guard space.name == name, space.count == architectures else {
            throw damaged(
                "its space '\(name.prefix(64))' has \(architectures) cells, the definition "
                    + "\(space.count)")
        }
        return space
    }
}

extension SearchSpace {
    /// Which part of the definition differs from another space's; nil where none does.
    func difference(from other: SearchSpace) throws -> String? {
        guard try digest != other.digest else { return nil }
        let (mine, theirs) = (definition, other.definition)
        if mine.operators != theirs.operators { return "operators" }
        if mine.edges != theirs.edges { return "edges" }
        if mine.publishedOrder != theirs.publishedOrder { return "publishedOrder" }
        if mine.stem != theirs.stem { return "stem" }
        return mine.stages != theirs.stages ? "stages" : "datasets"
    }
}
