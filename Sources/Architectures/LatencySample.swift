/// One measured architecture of a device, as estimators are fitted to.
public struct LatencySample: Sendable, Hashable {
    /// The architecture that was measured.
    public let architecture: Architecture
    /// Its latency in milliseconds, finite and positive.
    public let milliseconds: Double
    /// What the latency itself is uncertain by, relative; 0 where nobody says.
    public let relativeError: Double

    /// Pairs an architecture with its latency.
    public init(architecture: Architecture, milliseconds: Double, relativeError: Double = 0) {
        self.architecture = architecture
        self.milliseconds = milliseconds
        self.relativeError = relativeError
    }
}
