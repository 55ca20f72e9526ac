/// The algorithms, by their names on the command line.
public enum SearchAlgorithmKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Pareto local search, one neighbour at a time, with adaptive choices: the default.
    case adaptiveLocal = "adaptive-local"
    /// NSGA-II.
    case nsga2
    /// Regularised evolution with Pareto tournaments.
    case regularizedEvolution = "regularized-evolution"
    /// Pareto local search.
    case local
    /// Uniform sampling without replacement.
    case random
    /// Everything, in dense order.
    case exhaustive

    /// What is used unless another is asked for: the best at small budgets by measurement
    /// (`benchmarks sample-efficiency`).
    public static let standard = SearchAlgorithmKind.adaptiveLocal

    /// A fresh algorithm.
    /// - Parameters:
    ///   - task: What is searched.
    ///   - seed: Decides every random choice.
    package func makeAlgorithm(for task: SearchTask, seed: UInt64) -> any SearchAlgorithm {
        switch self {
        case .adaptiveLocal:
            GenerationalSearch(task: task, seed: seed, strategy: AdaptiveLocalSearch(task: task))
        case .nsga2:
            GenerationalSearch(task: task, seed: seed, strategy: NSGA2(task: task))
        case .regularizedEvolution:
            GenerationalSearch(task: task, seed: seed, strategy: RegularizedEvolution(task: task))
        case .local:
            GenerationalSearch(task: task, seed: seed, strategy: ParetoLocalSearch(task: task))
        case .random:
            GenerationalSearch(task: task, seed: seed, strategy: RandomSearch())
        case .exhaustive:
            GenerationalSearch(task: task, seed: seed, strategy: ExhaustiveSearch())
        }
    }

    /// NSGA-II with another population than the default one, for comparisons with peers.
    package static func makeNSGA2(
        population: Int, for task: SearchTask, seed: UInt64
    ) -> any SearchAlgorithm {
        let settings = NSGA2.Settings(population: population)
        return GenerationalSearch(
            task: task, seed: seed, strategy: NSGA2(task: task, settings: settings))
    }
}
