import Measuring

/// What is kept of a measurement beside its runs.
package struct MeasurementNotes: Codable, Equatable {
    package let warmupRuns: Int
    /// In milliseconds, of the very first run after loading.
    package let firstRun: Double?
    package let warnings: [String]
    /// How much slower the reference network was then than when the device was first measured; nil
    /// where references ran beside it.
    package let driftFactor: Double?
    /// In nanoseconds, of a fixed piece of arithmetic just before.
    package let probe: Double?
    /// How another machine did just after.
    package let host: HostState?

    package init(
        _ measurement: Measuring.Measurement, driftFactor: Double?, host: HostState? = nil
    ) {
        self.host = host
        warmupRuns = measurement.warmupRuns
        firstRun = measurement.firstRunMilliseconds
        warnings = measurement.warnings.map(\.rawValue)
        self.driftFactor = driftFactor
        probe = measurement.pairing?.probeNanoseconds
    }
}
