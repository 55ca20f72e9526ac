import Architectures
import NASSearch

/// What the page of `compare` draws beside its document: every estimator over the whole space.
package struct ComparisonFigure: Figure {
    package static let kind = "compare"

    /// Fronts in the static figure beside the exact one; of more estimators, the best are drawn.
    private static let drawnFronts = 3

    let report: ComparisonReport
    let space: SpaceFigure
    let oracle: LatencyFigure
    let estimates: [LatencyFigure]
    let leftOut: [Int]

    /// Gathers the figure.
    /// - Parameters:
    ///   - oracle: With the exact front.
    ///   - estimates: In the order of the document's rows, each with its front.
    ///   - leftOut: Published indices of architectures on which nothing was judged.
    package init(
        report: ComparisonReport, space: SpaceFigure, oracle: LatencyFigure,
        estimates: [LatencyFigure], leftOut: [Int]
    ) {
        self.report = report
        self.space = space
        self.oracle = oracle
        self.estimates = estimates
        self.leftOut = leftOut
    }

    private enum CodingKeys: String, CodingKey {
        case space, oracle, estimates
        case leftOut = "left_out"
    }

    /// The fronts over the whole space, of the estimators with the most latencies within ±10 %.
    package func plot() -> StaticPlot {
        let ranked = report.rows.filter { !$0.sawTable }
            .sorted { ($0.within10 ?? 0) > ($1.within10 ?? 0) }.map(\.latencySource)
        let drawn = Set(ranked.prefix(Self.drawnFronts))
        let predicted = estimates.filter { drawn.contains($0.name) }
        return FrontPlot(
            title: "Accuracy over latency, \(report.device)",
            accuracyLabel: "accuracy, \(report.dataset) (%, \(space.accuracyOrigin.rawValue))",
            costLabel: "latency on \(report.device) (ms)",
            cloud: zip(oracle.ms.values, space.accuracy.values).map { ($0, $1) },
            series: ([oracle] + predicted).enumerated().map { position, source in
                FrontPlot.Series(
                    name: position == 0
                        ? "exact front, \(source.origin.rawValue)" : source.plotName,
                    isOracle: position == 0, members: FrontPlot.members(of: source, in: space))
            }, maximumCost: nil, minimumAccuracy: nil
        ).drawing()
    }
}

/// What the page of `compare --device A,B` draws: the exact fronts of several devices.
package struct OverlapFigure: Figure {
    package static let kind = "overlap"

    let dataset: String
    let space: SpaceFigure
    let devices: [LatencyFigure]

    /// Gathers the figure.
    /// - Parameter devices: Their tables with their exact fronts.
    package init(dataset: String, space: SpaceFigure, devices: [LatencyFigure]) {
        self.dataset = dataset
        self.space = space
        self.devices = devices
    }

    private enum CodingKeys: String, CodingKey {
        case space, devices
    }

    /// The fronts of all devices, each used on the first one.
    package func plot() -> StaticPlot {
        let first = devices[0]
        return FrontPlot(
            title: "Fronts of other devices used on \(first.name)",
            accuracyLabel: "accuracy, \(dataset) (%, \(space.accuracyOrigin.rawValue))",
            costLabel: "latency on \(first.name) (ms)",
            cloud: zip(first.ms.values, space.accuracy.values).map { ($0, $1) },
            series: devices.enumerated().map { position, device in
                FrontPlot.Series(
                    name: "\(device.name), \(device.origin.rawValue)", isOracle: position == 0,
                    members: FrontPlot.members(of: device, in: space, latencies: first))
            }, maximumCost: nil, minimumAccuracy: nil
        ).drawing()
    }
}
