import Architectures

/// Regularised evolution (Real et al., 2019, doi:10.1609/aaai.v33i01.33014780) for several
/// objectives: the winner of a random tournament has one child, which replaces the oldest member.
/// A tournament is won by a random one of its members that no other of them dominates.
struct RegularizedEvolution: GenerationStrategy {
    /// What can be tuned.
    struct Settings: Sendable, Equatable {
        /// Members that live at a time.
        var population = 50
        /// Members of a tournament.
        var tournament = 25
        /// Attempts at a child that was not evaluated before.
        var attempts = 50
    }

    private let settings: Settings
    private let variation: CellVariation
    /// The living members; the oldest is at `oldest` once the population is full.
    private var members: Evaluations
    private var oldest = 0

    init(task: SearchTask, settings: Settings = Settings()) {
        precondition(settings.population > 0 && settings.tournament > 0, "nothing to select from")
        self.settings = settings
        variation = CellVariation(space: task.space)
        members = Evaluations(dimension: task.dimension)
    }

    mutating func propose(
        from unseen: inout ArchitectureSet, using generator: inout SeededGenerator
    ) -> [Architecture] {
        guard members.count - oldest >= settings.population else {
            let missing = min(settings.population - members.count, unseen.count)
            return (0..<missing).map { _ in
                Architecture(code: unseen.takeRandomMember(using: &generator))
            }
        }
        var child = winner(using: &generator)
        for _ in 0..<settings.attempts {
            child = variation.stepped(child, using: &generator)
            if unseen.remove(child) { return [Architecture(code: child)] }
        }
        return []
    }

    mutating func learn(_ generation: Evaluations) {
        members.append(contentsOf: generation)
        oldest = max(0, members.count - settings.population)
        // The dead are kept until they are as many as the living, so that ageing costs O(1).
        if oldest >= settings.population {
            members = members.selecting(oldest..<members.count)
            oldest = 0
        }
    }

    private func winner(using generator: inout SeededGenerator) -> Int {
        let living = members.count - oldest
        let entrants = (0..<settings.tournament).map { _ in oldest + generator.below(living) }
        let front = members.selecting(entrants).constrainedFrontRows()
        return members.architectures[entrants[front[generator.below(front.count)]]].code
    }
}
