import Architectures

/// A stored table without its numbers.
package struct TableInfo: Sendable, Hashable {
    /// What the numbers are.
    package let quantity: Quantity
    /// Where they come from.
    package let origin: Origin
    /// How many architectures have a value.
    package let count: Int
    /// A fingerprint of the numbers; see ``TableBlob``.
    package let contentHash: UInt64
    /// The files that brought them, in the order of import, as paths.
    package let importedFrom: [String]
}

/// A device with what the store holds of it.
package struct StoredDevice: Sendable, Hashable {
    /// What is known about it.
    package let device: Device
    /// Where its numbers come from.
    package let origin: Origin
    /// Its latency and energy tables.
    package let tables: [TableInfo]
}
