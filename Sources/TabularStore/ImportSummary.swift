import Architectures

/// What a file changed in a table.
package struct TableChange: Sendable, Hashable {
    /// Values that were missing.
    package var added = 0
    /// Different values that were replaced, as asked for.
    package var replaced = 0
    /// Values that were there already.
    package var confirmed = 0

    /// Whether the table is as it was before.
    package var isEmpty: Bool { added == 0 && replaced == 0 }

    /// Adds what another file, or another table of the same file, changed.
    mutating func add(_ other: TableChange) {
        added += other.added
        replaced += other.replaced
        confirmed += other.confirmed
    }
}

/// What an import did.
package struct ImportSummary: Sendable {
    /// What one of its files did to one table.
    package struct TableOutcome: Sendable, Hashable {
        /// The table.
        package let quantity: Quantity
        /// Whether the import as a whole made it.
        package let isNew: Bool
        /// What the file changed.
        package let change: TableChange
    }

    /// What one of its files did.
    package struct FileOutcome: Sendable {
        /// Where the file lies.
        package let path: String
        /// Whether provenance holds it now and did not before.
        package let isRecorded: Bool
        /// Its tables, those without any value left out.
        package let tables: [TableOutcome]
    }

    /// The files, in the order in which they were given.
    package let files: [FileOutcome]

    /// Gathers what was done; nothing without files.
    package init(files: [FileOutcome]) {
        self.files = files
    }

    /// Whether the store is as it was before.
    package var changedNothing: Bool {
        files.allSatisfy { file in !file.isRecorded && file.tables.allSatisfy(\.change.isEmpty) }
    }

    /// All changes of values together.
    package var total: TableChange {
        files.lazy.flatMap(\.tables).reduce(into: TableChange()) { $0.add($1.change) }
    }

    /// The tables that were not there before.
    package var newTables: Set<Quantity> {
        Set(files.lazy.flatMap(\.tables).filter(\.isNew).map(\.quantity))
    }
}

/// A file that was imported, as provenance holds it.
package struct ImportRecord: Sendable, Hashable, Identifiable {
    /// What it brought into a table.
    package struct Table: Sendable, Hashable {
        /// The table.
        package let quantity: Quantity
        /// Values that were missing before.
        package let added: Int
        /// Values that replaced different ones.
        package let replaced: Int
    }

    /// Number of the import, increasing.
    package let id: Int64
    /// Where the file lay.
    package let path: String
    /// SHA-256 of its bytes, in hexadecimal.
    package let sha256: String
    /// Its size in bytes.
    package let bytes: Int
    /// What it was recognised as.
    package let format: String
    /// How many rows, records or networks it held.
    package let rows: Int
    /// When it was imported, in seconds since 1970, UTC.
    package let importedAt: Double
    /// Its tables of this space.
    package let tables: [Table]
}
