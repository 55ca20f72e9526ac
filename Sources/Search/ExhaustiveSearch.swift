import Architectures

/// Every candidate in dense order.
struct ExhaustiveSearch: GenerationStrategy {
    mutating func propose(
        from unseen: inout ArchitectureSet, using generator: inout SeededGenerator
    ) -> [Architecture] {
        defer { unseen = ArchitectureSet(capacity: unseen.capacity) }
        return unseen.members
    }

    mutating func learn(_ generation: Evaluations) {}
}
