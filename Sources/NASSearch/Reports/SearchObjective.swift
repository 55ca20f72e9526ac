import Search

/// What `search` can optimise and limit.
public enum SearchObjective: String, Codable, CaseIterable, Sendable {
    case accuracy
    case latency
    case params
    case flops
    case energy

    /// Which values are wanted.
    package var goal: Goal { self == .accuracy ? .maximise : .minimise }

    /// What its numbers are in, as columns and axes say it.
    public var unit: String {
        switch self {
        case .accuracy: "%"
        case .latency: "ms"
        case .params: "M params"
        case .flops: "MFLOPs"
        case .energy: "mJ"
        }
    }
}

extension [SearchObjective] {
    /// In words: 'accuracy, latency and energy'.
    public var words: String {
        let names = map(\.rawValue)
        return names.count < 2
            ? names.joined()
            : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
    }
}
