extension [Float] {
    /// The values' bytes in little-endian order, whatever the machine's is.
    var littleEndianBytes: [UInt8] {
        // A closure, since a key path is looked up anew for every value.
        map { $0.bitPattern.littleEndian }.withUnsafeBytes { [UInt8]($0) }
    }
}

extension [Int32] {
    /// The values' bytes in little-endian order, whatever the machine's is.
    var littleEndianBytes: [UInt8] {
        map { $0.littleEndian }.withUnsafeBytes { [UInt8]($0) }
    }
}
