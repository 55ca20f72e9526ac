/// One cell of a search space, as its dense number.
///
/// The numbers 0 ..< ``SearchSpace/count`` enumerate the space lexicographically over the edges in
/// the order of the published string, the last edge fastest, each edge through the operators in the
/// order of the space's definition. A table of a whole space is therefore an array indexed by
/// ``code``, and the operators are its digits in base ``SearchSpace/operators```.count`.
///
/// The *published index* that people quote is another order: see
/// ``SearchSpace/publishedIndex(of:)``.
public struct Architecture: Hashable, Comparable, Sendable, Codable {
    /// The dense number, 0 ..< ``SearchSpace/count``.
    public let code: Int

    /// Wraps a dense number; the caller guarantees that the space has it.
    @inlinable
    public init(code: Int) {
        self.code = code
    }

    /// Dense order.
    @inlinable
    public static func < (left: Architecture, right: Architecture) -> Bool {
        left.code < right.code
    }

    /// Reads the dense number alone.
    public init(from decoder: any Decoder) throws {
        code = try decoder.singleValueContainer().decode(Int.self)
    }

    /// Writes the dense number alone.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
