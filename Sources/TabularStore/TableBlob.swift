import Digests
import Foundation

/// How a table is kept: little-endian IEEE 754 doubles by dense code, missing ones as the one quiet
/// NaN `0x7FF8000000000000`.
///
/// A table that covers at most a quarter of its space is kept sparse, as its values alone: the codes
/// as little-endian 32-bit integers, ascending, each followed by its double. Such bytes are shorter
/// than those of any whole table, so that the length tells the two forms apart; equal tables are
/// equal bytes.
enum TableBlob {
    /// Bytes of a code and its value.
    private static let entrySize = MemoryLayout<UInt32>.size + MemoryLayout<Double>.size

    /// The most values of a sparse table.
    private static func sparseLimit(_ count: Int) -> Int { count / 4 }

    /// The bytes of a table over a whole space, sparse where it covers little.
    static func tableData(_ values: [Double]) -> Data {
        let present = values.count { !$0.isNaN }
        guard present > 0, present <= sparseLimit(values.count) else { return data(values) }
        var bytes = Data(capacity: present * entrySize)
        for (code, value) in values.enumerated() where !value.isNaN {
            withUnsafeBytes(of: UInt32(code).littleEndian) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// The table over a space of `count` architectures, or nil where the bytes are neither form.
    static func table(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Double]? {
        guard bytes.count > 0, bytes.count.isMultiple(of: entrySize),
            bytes.count / entrySize <= sparseLimit(count)
        else { return values(bytes, count: count) }
        var table = [Double](repeating: .nan, count: count)
        var next = 0
        for start in stride(from: 0, to: bytes.count, by: entrySize) {
            let code = UInt32(
                littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
            let value = Double(
                bitPattern: UInt64(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: start + MemoryLayout<UInt32>.size, as: UInt64.self)))
            guard Int(code) >= next, Int(code) < count, !value.isNaN else { return nil }
            table[Int(code)] = value
            next = Int(code) + 1
        }
        return table
    }

    /// The bytes of numbers, one after the other.
    static func data(_ values: [Double]) -> Data {
        let words = values.map { ($0.isNaN ? Double.nan : $0).bitPattern.littleEndian }
        return words.withUnsafeBytes { Data($0) }
    }

    /// The numbers, or nil where the bytes are not `count` doubles.
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
