import Digests
import Foundation

/// How a whole table is kept: little-endian IEEE 754 doubles by dense code, missing ones as the one
/// quiet NaN `0x7FF8000000000000`, so that equal tables are equal bytes.
enum TableBlob {
    /// The bytes of a table.
    static func data(_ values: [Double]) -> Data {
        let words = values.map { ($0.isNaN ? Double.nan : $0).bitPattern.littleEndian }
        return words.withUnsafeBytes { Data($0) }
    }

    /// The table, or nil where the bytes are not `count` doubles.
    static func values(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Double]? {
        guard bytes.count == count * MemoryLayout<Double>.size else { return nil }
        let values = [Double](unsafeUninitializedCapacity: count) { buffer, initialised in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
            initialised = count
        }
        #if _endian(big)
            return values.map { Double(bitPattern: UInt64(littleEndian: $0.bitPattern)) }
        #else
            return values
        #endif
    }

    /// A fingerprint of a table; any single changed word changes it.
    static func hash(_ values: [Double]) -> UInt64 {
        var hash = ContentHash()
        hash.combine(values)
        return hash.value
    }
}
