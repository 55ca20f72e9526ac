import CSystemShims

/// A fixed piece of arithmetic that tells how fast the core under it is at the moment.
package enum SpeedProbe {
    private static let probes = 3

    /// Nanoseconds that it takes now, the median of three.
    package static func nanoseconds() -> Double {
        LatencyStatistics.median((0..<probes).map { _ in Double(shim_speed_probe()) })
    }
}
