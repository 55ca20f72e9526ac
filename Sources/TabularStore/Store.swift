import Architectures
import Foundation
import GRDB

/// Devices, tables, artefacts and runs in one SQLite file.
///
/// Several threads and several processes may use a file at once: readers never wait, and writers
/// wait for one another for up to ten seconds. Every writing call is one transaction. A killed
/// process loses nothing that a call had finished writing, since the log's pages are in the
/// operating system's hands by then (`synchronous = NORMAL`); when the machine itself loses power,
/// the last calls may be missing but the file is whole.
package struct Store: Sendable {
    /// What a store is opened for.
    package enum Access: Sendable, Hashable {
        /// Creates the file, its folders and newer tables where needed.
        case readWrite
        /// Changes nothing; works on files and folders without write permission, and where there is
        /// no file at all, which then reads as an empty store.
        case readOnly
    }

    /// The file's absolute path.
    package let path: String
    /// The space whose tables and runs are read and written.
    package let space: SearchSpace
    /// What it was opened for.
    package let access: Access
    /// False where a store was opened for reading before there was one.
    package let exists: Bool
    private let connection: any DatabaseWriter

    /// Opens the store at a path.
    ///
    /// Everything is checked before anything is changed: a file that is refused stays as it was.
    /// - Parameters:
    ///   - path: The file, absolute or relative to the working folder.
    ///   - space: The space whose tables and runs are wanted; nil for the one that the store is of,
    ///     or NAS-Bench-201 where it is of none yet.
    ///   - access: Whether it will be written.
    /// - Throws: ``StoreError`` where the file is not a store, damaged, newer than this program, of
    ///   another space, or can't be read, or written if asked for.
    package static func open(
        _ path: String, space: SearchSpace?, access: Access = .readWrite
    ) throws -> Store {
        try open(path, space: space, access: access, schema: .current)
    }

    /// Where the store lies unless the user says otherwise: `$NAS_SEARCH_STORE`, else `nas-search`
    /// in the platform's data folder.
    package static func defaultPath(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String {
        if let named = environment["NAS_SEARCH_STORE"], !named.isEmpty { return named }
        let home = environment["HOME"] ?? NSHomeDirectory()
        #if os(macOS)
            let folder = "\(home)/Library/Application Support"
        #else
            // Relative paths are to be ignored, says the XDG base directory specification.
            let stated = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            let folder = stated ?? "\(home)/.local/share"
        #endif
        return "\(folder)/nas-search/store.sqlite"
    }

    static func open(
        _ path: String, space: SearchSpace?, access: Access, schema: Schema
    ) throws -> Store {
        let path = URL(fileURLWithPath: path).standardizedFileURL.path
        let file = StoreFile(path: path, schema: schema)
        let contents = try file.inspect()
        let connection = try StoreError.translating(path: path) { () -> any DatabaseWriter in
            switch (access, contents) {
            case (.readOnly, .store(let version)):
                try reader(of: file, version: version)
            case (.readOnly, _):
                try emptyStore(schema)
            case (.readWrite, .store):
                try writer(of: file)
            case (.readWrite, _):
                try createdWriter(of: file)
            }
        }
        let exists =
            switch (access, contents) {
            case (.readWrite, _), (.readOnly, .store): true
            case (.readOnly, _): false
            }
        let stored = try StoreError.translating(path: path) {
            try connection.read { db in try StoredSpace.first(db) }
        }
        let store = Store(
            path: path, space: try Self.space(asked: space, stored: stored, path: path),
            access: access, exists: exists, connection: connection)
        if stored == nil, access == .readWrite, !store.space.isNASBench201 {
            try store.write { db in
                // Another process may have made it a store of another space meanwhile.
                _ = try Self.space(
                    asked: store.space, stored: StoredSpace.first(db), path: path)
                _ = try store.spaceID(db)
            }
        }
        return store
    }

    private static func createdWriter(of file: StoreFile) throws -> DatabasePool {
        try file.create()
        _ = try file.inspect()  // Another process may have put anything there meanwhile.
        return try writer(of: file)
    }

    private static func writer(of file: StoreFile) throws -> DatabasePool {
        try file.checkWritable(file.path)
        try file.checkWritable((file.path as NSString).deletingLastPathComponent)
        file.sweepDrafts()
        let pool = try DatabasePool(
            path: file.path, configuration: StoreFile.configuration(readOnly: false))
        try file.schema.migrate(pool)
        return pool
    }

    private static func reader(of file: StoreFile, version: Int) throws -> DatabaseQueue {
        var queue = try file.readingConnection()
        if version < file.schema.oldestReadable {
            let copy = try DatabaseQueue()
            try queue.backup(to: copy)
            try file.schema.migrate(copy)
            queue = copy
        }
        return queue
    }

    private static func emptyStore(_ schema: Schema) throws -> DatabaseQueue {
        let queue = try DatabaseQueue()
        try schema.migrate(queue)
        return queue
    }

    /// Reads in one transaction, within ``atomically(_:)`` in that one.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try StoreError.translating(path: path) {
            try connection.unsafeReentrantRead { db in
                try db.isInsideTransaction ? body(db) : db.inOneTransaction(body)
            }
        }
    }

    /// Writes in one transaction, which is undone where `body` throws.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard access == .readWrite else {
            throw StoreError.readOnly(path: path, reason: "it was opened for reading")
        }
        return try StoreError.translating(path: path) {
            try connection.unsafeReentrantWrite { db in try db.inOneTransaction(body) }
        }
    }

    /// Makes one transaction of several calls: each of them reads what those before it wrote, and
    /// where one throws, none of what they wrote stays.
    /// - Parameter body: What calls this store, on the thread that it is run on.
    package func atomically<Value>(_ body: () throws -> Value) throws -> Value {
        try write { _ in try body() }
    }

    /// Runs on the writing connection outside any transaction.
    func writeWithoutTransaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try StoreError.translating(path: path) {
            try connection.writeWithoutTransaction(body)
        }
    }

    /// The space that a store is opened for.
    /// - Throws: ``StoreError/otherSpace(path:stored:asked:difference:)`` where it is of another
    ///   one, ``StoreError/damaged(path:reason:)`` where what it is of can't be read.
    private static func space(
        asked: SearchSpace?, stored: StoredSpace?, path: String
    ) throws -> SearchSpace {
        guard let stored else { return try asked ?? .nasBench201() }
        if let asked, stored.name != asked.name {
            throw StoreError.otherSpace(
                path: path, stored: stored.name, asked: asked.name, difference: nil)
        }
        // A version that kept no definitions wrote it.
        if let asked, stored.definition == nil, stored.architectures == asked.count {
            return asked
        }
        let known = try stored.space(path: path)
        guard let asked, let difference = try asked.difference(from: known) else { return known }
        throw StoreError.otherSpace(
            path: path, stored: stored.name, asked: asked.name, difference: difference)
    }

    /// The row of the space, made where it is not there yet.
    func spaceID(_ db: Database) throws -> Int64 {
        let definition = space.isNASBench201 ? nil : try space.canonicalDefinition
        if try StoredSpace.hasDefinitions(db) {
            try db.execute(
                sql: """
                    INSERT INTO space (name, architectures, definition) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET definition = excluded.definition
                        WHERE definition IS NULL AND excluded.definition IS NOT NULL
                    """, arguments: [space.name, space.count, definition])
        } else {
            try db.execute(
                sql: "INSERT OR IGNORE INTO space (name, architectures) VALUES (?, ?)",
                arguments: [space.name, space.count])
        }
        let id = try Int64.fetchOne(
            db, sql: "SELECT id FROM space WHERE name = ?", arguments: [space.name])
        guard let id else { throw StoreError.damaged(path: path, reason: "a space got no row") }
        return id
    }

    /// Closes the file; without it, that happens when the last copy of this value goes.
    package func close() throws {
        // Closes the reading connections: the last one to go empties the log, which only the
        // writing one can.
        (connection as? DatabasePool)?.releaseMemory()
        try StoreError.translating(path: path) { try connection.close() }
    }
}

extension Database {
    /// Runs `body` in a transaction, or where one is open in a part of it that is undone alone.
    fileprivate func inOneTransaction<Value>(_ body: (Database) throws -> Value) throws -> Value {
        var outcome: Result<Value, any Error>?
        try inSavepoint {
            let value = try body(self)
            outcome = .success(value)
            return .commit
        }
        guard let outcome else { preconditionFailure("a body that returns has an outcome") }
        return try outcome.get()
    }
}
