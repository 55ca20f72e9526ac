import Architectures

/// How an algorithm chooses what to evaluate next: whole generations, each proposed from what
/// earlier ones taught.
///
/// Between ``propose(from:using:)`` and ``learn(_:)`` nothing changes, which is what makes a search
/// independent of how it is cut into batches. A generation may be a single architecture.
protocol GenerationStrategy: Sendable, Equatable {
    /// Takes the next generation out of the unseen cells.
    /// - Returns: Dense numbers in the order in which they are to be evaluated; empty is a request
    ///   for one random cell.
    mutating func propose(
        from unseen: inout ArchitectureSet, using generator: inout SeededGenerator
    ) -> [Architecture]
    /// Receives the results of the whole generation, in order.
    mutating func learn(_ generation: Evaluations)
}

/// The conversation around a strategy: queues, distinctness, exhaustion, randomness.
struct GenerationalSearch<Strategy: GenerationStrategy>: SearchAlgorithm {
    private var strategy: Strategy
    private var unseen: ArchitectureSet
    private var generator: SeededGenerator
    /// The current generation, of which the first `asked` were handed out.
    private var queue: [Architecture] = []
    private var asked = 0
    private var results: Evaluations

    init(task: SearchTask, seed: UInt64, strategy: Strategy) {
        self.strategy = strategy
        unseen = task.candidates
        generator = SeededGenerator(seed: seed)
        results = Evaluations(dimension: task.dimension)
    }

    mutating func ask(atMost limit: Int) -> [Architecture] {
        precondition(limit > 0, "asked for nothing")
        if results.count == queue.count, !unseen.isEmpty { startGeneration() }
        let end = asked + min(limit, queue.count - asked)
        defer { asked = end }
        return asked == 0 && end == queue.count ? queue : Array(queue[asked..<end])
    }

    mutating func tell(_ answers: Evaluations) {
        let positions = results.count..<(results.count + answers.count)
        precondition(
            positions.upperBound <= asked && queue[positions].elementsEqual(answers.architectures),
            "results of architectures that were not asked, or in another order")
        results.append(contentsOf: answers)
        if results.count == queue.count { strategy.learn(results) }
    }

    private mutating func startGeneration() {
        asked = 0
        results.removeAll()
        queue = strategy.propose(from: &unseen, using: &generator)
        if queue.isEmpty {
            queue = [Architecture(code: unseen.takeRandomMember(using: &generator))]
        }
    }
}

extension ArchitectureSet {
    /// Removes and returns a uniformly random member; the set must not be empty.
    mutating func takeRandomMember(using generator: inout SeededGenerator) -> Int {
        let code = randomMember(using: &generator)
        _ = remove(code)
        return code
    }
}
