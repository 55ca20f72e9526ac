/// One measured architecture of a device, as estimators are fitted to.
public struct LatencySample: Sendable, Hashable {
    /// The architecture that was measured.
    public let architecture: Architecture
    /// Its latency in milliseconds, finite and positive.
    public let milliseconds: Double

    /// Pairs an architecture with its latency.
    public init(architecture: Architecture, milliseconds: Double) {
        self.architecture = architecture
        self.milliseconds = milliseconds
    }
}
