import Architectures

/// Uniform sampling without replacement.
struct RandomSearch: GenerationStrategy {
    mutating func propose(
        from unseen: inout ArchitectureSet, using generator: inout SeededGenerator
    ) -> [Architecture] {
        [Architecture(code: unseen.takeRandomMember(using: &generator))]
    }

    mutating func learn(_ generation: Evaluations) {}
}
