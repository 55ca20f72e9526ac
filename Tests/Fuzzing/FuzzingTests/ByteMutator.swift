import Architectures

/// Changes inputs as damaged disks, cut-off downloads and people do: a few changes of a random kind
/// at random places, the same for the same seed.
struct ByteMutator {
    private var generator: SeededGenerator
    /// Longer inputs are cut.
    private static let longest = 1 << 16
    /// Numbers at which readers decide.
    private static let edges: [UInt64] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
    ]
    /// Texts at which they decide.
    private static let words = [
        "-1", "1e999", "9223372036854775807", "18446744073709551616", "NaN", "null", "\"", "\\u",
        "{", "[", "]", "}", ",", "\n", "\r", "\0", "\u{FEFF}", "|", "~", "+", ".",
    ].map { Array($0.utf8) }

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// An input made of another, or of two.
    mutating func mutated(_ input: [UInt8], with other: [UInt8]) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...4, using: &generator) { change(&bytes, with: other) }
        return Array(bytes.prefix(Self.longest))
    }

    private mutating func change(_ bytes: inout [UInt8], with other: [UInt8]) {
        let range = range(in: bytes)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0:
            guard !range.isEmpty else { return }
            bytes[range.lowerBound] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1:
            guard !range.isEmpty else { return }
            bytes[range.lowerBound] = UInt8.random(in: 0...255, using: &generator)
        case 2: bytes.removeSubrange(range)
        case 3: bytes.insert(contentsOf: bytes[range], at: range.upperBound)
        case 4: bytes.removeSubrange(range.lowerBound...)
        case 5: bytes.replaceSubrange(range, with: other[self.range(in: other)])
        case 6:
            let word = Self.words.randomElement(using: &generator) ?? []
            bytes.replaceSubrange(range.prefix(4), with: word)
        case 7: overwriteNumber(in: &bytes, at: range.lowerBound)
        default:
            let repeated = Array(bytes[range.prefix(8)])
            let times = Int.random(in: 1...1000, using: &generator)
            bytes.insert(
                contentsOf: (0..<times).flatMap { _ in repeated }, at: range.lowerBound)
        }
    }

    /// Puts an edge case over 1, 2, 4 or 8 bytes, either way round.
    private mutating func overwriteNumber(in bytes: inout [UInt8], at start: Int) {
        let size = 1 << Int.random(in: 0..<4, using: &generator)
        guard start + size <= bytes.count else { return }
        let value = Self.edges.randomElement(using: &generator) ?? 0
        let isBigEndian = Bool.random(using: &generator)
        for i in 0..<size {
            let shift = UInt64(8 * (isBigEndian ? size - 1 - i : i))
            bytes[start + i] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }

    /// A place, and mostly a short stretch from there.
    private mutating func range(in bytes: [UInt8]) -> Range<Int> {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let most = Bool.random(using: &generator) ? 16 : bytes.count
        let length = Int.random(in: 0...max(1, most), using: &generator)
        return start..<min(bytes.count, start + length)
    }
}
