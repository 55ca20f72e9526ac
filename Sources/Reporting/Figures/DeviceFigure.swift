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

    /// More looks are thinned, evenly.
    private static let mostLooks = 2_000

    let device: String
    /// Hours since the first look, in order.
    let hours: [Double]
    /// Milliseconds of the references, their geometric mean, a look.
    let milliseconds: [Double]
    let looks: Int
    let scales: [Scale]

    /// Gathers the figure.
    /// - Parameter looks: Seconds since 1970 and milliseconds, in order of time.
    package init(
        device: String, looks: [(seconds: Double, milliseconds: Double)], scales: [Scale]
    ) {
        self.device = device
        self.looks = looks.count
        self.scales = scales
        let count = min(looks.count, Self.mostLooks)
        let drawn = (0..<count).map { looks[$0 * looks.count / count] }
        let start = looks.first?.seconds ?? 0
        hours = drawn.map { NumberColumn.rounded(($0.seconds - start) / 3600, digits: 7) }
        milliseconds = drawn.map { NumberColumn.rounded($0.milliseconds, digits: 6) }
    }

    /// The references over time, and what counts as full speed.
    package func plot() -> StaticPlot { ReferencePlot(figure: self).drawing() }
}
