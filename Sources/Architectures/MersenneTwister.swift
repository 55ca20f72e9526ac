/// The 32-bit Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998,
/// doi:10.1145/272991.272995), seeded and drawn from as CPython's `random` does, because published
/// orders were made with it.
struct MersenneTwister {
    private static let size = 624
    private static let shift = 397
    private var state = [UInt32](repeating: 0, count: size)
    private var position = size

    /// Seeds as `random.seed(n)` does for an integer below 2³²: `init_by_array` with one key.
    init(pythonSeed seed: UInt32) {
        state[0] = 19_650_218
        for i in 1..<Self.size {
            state[i] = 1_812_433_253 &* (state[i - 1] ^ (state[i - 1] >> 30)) &+ UInt32(i)
        }
        var i = 1
        func mixed(_ multiplier: UInt32) -> UInt32 {
            state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* multiplier)
        }
        func advance() {
            i += 1
            if i == Self.size {
                state[0] = state[Self.size - 1]
                i = 1
            }
        }
        for _ in 0..<Self.size {
            state[i] = mixed(1_664_525) &+ seed
            advance()
        }
        for _ in 1..<Self.size {
            state[i] = mixed(1_566_083_941) &- UInt32(i)
            advance()
        }
        state[0] = 0x8000_0000
    }

    /// The next 32 random bits.
    mutating func next() -> UInt32 {
        if position == Self.size { twist() }
        var bits = state[position]
        position += 1
        bits ^= bits >> 11
        bits ^= (bits << 7) & 0x9D2C_5680
        bits ^= (bits << 15) & 0xEFC6_0000
        return bits ^ (bits >> 18)
    }

    /// A uniform number below `bound`, as `_randbelow_with_getrandbits`: the top bits of a draw,
    /// drawn again while too large.
    mutating func below(_ bound: UInt32) -> UInt32 {
        let unused = UInt32(bound.leadingZeroBitCount)
        var candidate = next() >> unused
        while candidate >= bound { candidate = next() >> unused }
        return candidate
    }

    /// Permutes as `random.shuffle` does.
    mutating func shuffleAsPython<Element>(_ elements: inout [Element]) {
        for i in elements.indices.dropFirst().reversed() {
            elements.swapAt(i, Int(below(UInt32(i + 1))))
        }
    }

    private mutating func twist() {
        for i in 0..<Self.size {
            let y =
                (state[i] & 0x8000_0000) | (state[(i + 1) % Self.size] & 0x7FFF_FFFF)
            state[i] =
                state[(i + Self.shift) % Self.size] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        position = 0
    }
}
