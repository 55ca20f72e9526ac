/// What of a cell a runtime executes, and when: the families of devices that `transfer` tells apart.
///
/// It refines ``ExecutionView`` by kinds that tables showed: compilers that drop what nobody reads
/// but execute operators on zeros, runtimes that execute branches side by side, and compilers that
/// run identical operators without weights on the same value once (``DistinctValues``).
enum TransferView: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every operator.
    case asWritten = "as-written"
    /// The same, repeats once.
    case writtenOnce = "as-written, repeats once"
    /// What leads to the cell's output, even from a node without any input.
    case reaching = "without what leads nowhere"
    /// What lies on a path from the input to the output.
    case pruned
    /// The same, repeats once.
    case prunedOnce = "pruned, repeats once"
    /// What lies on such a path, where the slowest path counts beside the sum of the operators.
    case parallel = "pruned, branches in parallel"
    /// The same, repeats once.
    case parallelOnce = "pruned, branches in parallel, repeats once"

    /// What of a cell is executed at all.
    enum Extent {
        /// All that is written.
        case everything
        /// What leads to the output.
        case reachingOutput
        /// What lies on a path to the output.
        case live
    }

    /// What of a cell is executed at all.
    var extent: Extent {
        switch self {
        case .asWritten, .writtenOnce: .everything
        case .reaching: .reachingOutput
        case .pruned, .prunedOnce, .parallel, .parallelOnce: .live
        }
    }

    /// Whether identical operators without weights on the same value run once.
    var runsRepeatsOnce: Bool {
        switch self {
        case .writtenOnce, .prunedOnce, .parallelOnce: true
        case .asWritten, .reaching, .pruned, .parallel: false
        }
    }

    /// How common the kind is among runtimes, as far as anybody can say without a pool: half of them
    /// execute what is written, most others what is live.
    var commonness: Double {
        switch self {
        case .asWritten: 0.4
        case .pruned: 0.25
        case .reaching, .parallel: 0.1
        case .writtenOnce, .prunedOnce, .parallelOnce: 0.05
        }
    }

    /// Whether the slowest path counts beside the sum.
    var isParallel: Bool { self == .parallel || self == .parallelOnce }

    /// Whether only operators on live paths are executed.
    var isPruned: Bool { extent == .live }

    /// How many views of the same extent and order of execution there are: with and without repeats.
    var siblings: Int { self == .reaching ? 1 : 2 }
}
