import Networks

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

/// Which memory each tensor of a program lives in: tensors of one shape share a slot when the one
/// is no longer read before the other is written. A slot keeps its shape, since its border of zeros
/// must stay where it is.
struct TensorSlots {
    /// By slot.
    private(set) var shapes: [TensorShape] = []
    /// By tensor; nil for those that no step reads from memory of the engine.
    private(set) var slotOfTensor: [Int?]

    /// Goes through the steps once and reuses slots.
    init(for program: Program) {
        slotOfTensor = [Int?](repeating: nil, count: program.shapes.count)
        var lastUse = [Int](repeating: -1, count: program.shapes.count)
        for (index, step) in program.instructions.enumerated() {
            for tensor in [step.source, step.destination, step.addend].compactMap({ $0 }) {
                lastUse[tensor] = index
            }
        }
        var free: [TensorShape: [Int]] = [:]
        func take(_ tensor: Int) {
            let shape = program.shapes[tensor]
            if let slot = free[shape]?.popLast() {
                slotOfTensor[tensor] = slot
            } else {
                slotOfTensor[tensor] = shapes.count
                shapes.append(shape)
            }
        }
        for tensor in program.zeros { take(tensor) }
        for (index, step) in program.instructions.enumerated() {
            if slotOfTensor[step.destination] == nil { take(step.destination) }
            for tensor in Set([step.source, step.destination, step.addend].compactMap({ $0 }))
            where lastUse[tensor] == index && !program.zeros.contains(tensor) {
                guard let slot = slotOfTensor[tensor] else { continue }
                free[program.shapes[tensor], default: []].append(slot)
            }
        }
    }
}
