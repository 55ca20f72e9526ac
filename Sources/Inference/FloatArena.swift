/// Zeroed memory for floats that begins on a cache line, handed out piece by piece.
struct FloatArena: ~Copyable {
    private let base: UnsafeMutablePointer<Float>
    private let capacity: Int
    private var used = 0

    /// Floats in a cache line.
    static let line = 16

    /// Rounds up to whole cache lines.
    static func rounded(_ count: Int) -> Int { (count + line - 1) / line * line }

    /// Reserves memory for pieces of the given sizes.
    init(pieces: [Int]) {
        capacity = max(Self.line, pieces.reduce(0) { $0 + Self.rounded($1) })
        let bytes = capacity * MemoryLayout<Float>.stride
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: bytes, alignment: Self.line * MemoryLayout<Float>.stride)
        base = memory.initializeMemory(as: Float.self, repeating: 0, count: capacity)
    }

    /// The next piece; it lives as long as the arena.
    mutating func take(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
        let size = Self.rounded(count)
        precondition(used + size <= capacity, "more memory taken than reserved")
        defer { used += size }
        return UnsafeMutableBufferPointer(start: base + used, count: count)
    }

    deinit { base.deallocate() }
}
