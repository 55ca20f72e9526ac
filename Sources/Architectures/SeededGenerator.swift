/// The xoshiro256** generator (Blackman and Vigna, 2021, doi:10.1145/3460772): small, fast, and
/// with a state that can be stored, so that a search continues exactly where it was interrupted.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable, Codable {
    private var a: UInt64
    private var b: UInt64
    private var c: UInt64
    private var d: UInt64

    /// Fills the state from a seed with SplitMix64, as the authors advise.
    public init(seed: UInt64) {
        var counter = seed
        func splitMix() -> UInt64 {
            counter &+= 0x9E37_79B9_7F4A_7C15
            var z = counter
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        a = splitMix()
        b = splitMix()
        c = splitMix()
        d = splitMix()
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let product = b &* 5
        let result = ((product << 7) | (product >> 57)) &* 9
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = (d << 45) | (d >> 19)
        return result
    }
}
