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
        /// Attempts at a child that was not evaluated before, before a random cell.
        var attempts = 60
    }

    private let settings: Settings
    private let variation: CellVariation
    private let liveness: CellLiveness
    /// What nothing dominates so far, in lexicographic order of the objectives.
    private var archive: Evaluations
    /// `[archive]`: children tried of each member.
    private var efforts: [Double] = []
    /// `[archive]`: the room that each member leaves.
    private var isolation: [Double] = []
    private var statistics: MoveStatistics
    /// The kind of move that made the child that is being evaluated; nil for other children.
    private var move: Int?

    init(task: SearchTask, settings: Settings = Settings()) {
        precondition(settings.start > 0, "nothing to start from")
        self.settings = settings
        variation = CellVariation(space: task.space)
        liveness = CellLiveness(space: task.space)
        archive = Evaluations(dimension: task.dimension)
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
        archive = archive.selecting(members)
        efforts = members.map { efforts[$0] }
        isolation = FrontIsolation.weights(of: archive.objectives)
    }

    private func firstGeneration(
        from unseen: inout ArchitectureSet, using generator: inout SeededGenerator
    ) -> [Architecture] {
        var cells: [Architecture] = []
        for digit in 0..<variation.operatorCount where cells.count < settings.start {
            let uniform = variation.uniform(digit)
            let isConnected = liveness.liveEdges { variation.digit(uniform, $0) } != 0
            if isConnected, unseen.remove(uniform) { cells.append(Architecture(code: uniform)) }
        }
        while cells.count < settings.start, !unseen.isEmpty {
            cells.append(Architecture(code: unseen.takeRandomMember(using: &generator)))
        }
        return cells
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
            return unseen.contains(child) ? child : nil
        }
        return neighbour(of: archive.architectures[row].code, unseen: unseen, using: &generator)
    }

    private func parent(using generator: inout SeededGenerator) -> Int {
        generator.roulette(archive.count) { row in
            let weight = isolation[row] / (1 + efforts[row])
            return weight * weight
        } ?? 0
    }

    /// A neighbour that was not evaluated before, chosen by the success of its kind of move.
    private mutating func neighbour(
        of cell: Int, unseen: ArchitectureSet, using generator: inout SeededGenerator
    ) -> Int? {
        var neighbours: [(cell: Int, kind: Int)] = []
        neighbours.reserveCapacity(variation.edgeCount * variation.operatorCount)
        let live = liveness.liveEdges { variation.digit(cell, $0) }
        variation.forEachMove(from: cell) { neighbour, edge, to in
            guard unseen.contains(neighbour) else { return }
            let isDead =
                live >> UInt64(edge) & 1 == 0
                && liveness.liveEdges { variation.digit(neighbour, $0) } == live
            let from = variation.digit(cell, edge)
            neighbours.append((neighbour, statistics.kind(from: from, to: to, isDead: isDead)))
        }
        let choice = generator.roulette(neighbours.count) { position in
            let rate = statistics.rates[neighbours[position].kind]
            return rate * rate
        }
        guard let choice else { return nil }
        move = neighbours[choice].kind
        return neighbours[choice].cell
    }
}
