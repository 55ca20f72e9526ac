import Architectures

/// A set of architectures of one space: a bit for each.
package struct ArchitectureSet: Sendable, Equatable {
    /// Number of architectures in the space.
    package let capacity: Int
    /// Number of architectures in the set.
    package private(set) var count: Int
    private var words: [UInt64]

    /// Whether no architecture is in the set.
    package var isEmpty: Bool { count == 0 }

    /// The empty set.
    /// - Parameter capacity: Number of architectures in the space.
    package init(capacity: Int) {
        self.capacity = capacity
        count = 0
        words = [UInt64](repeating: 0, count: (capacity + 63) / 64)
    }

    /// The architectures that satisfy a condition.
    /// - Parameters:
    ///   - capacity: Number of architectures in the space.
    ///   - isMember: The condition on `Architecture/code`.
    package init(capacity: Int, where isMember: (Int) -> Bool) {
        self.init(capacity: capacity)
        for code in 0..<capacity where isMember(code) { insert(code) }
    }

    /// Whether the set has an architecture.
    package func contains(_ architecture: Architecture) -> Bool { contains(architecture.code) }

    /// The members in dense order.
    package var members: [Architecture] {
        (0..<capacity).lazy.filter { contains($0) }.map(Architecture.init(code:))
    }

    func contains(_ code: Int) -> Bool { words[code >> 6] >> UInt64(code & 63) & 1 == 1 }

    mutating func insert(_ code: Int) {
        guard !contains(code) else { return }
        words[code >> 6] |= 1 << UInt64(code & 63)
        count += 1
    }

    /// Removes an architecture.
    /// - Returns: Whether it was there.
    mutating func remove(_ code: Int) -> Bool {
        guard contains(code) else { return false }
        words[code >> 6] &= ~(1 << UInt64(code & 63))
        count -= 1
        return true
    }

    /// The member with a given number of members before it.
    func member(at rank: Int) -> Int {
        precondition(rank < count, "fewer members")
        var before = rank
        var word = 0
        while words[word].nonzeroBitCount <= before {
            before -= words[word].nonzeroBitCount
            word += 1
        }
        var bits = words[word]
        for _ in 0..<before { bits &= bits - 1 }
        return word << 6 + bits.trailingZeroBitCount
    }

    /// A uniformly random member; the set must not be empty.
    func randomMember(using generator: inout SeededGenerator) -> Int {
        // A few blind draws are cheaper than counting bits while the set is not sparse.
        for _ in 0..<8 {
            let code = generator.below(capacity)
            if contains(code) { return code }
        }
        return member(at: generator.below(count))
    }
}
