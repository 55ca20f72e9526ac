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

    /// A fingerprint of a table: FNV-1a (Fowler, Noll, Vo) over its 64-bit words instead of bytes,
    /// the upper half folded into the lower after each, so that every changed bit reaches the low
    /// ones. Any single changed word changes the result. It notices accidents, not adversaries.
    static func hash(_ values: [Double]) -> UInt64 {
        var hash = ContentHash()
        for value in values { hash.combine((value.isNaN ? Double.nan : value).bitPattern) }
        return hash.value
    }
}

/// The running state of ``TableBlob/hash(_:)``.
struct ContentHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func combine(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01B3
        value ^= value >> 32
    }

    mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(UInt64(byte)) }
        combine(UInt64.max)
    }

    /// Sixteen hexadecimal digits.
    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
