/// A fast fingerprint: FNV-1a (Fowler, Noll, Vo) over 64-bit words instead of bytes, the upper half
/// folded into the lower after each, so that every changed bit reaches the low ones. It notices
/// accidents, not adversaries.
package struct ContentHash: Sendable {
    /// What was hashed so far, in one word.
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Starts with nothing hashed.
    package init() {}

    /// Hashes a word.
    package mutating func combine(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01B3
        value ^= value >> 32
    }

    /// Hashes a text and where it ends.
    package mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(UInt64(byte)) }
        combine(UInt64.max)
    }

    /// Hashes the bits of numbers; every NaN is the same.
    package mutating func combine(_ numbers: [Double]) {
        for number in numbers { combine((number.isNaN ? Double.nan : number).bitPattern) }
    }

    /// Sixteen hexadecimal digits.
    package var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
