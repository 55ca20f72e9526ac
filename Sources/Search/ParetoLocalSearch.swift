import Architectures

/// Pareto local search (Paquete, Chiarandini and Stützle, 2004, doi:10.1007/978-3-642-17144-4_7):
/// all neighbours of an archive member that was not explored yet, then of the next, from a random
/// start; when every member is explored, a random restart.
struct ParetoLocalSearch: GenerationStrategy {
    /// What can be tuned.
    struct Settings: Sendable, Equatable {
        /// Random architectures to start from.
        var start = 20
    }

    private let settings: Settings
    private let variation: CellVariation
    private var archive: Evaluations
    private var explored: ArchitectureSet

    init(task: SearchTask, settings: Settings = Settings()) {
        precondition(settings.start > 0, "nothing to start from")
        self.settings = settings
        variation = CellVariation(space: task.space)
        archive = Evaluations(dimension: task.dimension)
        explored = ArchitectureSet(capacity: task.space.count)
    }

    mutating func propose(
        from unseen: inout ArchitectureSet, using generator: inout SeededGenerator
    ) -> [Architecture] {
        if archive.isEmpty {
            return (0..<min(settings.start, unseen.count)).map { _ in
                Architecture(code: unseen.takeRandomMember(using: &generator))
            }
        }
        while true {
            let open = archive.architectures.filter { !explored.contains($0) }
            guard !open.isEmpty else { return [] }
            let member = open[generator.below(open.count)].code
            explored.insert(member)
            var neighbours: [Architecture] = []
            variation.forEachNeighbour(of: member) { cell in
                if unseen.remove(cell) { neighbours.append(Architecture(code: cell)) }
            }
            guard neighbours.isEmpty else {
                generator.shuffle(&neighbours)
                return neighbours
            }
        }
    }

    mutating func learn(_ generation: Evaluations) {
        archive.append(contentsOf: generation)
        archive = archive.selecting(archive.constrainedFrontRows())
    }
}
