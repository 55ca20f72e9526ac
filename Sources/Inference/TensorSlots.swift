import Networks

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
