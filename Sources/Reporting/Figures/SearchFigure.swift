import Architectures

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

    /// Hard constraints; absent ones do not hold.
    package struct Constraints: Sendable, Hashable, Encodable {
        let maxLatency: Double?
        let minAccuracy: Double?
        let maxParams: Double?
        let maxFLOPs: Double?

        /// Gathers the bounds.
        package init(
            maxLatency: Double?, minAccuracy: Double?, maxParams: Double?, maxFLOPs: Double?
        ) {
            self.maxLatency = maxLatency
            self.minAccuracy = minAccuracy
            self.maxParams = maxParams
            self.maxFLOPs = maxFLOPs
        }

        private enum CodingKeys: String, CodingKey {
            case maxLatency = "max_latency"
            case minAccuracy = "min_accuracy"
            case maxParams = "max_params"
            case maxFLOPs = "max_flops"
        }
    }

    let report: SearchReport
    let space: SpaceFigure
    let oracle: LatencyFigure?
    let estimate: LatencyFigure
    let verified: [Int]
    let constraints: Constraints
    let convergence: [Progress]

    /// Gathers the figure.
    /// - Parameters:
    ///   - estimate: What the search saw.
    ///   - verified: Published indices of architectures whose latency was looked up afterwards.
    package init(
        report: SearchReport, space: SpaceFigure, oracle: LatencyFigure?, estimate: LatencyFigure,
        verified: [Int], constraints: Constraints, convergence: [Progress]
    ) {
        self.report = report
        self.space = space
        self.oracle = oracle
        self.estimate = estimate
        self.verified = verified
        self.constraints = constraints
        self.convergence = convergence
    }

    private enum CodingKeys: String, CodingKey {
        case space, oracle, estimate, verified, constraints, convergence
    }

    /// The fronts over the whole space.
    package func plot() -> StaticPlot {
        let cloud = oracle ?? estimate
        let found = report.front.compactMap { member in
            member.latencyMS.map {
                FrontPlot.Member(
                    ms: $0, accuracy: member.accuracy,
                    deviation: member.latencyStandardDeviationMS)
            }
        }
        let exact = (report.oracleFront ?? []).compactMap { member in
            member.latencyMS.map {
                FrontPlot.Member(ms: $0, accuracy: member.accuracy, deviation: nil)
            }
        }
        var series: [FrontPlot.Series] = []
        if !exact.isEmpty {
            series.append(
                .init(
                    name: "exact front, \((oracle ?? estimate).origin.rawValue)", isOracle: true,
                    members: exact))
        }
        series.append(
            .init(name: estimate.plotName, isOracle: false, members: found))
        return FrontPlot(
            title: "Accuracy over latency, \(report.device)",
            accuracyLabel: "accuracy, \(report.dataset) \(report.split.rawValue) (%, "
                + "\(space.accuracyOrigin.rawValue))",
            latencyLabel: "latency on \(report.device) (ms)",
            cloud: zip(cloud.ms.values, space.accuracy.values).map { ($0, $1) }, series: series,
            maximumLatency: constraints.maxLatency, minimumAccuracy: constraints.minAccuracy
        ).drawing()
    }
}
