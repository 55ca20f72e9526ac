import GRDB

/// Why the store can't be opened, read or written: what failed, on which file, and what to do.
package enum StoreError: Error, Sendable {
    /// The file or its folder can't be reached, created or read.
    case unreachable(path: String, reason: String)
    /// The file belongs to something else, and was left as it is.
    case foreign(path: String, reason: String)
    /// The file was written by a newer version of this program, and was left as it is.
    case newer(path: String, version: Int, supported: Int)
    /// The file is a store, but its contents are broken.
    case damaged(path: String, reason: String)
    /// The file can't be written, or was opened for reading only.
    case readOnly(path: String, reason: String)
    /// No space is left for writing; what was being written was rolled back.
    case full(path: String)
    /// Another process held the store for longer than this one was ready to wait.
    case busy(path: String)
    /// The operating system failed to read or write.
    case inputOutput(path: String, reason: String)
    /// SQLite reported something that none of the other cases covers.
    case unexpected(path: String, reason: String)
    /// The store is of another space; `difference` is the part of the definition that differs where
    /// the names are the same.
    case otherSpace(path: String, stored: String, asked: String, difference: String?)
    /// Imported values contradict what is there; nothing was imported.
    case conflict(ImportConflict)
    /// An imported value that its quantity can't have; nothing was imported.
    case invalidValue(InvalidValue)
    /// An import would mix published with measured numbers; nothing was imported.
    case originMismatch(quantity: String, stored: String, imported: String, file: String)
    /// An import would replace numbers of which the store keeps the measured runs.
    case keepsRuns(quantity: String, file: String)
    /// Measurements of a device were made on another machine or in another setting.
    case otherMachine(device: String, differences: [String])
    /// No run has this number.
    case unknownRun(id: Int64, path: String)
    /// A run was continued by somebody else, or is not where the caller believes.
    case runMovedOn(id: Int64, stored: Int, expected: Int)
}

extension StoreError: CustomStringConvertible {
    /// One line for the user; a conflict adds a line an example.
    package var description: String {
        switch self {
        case .unreachable(let path, let reason):
            "store \(path): \(reason); name another file"
        case .foreign(let path, let reason):
            "store \(path): \(reason); the file was left as it is: name another one"
        case .newer(let path, let version, let supported):
            "store \(path): written by a newer nas-search (format \(version), this program knows "
                + "up to \(supported)); the file was left as it is: update nas-search, or name "
                + "another file"
        case .damaged(let path, let reason):
            "store \(path) is damaged: \(reason); keep a copy of the file, then import the tables "
                + "into a new store"
        case .readOnly(let path, let reason):
            "store \(path) can't be written: \(reason); make it writable, or name another "
                + "file"
        case .full(let path):
            "store \(path): no space left; nothing of this step was kept: free some space and "
                + "repeat the command"
        case .busy(let path):
            "store \(path): another process keeps it locked; repeat the command when that one is "
                + "done"
        case .inputOutput(let path, let reason):
            "store \(path): reading or writing failed (\(reason)); check the disk and its free "
                + "space, then repeat the command"
        case .unexpected(let path, let reason):
            "store \(path): \(reason)"
        case .otherSpace(let path, let stored, let asked, nil):
            "store \(path): it is of the space '\(stored)', not of '\(asked)'; every space has a "
                + "store of its own: name another file"
        case .otherSpace(let path, let stored, _, let difference?):
            "store \(path): it is of a space '\(stored)' with other \(difference); give the changed "
                + "definition a name of its own, and name another file"
        case .conflict(let conflict): conflict.description
        case .invalidValue(let value): value.description
        case .originMismatch(let quantity, let stored, let imported, let file):
            "\(file): \(quantity) is \(imported), but the store's is \(stored); import it under "
                + "another name, or replace all that the store has of it"
        case .keepsRuns(let quantity, let file):
            "\(file): \(quantity) was measured, and the store keeps the runs, which published values "
                + "can't replace; import it under another name"
        case .otherMachine(let device, let differences):
            "\(device) was measured on another machine or in another setting ("
                + differences.joined(separator: "; ")
                + "): nothing was measured; give this one a name of its own"
        case .unknownRun(let id, let path):
            "store \(path): no run \(id); `runs` lists what there is"
        case .runMovedOn(let id, let stored, let expected):
            "run \(id) has \(stored) evaluations, not \(expected): another process continued it; "
                + "repeat the command to continue from there"
        }
    }
}

extension StoreError {
    /// What an error of SQLite means for the user.
    init(_ error: DatabaseError, path: String) {
        let reason = error.message ?? "\(error.resultCode)"
        self =
            switch error.resultCode {
            case .SQLITE_FULL: .full(path: path)
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
            case .SQLITE_READONLY, .SQLITE_PERM: .readOnly(path: path, reason: reason)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged(path: path, reason: reason)
            case .SQLITE_IOERR: .inputOutput(path: path, reason: reason)
            case .SQLITE_CANTOPEN: .unreachable(path: path, reason: reason)
            default: .unexpected(path: path, reason: error.description)
            }
    }

    /// Runs `body` and turns errors of SQLite into errors of the store.
    static func translating<Value>(path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        } catch is RowDecodingError {
            throw StoreError.damaged(
                path: path, reason: "a value is of another type than its column")
        }
    }
}
