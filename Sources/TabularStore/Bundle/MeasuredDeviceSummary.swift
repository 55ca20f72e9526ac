import Architectures

/// What is known of a device that this project measured, without its latencies.
package struct MeasuredDeviceSummary: Sendable, Hashable, Codable {
    /// The device and its settings.
    package var device: Device
    /// Networks that were measured themselves.
    package var networks: Int
    /// Networks with a latency: those that are the same graph as a measured one too.
    package var latencies: Int
    /// Timed runs of a network.
    package var runs: Runs
    /// The median over the networks of the latency's standard error, relative to it; nil where
    /// networks ran but once.
    package var relativeStandardError: Double?
    /// How well a second measurement agrees; nil where no network was measured twice.
    package var repeatError: RepeatError?
    /// When the first and the last of the networks were measured, in seconds since 1970, UTC.
    package var measuredAt: [Double]
    /// Where the descriptor's counters come from; nil without a descriptor.
    package var counterSource: String?

    /// Timed runs over the networks.
    package struct Runs: Sendable, Hashable, Codable {
        package var fewest: Int
        package var median: Int
        package var most: Int
    }

    /// |first / second − 1| over the networks that were measured twice.
    package struct RepeatError: Sendable, Hashable, Codable {
        /// How many these are.
        package var networks: Int
        package var median: Double
        package var percentile90: Double
        /// The median time between the two measurements.
        package var hours: Double
    }
}
