import Architectures

/// What the page of `compare` draws beside its document: every estimator over the whole space.
package struct ComparisonFigure: Figure {
    package static let kind = "compare"

    let device: String
    let dataset: String
    let space: SpaceFigure
    let oracle: LatencyFigure
    let estimates: [LatencyFigure]

    /// Gathers the figure.
    /// - Parameters:
    ///   - oracle: With the exact front.
    ///   - estimates: In the order of the document's rows, each with its front.
    package init(
        device: String, dataset: String, space: SpaceFigure, oracle: LatencyFigure,
        estimates: [LatencyFigure]
    ) {
        self.device = device
        self.dataset = dataset
        self.space = space
        self.oracle = oracle
        self.estimates = estimates
    }

    private enum CodingKeys: String, CodingKey {
        case space, oracle, estimates
    }

    /// The fronts over the whole space.
    package func plot() -> StaticPlot {
        let predicted = estimates.filter { $0.name != "oracle" }
        return FrontPlot(
            title: "Accuracy over latency, \(device)",
            accuracyLabel: "accuracy, \(dataset) (%)",
            latencyLabel: "latency on \(device) (ms)",
            cloud: zip(oracle.ms.values, space.accuracy.values).map { ($0, $1) },
            series: ([oracle] + predicted).enumerated().map { position, source in
                FrontPlot.Series(
                    name: source.name, isOracle: position == 0,
                    members: FrontPlot.members(of: source, in: space))
            }, maximumLatency: nil, minimumAccuracy: nil
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
            accuracyLabel: "accuracy, \(dataset) (%)",
            latencyLabel: "latency on \(first.name) (ms)",
            cloud: zip(first.ms.values, space.accuracy.values).map { ($0, $1) },
            series: devices.enumerated().map { position, device in
                FrontPlot.Series(
                    name: device.name, isOracle: position == 0,
                    members: FrontPlot.members(of: device, in: space, latencies: first))
            }, maximumLatency: nil, minimumAccuracy: nil
        ).drawing()
    }
}
