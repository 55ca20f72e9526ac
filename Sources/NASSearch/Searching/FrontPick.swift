/// A rule that picks members of a front.
public enum FrontPick: Sendable, Hashable {
    /// Every member.
    case all
    /// The one farthest above the straight line between the front's ends.
    case knee
    /// The one of the lowest latency.
    case fastest
    /// The one of the highest accuracy.
    case mostAccurate
    /// The most accurate of at most this latency.
    case under(milliseconds: Double)
    /// The one of that published index.
    case index(Int)

    /// The rule as it is typed.
    package var text: String {
        switch self {
        case .all: "all"
        case .knee: "knee"
        case .fastest: "fastest"
        case .mostAccurate: "most-accurate"
        case .under(let limit): "under:\(limit)ms"
        case .index(let index): String(index)
        }
    }

    /// How the members are found, where the rule's name does not say it.
    package var explanation: String? {
        switch self {
        case .knee:
            "picked the knee: the member farthest above the straight line between the front's ends, "
                + "both axes scaled to the front, its very inaccurate tail left out"
        case .under(let limit): "picked the most accurate member of at most \(limit) ms"
        case .all, .fastest, .mostAccurate, .index: nil
        }
    }

    /// The picked members of a report's front.
    package func members(of report: SearchReport) -> [SearchReport.Member] {
        let front = report.front
        let costs = SearchReport.costs(of: report.searched)
        return switch self {
        case .all: front
        case .knee: Self.knee(of: front, over: costs).map { [$0] } ?? []
        case .fastest:
            front.min { ($0.latencyMS ?? .infinity) < ($1.latencyMS ?? .infinity) }.map { [$0] }
                ?? []
        case .mostAccurate: Self.mostAccurate(of: front)
        case .under(let limit):
            Self.mostAccurate(of: front.filter { ($0.latencyMS ?? .infinity) <= limit })
        case .index(let index): front.filter { $0.index == index }
        }
    }

    /// Empty where accuracies decided nothing.
    private static func mostAccurate(of front: [SearchReport.Member]) -> [SearchReport.Member] {
        front.filter { $0.accuracy != nil }
            .max { $0.accuracy ?? 0 < $1.accuracy ?? 0 }.map { [$0] } ?? []
    }

    /// The member farthest above the straight line between the front's ends, both axes scaled to
    /// the front. With more than two objectives the ends are the extremes of both axes; without
    /// accuracy they are those of the first two costs.
    private static func knee(
        of front: [SearchReport.Member], over costs: [SearchObjective]
    ) -> SearchReport.Member? {
        let cost = costs.first ?? .latency
        let other = costs.dropFirst().first
        func quality(_ member: SearchReport.Member) -> Double {
            member.accuracy ?? -(other.flatMap(member.value) ?? 0)
        }
        let useful = SearchReport.usefulMembers(of: front).filter {
            $0.value(of: cost)?.isFinite == true
        }
        let costs = useful.compactMap { $0.value(of: cost) }
        guard let cheapest = costs.min(), let dearest = costs.max(),
            let least = useful.map(quality).min(), let most = useful.map(quality).max()
        else { return nil }
        let width = max(dearest - cheapest, Double.leastNormalMagnitude)
        let height = max(most - least, Double.leastNormalMagnitude)
        return useful.max { gain($0) < gain($1) }
        func gain(_ member: SearchReport.Member) -> Double {
            (quality(member) - least) / height
                - ((member.value(of: cost) ?? dearest) - cheapest) / width
        }
    }
}
