import Foundation
import TabularStore

extension Workspace {
    /// The store for writing, also where the command opened it for reading; nil, with a note, where
    /// it can't be written.
    /// - Parameter what: What is not kept then.
    package func writableStore(toKeep what: String) -> Store? {
        if canRecord { return store }
        do {
            return try Store.open(store.path, space: space, access: .readWrite)
        } catch {
            note("\(what) not kept: \(program.explain(error))")
            return nil
        }
    }
}

/// How times in the store are shown.
package enum StoredTime {
    /// The day, such as 2026-11-25, UTC.
    package static func day(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601.year().month().day())
    }
}
