import Foundation
import GRDB

/// What lies at the path of a store, found out before anything may change it.
///
/// A store is created under another name and linked to its own when it is complete, so that a file
/// with contents has our application id in its header or is not ours. The header is therefore read
/// first, over a connection that SQLite is told never changes: no lock, no journal, no file beside.
/// (Reading it with plain file functions would drop the locks that this process holds on the file
/// through another connection.)
struct StoreFile {
    /// What was found at the path.
    enum Contents {
        /// No file.
        case nothing
        /// A file of no bytes, as `mktemp` makes.
        case emptyFile
        /// A store of this version or an older one.
        case store(version: Int)
    }

    let path: String
    let schema: Schema

    /// How long to wait for another process, in seconds.
    private static let patience = 10.0

    /// Settings of every connection.
    static func configuration(readOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.label = "store"
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(patience)
        // Whoever wrote the file: its schema calls no function that could do more than compute.
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        }
        return configuration
    }

    /// Whether the write-ahead log beside the file holds anything.
    var hasLog: Bool { (try? Self.status(path + "-wal"))??.size ?? 0 > 0 }

    /// Looks without touching.
    /// - Throws: ``StoreError`` where the path can't be read or holds anything but a store that
    ///   this program understands.
    func inspect() throws -> Contents {
        guard let status = try status() else { return .nothing }
        guard status.isRegular else {
            throw StoreError.foreign(
                path: path,
                reason: status.isFolder
                    ? "this is a folder" : "this is a device or a pipe, not a file")
        }
        if access(path, R_OK) != 0 {
            throw StoreError.unreachable(path: path, reason: String(cString: strerror(errno)))
        }
        if status.size == 0 { return .emptyFile }
        do {
            let connection = try unlockedConnection()
            defer { try? connection.close() }
            let (application, version) = try connection.read(Self.marks)
            guard application == Schema.applicationID else {
                throw StoreError.foreign(
                    path: path, reason: "this is an SQLite file of another program")
            }
            try check(version: version)
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB:
                throw StoreError.foreign(path: path, reason: "this is not an SQLite file")
            case .SQLITE_CORRUPT where hasLog:
                break  // The log may hold what is missing: the next connection reads both.
            default:
                throw StoreError(error, path: path)
            }
        }
        return try .store(version: currentVersion())
    }

    /// A connection for reading, also where SQLite can't put its files beside the store.
    func readingConnection() throws -> DatabaseQueue {
        do {
            return try DatabaseQueue(
                path: path, configuration: Self.configuration(readOnly: true))
        } catch let error as DatabaseError where error.saysUnwritable {
            guard !hasLog else {
                throw StoreError.unreachable(
                    path: path,
                    reason: "its last changes are in \(path)-wal, which can't be read without "
                        + "write permission for the folder: let its owner open it once")
            }
            return try unlockedConnection()
        }
    }

    /// A connection that takes no lock, for files that nobody writes.
    func unlockedConnection() throws -> DatabaseQueue {
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: ";"))
        let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
        return try DatabaseQueue(
            path: "file://\(escaped)?immutable=1", configuration: Self.configuration(readOnly: true)
        )
    }

    /// The version as the log has it, once the header says that the file is ours.
    private func currentVersion() throws -> Int {
        try StoreError.translating(path: path) {
            let connection = try readingConnection()
            defer { try? connection.close() }
            let (application, version) = try connection.read(Self.marks)
            guard application == Schema.applicationID, version > 0 else {
                throw StoreError.damaged(path: path, reason: "its header has no version")
            }
            try check(version: version)
            let complete = try connection.read { db in
                try db.tableExists("objectiveTable") && db.tableExists("evaluation")
            }
            guard complete else {
                throw StoreError.damaged(path: path, reason: "tables are missing")
            }
            // No store has triggers, views or virtual tables: they would act behind every call.
            let foreign = try connection.read { db in
                try String.fetchOne(
                    db,
                    sql: """
                        SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')
                            OR (type = 'table' AND rootpage = 0)
                        """)
            }
            if let foreign {
                throw StoreError.foreign(
                    path: path,
                    reason:
                        "it has '\(foreign)', a trigger, a view or a virtual table, and no store "
                        + "of this program has any")
            }
            return version
        }
    }

    private func check(version: Int) throws {
        if version > schema.version {
            throw StoreError.newer(path: path, version: version, supported: schema.version)
        }
    }

    private static func marks(_ db: Database) throws -> (application: Int, version: Int) {
        (
            try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
            try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        )
    }

    private func status() throws -> Status? {
        if let status = try Self.status(path) { return status }
        if (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil {
            throw StoreError.unreachable(path: path, reason: "a link to a file that does not exist")
        }
        return nil
    }

    private struct Status {
        var isFolder: Bool
        var isRegular: Bool
        var size: Int
    }

    private static func status(_ path: String) throws -> Status? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let code = errno
            if code == ENOENT { return nil }
            throw StoreError.unreachable(path: path, reason: String(cString: strerror(code)))
        }
        return Status(
            isFolder: status.st_mode & S_IFMT == S_IFDIR,
            isRegular: status.st_mode & S_IFMT == S_IFREG, size: Int(status.st_size))
    }
}

extension DatabaseError {
    /// Whether SQLite could not create the files that it keeps beside a store: then the folder is
    /// not writable.
    var saysUnwritable: Bool {
        [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM].contains(resultCode)
    }
}
