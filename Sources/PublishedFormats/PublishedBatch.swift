import Architectures

/// A file, or a folder of per-architecture files, that was read.
package struct PublishedFile: Sendable, Equatable {
    /// Where it lies.
    package let path: String
    /// SHA-256 of the file's bytes in hexadecimal. Of a folder: of the lines
    /// `<digest>  <file name>\n` of its files in sorted order, as `sha256sum * | sha256sum` gives.
    package let sha256: String
    /// Size in bytes, of a folder the sum.
    package let bytes: Int
    /// What it was recognised as.
    package let format: PublishedFormat
    /// Number of architectures for which it has a row.
    package let rows: Int
    /// What it holds; empty for files that only state the order of the architectures, which is
    /// checked against the space's own.
    package let tables: [ObjectiveTable]
    /// What the reader wants to be known about it, a line each.
    package let notes: [String]
    /// By device: the unit in which the file states its latencies.
    package let units: [String: LatencyUnit]
    /// The publication that its headings give away, where it is CSV.
    package let collection: PublishedCollection?

    /// Describes a file that was read.
    package init(
        path: String, sha256: String, bytes: Int, format: PublishedFormat, rows: Int,
        tables: [ObjectiveTable], notes: [String], units: [String: LatencyUnit] = [:],
        collection: PublishedCollection? = nil
    ) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
        self.format = format
        self.rows = rows
        self.tables = tables
        self.notes = notes
        self.units = units
        self.collection = collection
    }
}

/// Everything that a path led to.
package struct PublishedBatch: Sendable, Equatable {
    /// A file that holds no table that could be recognised.
    package struct PassedOver: Sendable, Hashable {
        /// Where it lies.
        package let path: String
        /// Why it was left out.
        package let reason: String

        /// Describes a file that was left out.
        package init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    /// What was read, in the sorted order of the paths.
    package var files: [PublishedFile]
    /// What runners measured elsewhere, in the sorted order of the paths.
    package var results: [MeasurementResults]
    /// What was left out, in the sorted order of the paths.
    package var passedOver: [PassedOver]

    /// Gathers what was read and what was left out.
    package init(
        files: [PublishedFile], results: [MeasurementResults] = [], passedOver: [PassedOver]
    ) {
        self.files = files
        self.results = results
        self.passedOver = passedOver
    }
}
