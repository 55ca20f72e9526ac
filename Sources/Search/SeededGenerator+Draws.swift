import Architectures

extension SeededGenerator {
    /// A uniform number in 0 ..< `bound`.
    ///
    /// The same on every platform and with every standard library, which searches that are resumed
    /// need. Multiplication and shift (Lemire, 2019, doi:10.1145/3230636) without the correction: for
    /// bounds below 2²⁴ the bias is below 2⁻⁸ of a part in 2³².
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: bound)) >> 32)
    }

    /// Two independent uniform numbers in 0 ..< `bound`, from one draw.
    mutating func pair(below bound: Int) -> (Int, Int) {
        let bits = next()
        let bound = UInt64(truncatingIfNeeded: bound)
        return (
            Int(truncatingIfNeeded: ((bits >> 32) &* bound) >> 32),
            Int(truncatingIfNeeded: ((bits & 0xFFFF_FFFF) &* bound) >> 32)
        )
    }

    /// A uniform number in 0 ..< 1, a multiple of 2⁻⁵³.
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number in 0 ..< `count` drawn in proportion to its weight; nil where `count` is 0.
    /// - Parameter weight: Positive and finite.
    mutating func roulette(_ count: Int, weight: (Int) -> Double) -> Int? {
        guard count > 0 else { return nil }
        var total = 0.0
        for position in 0..<count { total += weight(position) }
        var rest = unit() * total
        for position in 0..<count {
            rest -= weight(position)
            if rest < 0 { return position }
        }
        return count - 1
    }

    /// Permutes uniformly (Fisher and Yates).
    mutating func shuffle<Element>(_ elements: inout [Element]) {
        for i in elements.indices.dropFirst().reversed() {
            elements.swapAt(i, below(i + 1))
        }
    }
}
