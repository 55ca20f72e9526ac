import Architectures

/// What a search algorithm may know before it has evaluated anything.
///
/// The space is one part: whatever can be read off a cell's structure costs nothing. The other is
/// objectives whose value is free for every cell, such as parameters, or latency where a model
/// predicts it. Accuracies, and latencies that have to be looked up or measured, are not in here.
package struct SearchTask: Sendable {
    /// The space that is searched.
    package let space: SearchSpace
    /// The architectures that may be evaluated: those that have values and satisfy the constraints
    /// that are known without an evaluation.
    package let candidates: ArchitectureSet
    /// For each objective, its minimised value for every `Architecture/code` where it is known
    /// beforehand, or nil where only an evaluation tells. Numbers of candidates are not NaN.
    package let knownObjectives: [[Double]?]

    /// Number of objectives.
    package var dimension: Int { knownObjectives.count }

    /// States a task.
    /// - Parameters:
    ///   - space: The space that is searched.
    ///   - knownObjectives: One entry an objective, as in ``knownObjectives``.
    ///   - candidates: The architectures that may be evaluated; nil for all.
    package init(
        space: SearchSpace, knownObjectives: [[Double]?], candidates: ArchitectureSet? = nil
    ) {
        precondition(!knownObjectives.isEmpty, "a search needs an objective")
        self.space = space
        self.knownObjectives = knownObjectives
        let candidates =
            candidates ?? ArchitectureSet(capacity: space.count, where: { _ in true })
        precondition(candidates.capacity == space.count, "candidates of another space")
        for case let known? in knownObjectives {
            precondition(
                known.indices.allSatisfy { !known[$0].isNaN || !candidates.contains($0) }
                    && known.count == space.count,
                "a known objective covers every candidate")
        }
        self.candidates = candidates
    }
}
