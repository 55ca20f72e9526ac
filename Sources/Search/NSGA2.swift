import Architectures

/// NSGA-II (Deb et al., 2002, doi:10.1109/4235.996017): elitist selection by constrained
/// non-dominated rank and crowding distance, binary tournaments, uniform crossover, and mutation of
/// each edge with the same probability.
struct NSGA2: GenerationStrategy {
    /// What can be tuned.
    struct Settings: Sendable, Equatable {
        /// Size of the population and of a generation.
        var population = 12
        /// Probability of a child having two parents.
        var crossoverRate = 0.9
        /// Probability with which each edge changes; nil for one edge on average.
        var mutationRate: Double?
        /// Attempts at a child that was not evaluated before, for each that is wanted; random cells
        /// fill the rest of the generation.
        var attempts = 3
    }

    private let settings: Settings
    private let variation: CellVariation
    private let mutationRate: Double
    private var population: Evaluations
    /// `[population]`: the number of the front, and the crowding distance in it.
    private var ranks: [Int] = []
    private var distances: [Double] = []

    init(task: SearchTask, settings: Settings = Settings()) {
        precondition(settings.population >= 2, "a tournament needs two")
        self.settings = settings
        variation = CellVariation(space: task.space)
        mutationRate = settings.mutationRate ?? 1 / Double(variation.edgeCount)
        population = Evaluations(dimension: task.dimension)
    }

    mutating func propose(
        from unseen: inout ArchitectureSet, using generator: inout SeededGenerator
    ) -> [Architecture] {
        var children: [Architecture] = []
        children.reserveCapacity(settings.population)
        if !population.isEmpty {
            for _ in 0..<settings.population * settings.attempts
            where children.count < settings.population {
                let child = child(using: &generator)
                if unseen.remove(child) { children.append(Architecture(code: child)) }
            }
        }
        while children.count < settings.population, !unseen.isEmpty {
            children.append(
                Architecture(code: unseen.takeRandomMember(using: &generator)))
        }
        return children
    }

    mutating func learn(_ generation: Evaluations) {
        population.append(contentsOf: generation)
        let sorting = NonDominatedSorting(population)
        var crowding = [Double](repeating: 0, count: population.count)
        var survivors: [Int] = []
        survivors.reserveCapacity(settings.population)
        ranks.removeAll(keepingCapacity: true)
        for rank in 0..<sorting.count {
            let front = sorting.front(rank)
            CrowdingDistance.assign(front, of: population.objectives, to: &crowding)
            let room = settings.population - survivors.count
            if front.count <= room {
                survivors += front
            } else {
                survivors += front.sorted { (-crowding[$0], $0) < (-crowding[$1], $1) }
                    .prefix(room)
            }
            while ranks.count < survivors.count { ranks.append(rank) }
            if survivors.count == settings.population { break }
        }
        distances = survivors.map { crowding[$0] }
        population = population.selecting(survivors)
    }

    private func child(using generator: inout SeededGenerator) -> Int {
        let first = parent(using: &generator)
        let isCrossed = generator.unit() < settings.crossoverRate
        let cell =
            isCrossed
            ? variation.crossed(first, parent(using: &generator), using: &generator) : first
        return variation.mutated(cell, rate: mutationRate, using: &generator)
    }

    /// A binary tournament by rank, then by crowding distance.
    private func parent(using generator: inout SeededGenerator) -> Int {
        let (a, b) = generator.pair(below: population.count)
        let isFirstBetter =
            ranks[a] != ranks[b] ? ranks[a] < ranks[b] : distances[a] >= distances[b]
        return population.architectures[isFirstBetter ? a : b].code
    }
}
