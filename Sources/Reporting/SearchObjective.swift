import Search

/// What `search` can optimise and limit, and how reports show it.
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

    /// What an axis says of it.
    func axisLabel(device: String) -> String {
        switch self {
        case .accuracy: "accuracy (%)"
        case .latency: "latency on \(device) (ms)"
        case .params: "parameters (millions)"
        case .flops: "multiply-accumulates (millions)"
        case .energy: "energy on \(device) (mJ)"
        }
    }

    /// A number of it in text, or a dash where it is missing.
    func text(_ value: Double?) -> String {
        switch self {
        case .accuracy: NumberFormat.fixed(value, 2)
        case .latency, .energy: NumberFormat.milliseconds(value)
        case .params: NumberFormat.fixed(value, 3)
        case .flops: NumberFormat.fixed(value, 1)
        }
    }
}

extension SearchReport {
    /// What was searched, in the order in which it was asked for.
    public var searched: [SearchObjective] {
        objectives.compactMap(SearchObjective.init(rawValue:))
    }

    /// What accuracy is paid with: the latency first, since it is what differs by device.
    public static func costs(of objectives: [SearchObjective]) -> [SearchObjective] {
        let costs = objectives.filter { $0.goal == .minimise }
        return costs.filter { $0 == .latency } + costs.filter { $0 != .latency }
    }

    /// What accuracy is paid with in this search.
    var costs: [SearchObjective] { Self.costs(of: searched) }

    /// Whether latencies decide what is found.
    var latencyMatters: Bool {
        searched.contains(.latency) || constraints?.maxLatency != nil
    }
}

extension SearchReport.Member {
    /// The member's number of an objective; nil where it is unknown.
    public func value(of objective: SearchObjective) -> Double? {
        switch objective {
        case .accuracy: accuracy
        case .latency: latencyMS
        case .params: params
        case .flops: flops
        case .energy: energyMJ
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
