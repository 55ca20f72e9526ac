import Architectures
import NASSearch

/// What the page of `search` draws beside its document.
package struct SearchFigure: Figure {
    package static let kind = "search"

    /// Hypervolume after some evaluations, as shares of exact fronts' volumes.
    package struct Progress: Sendable, Hashable, Encodable {
        let evaluations: Int
        let seen: Double
        let rescored: Double?

        /// Describes a moment.
        /// - Parameters:
        ///   - seen: Of the exact front under the latencies that the search saw.
        ///   - rescored: With the oracle's latencies, of the exact front; nil without an oracle.
        package init(evaluations: Int, seen: Double, rescored: Double?) {
            self.evaluations = evaluations
            self.seen = seen
            self.rescored = rescored
        }
    }

    let report: SearchReport
    let space: SpaceFigure
    let oracle: LatencyFigure?
    let estimate: LatencyFigure
    let energy: NumberColumn?
    let verified: [Int]
    let convergence: [Progress]

    /// Numbers of the whole space that accuracy is paid with, as an axis of the chart.
    private struct Axis: Encodable {
        let objective: SearchObjective
        let unit: String
        let label: String
        /// `[space]`; nil for latencies, of which there are several sources.
        let values: NumberColumn?
        let bound: Double?
    }

    /// Gathers the figure.
    /// - Parameters:
    ///   - estimate: What the search saw.
    ///   - energy: `[space]`, in millijoules; nil where nothing is known of it.
    ///   - verified: Published indices of architectures whose latency was looked up afterwards.
    package init(
        report: SearchReport, space: SpaceFigure, oracle: LatencyFigure?, estimate: LatencyFigure,
        energy: [Double]? = nil, verified: [Int], convergence: [Progress]
    ) {
        self.report = report
        self.space = space
        self.oracle = oracle
        self.estimate = estimate
        self.energy = energy.map { NumberColumn(values: $0) }
        self.verified = verified
        self.convergence = convergence
    }

    private enum CodingKeys: String, CodingKey {
        case space, oracle, estimate, verified, constraints, convergence, axes
    }

    /// Writes what the page draws from.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(space, forKey: .space)
        try container.encodeIfPresent(oracle, forKey: .oracle)
        try container.encode(estimate, forKey: .estimate)
        try container.encode(verified, forKey: .verified)
        try container.encode(constraints, forKey: .constraints)
        try container.encode(convergence, forKey: .convergence)
        try container.encode(costs.map(axis), forKey: .axes)
    }

    private var constraints: SearchReport.Constraints { report.constraints ?? .init() }

    private var costs: [SearchObjective] { report.costs.isEmpty ? [.latency] : report.costs }

    private func axis(_ cost: SearchObjective) -> Axis {
        Axis(
            objective: cost, unit: cost.unit, label: cost.axisLabel(device: report.device),
            values: cost == .latency ? nil : column(of: cost), bound: constraints.bound(of: cost))
    }

    /// A cost over the whole space; latencies in truth where they are known.
    private func column(of cost: SearchObjective) -> NumberColumn {
        switch cost {
        case .params: space.params
        case .flops: space.flops
        case .energy: energy ?? NumberColumn(values: space.accuracy.values.map { _ in .nan })
        case .latency, .accuracy: (oracle ?? estimate).ms
        }
    }

    /// The fronts over the whole space, a panel for each cost.
    package func plot() -> StaticPlot {
        StaticPlot.stacked(costs.map(panel), title: "\(searchedWords), \(report.device)")
    }

    private var searchedWords: String { "Front of \(report.searched.words)" }

    private func panel(_ cost: SearchObjective) -> StaticPlot {
        let isLatency = cost == .latency
        let source = oracle ?? estimate
        var series: [FrontPlot.Series] = []
        let exact = members(of: report.oracleFront ?? [], cost: cost, withDeviations: false)
        if !exact.isEmpty {
            series.append(
                .init(
                    name: isLatency ? "exact front, \(source.origin.rawValue)" : "exact front",
                    isOracle: true, members: exact))
        }
        series.append(
            .init(
                name: isLatency ? estimate.plotName : "found",
                isOracle: false,
                members: members(of: report.front, cost: cost, withDeviations: isLatency)))
        return FrontPlot(
            title: "Accuracy over \(cost.rawValue), \(report.device)",
            accuracyLabel: "accuracy, \(report.dataset) \(report.split.rawValue) (%, "
                + "\(space.accuracyOrigin.rawValue))",
            costLabel: cost.axisLabel(device: report.device),
            cloud: zip(column(of: cost).values, space.accuracy.values).map { ($0, $1) },
            series: series, maximumCost: constraints.bound(of: cost),
            minimumAccuracy: constraints.minAccuracy
        ).drawing()
    }

    private func members(
        of front: [SearchReport.Member], cost: SearchObjective, withDeviations: Bool
    ) -> [FrontPlot.Member] {
        front.compactMap { member in
            guard let accuracy = member.accuracy else { return nil }
            return member.value(of: cost).map {
                FrontPlot.Member(
                    cost: $0, accuracy: accuracy,
                    deviation: withDeviations ? member.latencyStandardDeviationMS : nil)
            }
        }
    }
}
