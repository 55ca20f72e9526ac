/// What of a cell a runtime executes, and when: the families of devices that `transfer` tells apart.
///
/// It refines ``ExecutionView`` by two kinds that published tables showed: compilers that drop what
/// nobody reads but execute operators on zeros, and runtimes that execute branches side by side.
enum TransferView: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every operator.
    case asWritten = "as-written"
    /// What leads to the cell's output, even from a node without any input.
    case reaching = "without what leads nowhere"
    /// What lies on a path from the input to the output.
    case pruned
    /// The same, where the slowest path counts beside the sum of the operators.
    case parallel = "pruned, branches in parallel"

    /// Whether only operators on live paths are executed.
    var isPruned: Bool { self == .pruned || self == .parallel }
}
