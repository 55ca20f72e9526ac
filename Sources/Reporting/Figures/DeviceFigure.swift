/// What the page of `devices show` draws: the latency of a device's references over time.
package struct DeviceFigure: Figure {
    package static let kind = "device"

    /// What the references take at full speed, from one time on.
    package struct Scale: Sendable, Encodable {
        let version: Int
        let milliseconds: Double
        /// Relative.
        let standardError: Double
        let blocks: Int

        /// Describes a scale.
        package init(version: Int, milliseconds: Double, standardError: Double, blocks: Int) {
            self.version = version
            self.milliseconds = milliseconds
            self.standardError = standardError
            self.blocks = blocks
        }

        private enum CodingKeys: String, CodingKey {
            case version, milliseconds, blocks
            case standardError = "standard_error"
        }
    }

    /// More trials are thinned, evenly.
    private static let mostTrials = 2_000

    let device: String
    /// Hours since the first trial, in order.
    let hours: [Double]
    /// Milliseconds of the references, their geometric mean, a trial.
    let milliseconds: [Double]
    let trials: Int
    let scales: [Scale]

    private enum CodingKeys: String, CodingKey {
        case device, hours, milliseconds, scales
        case trials = "looks"
    }

    /// Gathers the figure.
    /// - Parameter trials: Seconds since 1970 and milliseconds, in order of time.
    package init(
        device: String, trials: [(seconds: Double, milliseconds: Double)], scales: [Scale]
    ) {
        self.device = device
        self.trials = trials.count
        self.scales = scales
        let count = min(trials.count, Self.mostTrials)
        let drawn = (0..<count).map { trials[$0 * trials.count / count] }
        let start = trials.first?.seconds ?? 0
        hours = drawn.map { NumberColumn.rounded(($0.seconds - start) / 3600, digits: 7) }
        milliseconds = drawn.map { NumberColumn.rounded($0.milliseconds, digits: 6) }
    }

    /// The references over time, and what counts as full speed.
    package func plot() -> StaticPlot { ReferencePlot(figure: self).drawing() }
}
