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
    package var costs: [SearchObjective] { Self.costs(of: searched) }

    /// Whether latencies decide what is found.
    package var latencyMatters: Bool {
        searched.contains(.latency) || constraints?.maxLatency != nil
    }

    /// Members of the front whose accuracy is below this share of the best one's are very fast and
    /// very wrong.
    package static let usefulShare = 0.85

    /// The members of a front whose accuracy comes near that of the best one.
    package static func usefulMembers(of front: [Member]) -> [Member] {
        guard let best = front.compactMap(\.accuracy).max() else { return front }
        return front.filter { $0.accuracy ?? 0 >= usefulShare * best }
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
