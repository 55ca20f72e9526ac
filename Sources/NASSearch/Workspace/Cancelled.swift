/// Work that ``Hooks/isCancelled`` stopped: what it was, and how much of it is kept.
public enum Cancelled: Error, Sendable, Hashable {
    /// Adapting to a device, after so many samples; what the device had before is unchanged, and
    /// what was trained is kept.
    case adapting(samples: Int)
    /// Judging models, after so many draws; those of trained kinds are kept.
    case evaluating(draws: Int)
    /// Measuring: so many networks were measured, and are in the store.
    case measuring(networks: Int)
    /// Another program predicted latencies; nothing of it is kept.
    case predicting(by: String)
    /// Searching, after so many evaluations, which a run of that number keeps; nil where none does.
    case searching(evaluations: Int, run: Int64?)
}

extension Cancelled: CustomStringConvertible {
    /// What is kept.
    public var description: String {
        switch self {
        case .adapting(let samples):
            "stopped after \(samples) samples; what the device had before is unchanged"
        case .evaluating(let draws):
            "stopped after \(draws) draws; those of trained kinds are kept"
        case .measuring(let networks):
            "stopped; \(networks) networks measured now are kept in the store"
        case .predicting(let name): "stopped while \(name) predicted; nothing of it is kept"
        case .searching(let evaluations, let run):
            "stopped after \(evaluations) evaluations; "
                + (run.map { "they are kept in run \($0)" } ?? "none was recorded")
        }
    }
}
