import Architectures

/// Pareto local search for small budgets: one neighbour at a time instead of whole neighbourhoods,
/// so that every result counts at once.
///
/// Three adaptive choices replace the uniform ones of ``ParetoLocalSearch``. A member of the archive
/// is chosen the more often, the more room it leaves on the front (``FrontIsolation``), and the less
/// often, the more of its children were tried. A kind of move is chosen by its success so far
/// (``MoveStatistics``). Some children cross two members that are next to each other on the front.
/// The start is one cell an operator that holds it on every edge, and a few random ones.
struct AdaptiveLocalSearch: GenerationStrategy {
    /// What can be tuned.
    struct Settings: Sendable, Equatable {
        /// Architectures to start from.
        var start = 8
        /// Fraction of children that cross two neighbours on the front.
        var crossoverRate = 0.2
        /// With objectives that are free: the factor by which each member of the front that a
        /// neighbour would have to overtake lessens its chance.
        var rivalFactor = 0.7
        /// Attempts at a child that was not evaluated before, before a random cell.
        var attempts = 60
    }

    private let settings: Settings
    private let variation: CellVariation
    private let liveness: LiveEdges
    private let free: FreeObjectives
    /// What nothing dominates so far, in lexicographic order of the objectives.
    private var archive: Evaluations
    /// `[archive]`: children tried of each member.
    private var efforts: [Double] = []
    /// `[archive]`: the room that each member leaves.
    private var isolation: [Double] = []
    /// The worst value of each objective that was seen.
    private var worst: [Double]
    private var statistics: MoveStatistics
    /// The kind of move that made the child that is being evaluated; nil for other children.
    private var move: Int?

    init(task: SearchTask, settings: Settings = Settings()) {
        precondition(settings.start > 0, "nothing to start from")
        self.settings = settings
        variation = CellVariation(space: task.space)
        liveness = LiveEdges(space: task.space)
        free = FreeObjectives(task: task)
        archive = Evaluations(dimension: task.dimension)
        worst = [Double](repeating: -.infinity, count: task.dimension)
        statistics = MoveStatistics(operatorCount: variation.operatorCount)
    }

    mutating func propose(
        from unseen: inout ArchitectureSet, using generator: inout SeededGenerator
    ) -> [Architecture] {
        if archive.isEmpty { return firstGeneration(from: &unseen, using: &generator) }
        for _ in 0..<settings.attempts {
            if let child = child(unseen: unseen, using: &generator) {
                _ = unseen.remove(child)
                return [Architecture(code: child)]
            }
        }
        move = nil
        return []
    }

    mutating func learn(_ generation: Evaluations) {
        archive.append(contentsOf: generation)
        efforts += repeatElement(0, count: generation.count)
        let members = archive.constrainedFrontRows()
        if let move {
            statistics.record(kind: move, isSuccess: members.contains(archive.count - 1))
        }
        for row in generation.violations.indices where generation.violations[row] == 0 {
            for objective in worst.indices {
                worst[objective] = max(worst[objective], generation.objectives[row, objective])
            }
        }
        archive = archive.selecting(members)
        efforts = members.map { efforts[$0] }
        isolation = FrontIsolation.weights(of: archive.objectives, worst: worst)
    }

    private func firstGeneration(
        from unseen: inout ArchitectureSet, using generator: inout SeededGenerator
    ) -> [Architecture] {
        var cells: [Architecture] = []
        let extremes = free.best(among: unseen, where: isConnected)
        let uniform = (0..<variation.operatorCount).map { variation.uniform($0) }
        for cell in extremes + uniform where cells.count < settings.start {
            if isConnected(cell), unseen.remove(cell) { cells.append(Architecture(code: cell)) }
        }
        while cells.count < settings.start, !unseen.isEmpty {
            cells.append(Architecture(code: unseen.takeRandomMember(using: &generator)))
        }
        return cells
    }

    private func isConnected(_ cell: Int) -> Bool {
        liveEdges(of: cell) != 0
    }

    private func liveEdges(of cell: Int) -> UInt64 {
        liveness.live(amongCarrying: variation.carryingEdges(of: cell))
    }

    /// A child that was not evaluated before, or nil where this attempt gave none.
    private mutating func child(
        unseen: ArchitectureSet, using generator: inout SeededGenerator
    ) -> Int? {
        let row = parent(using: &generator)
        efforts[row] += 1
        if generator.unit() < settings.crossoverRate, archive.count > 1 {
            move = nil
            let isForward = generator.below(2) == 0
            let other = row == 0 ? 1 : (row + 1 == archive.count || !isForward ? row - 1 : row + 1)
            let child = variation.crossed(
                archive.architectures[row].code, archive.architectures[other].code,
                using: &generator)
            return unseen.contains(child) && isConnected(child) ? child : nil
        }
        return neighbour(ofMember: row, unseen: unseen, using: &generator)
    }

    private func parent(using generator: inout SeededGenerator) -> Int {
        generator.roulette(archive.count) { row in
            let weight = isolation[row] / (1 + efforts[row])
            return weight * weight
        } ?? 0
    }

    /// A neighbour that was not evaluated before, chosen by the success of its kind of move.
    private mutating func neighbour(
        ofMember row: Int, unseen: ArchitectureSet, using generator: inout SeededGenerator
    ) -> Int? {
        struct Neighbour {
            var cell: Int
            var move: Int
            var weight: Double
        }
        let parent = archive.architectures[row].code
        var neighbours: [Neighbour] = []
        neighbours.reserveCapacity(variation.edgeCount * variation.operatorCount)
        let live = liveEdges(of: parent)
        variation.forEachMove(from: parent) { cell, edge, to in
            guard unseen.contains(cell) else { return }
            let liveAfter = liveEdges(of: cell)
            // A cell without a live path computes nothing: its accuracy is chance.
            guard liveAfter != 0 else { return }
            let isDead = live >> UInt64(edge) & 1 == 0 && liveAfter == live
            let move = statistics.kind(
                from: variation.digit(parent, edge), to: to, isDead: isDead)
            var weight = statistics.rates[move] * statistics.rates[move]
            if !free.isEmpty {
                let rivals = free.rivals(of: cell, likeRow: row, in: archive.objectives)
                for _ in 0..<rivals { weight *= settings.rivalFactor }
            }
            neighbours.append(Neighbour(cell: cell, move: move, weight: weight))
        }
        guard let choice = generator.roulette(neighbours.count, weight: { neighbours[$0].weight })
        else { return nil }
        move = neighbours[choice].move
        return neighbours[choice].cell
    }
}
