import Architectures

/// A file that was read, with everything that it brings into the store.
package struct ImportedFile: Sendable {
    /// Where it lies, as provenance will show it.
    package var path: String
    /// SHA-256 of its bytes, in hexadecimal.
    package var sha256: String
    /// Its size in bytes.
    package var bytes: Int
    /// What it was recognised as.
    package var format: String
    /// How many rows, records or networks it holds.
    package var rows: Int
    /// Its tables over the whole space; those without any value are passed over.
    package var tables: [ObjectiveTable]
    /// Where its numbers come from, as every output will say.
    package var origin: Origin
    /// Where those of single tables come from, where that differs.
    package var origins: [Quantity: Origin]
    /// What is known about the devices of its tables; devices that are not listed get a row with
    /// their name alone.
    package var devices: [Device]

    /// Describes a file and what was read from it.
    package init(
        path: String, sha256: String, bytes: Int, format: String, rows: Int,
        tables: [ObjectiveTable], origin: Origin = .published, origins: [Quantity: Origin] = [:],
        devices: [Device] = []
    ) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
        self.format = format
        self.rows = rows
        self.tables = tables
        self.origin = origin
        self.origins = origins
        self.devices = devices
    }

    /// Where the numbers of a table come from.
    func origin(of quantity: Quantity) -> Origin {
        origins[quantity] ?? origin
    }

    /// Where the numbers of a device come from, by the first of its tables.
    func origin(ofDevice name: String) -> Origin {
        let first = tables.first { QuantityColumns($0.quantity).device == name }
        return first.map { origin(of: $0.quantity) } ?? origin
    }
}
