import Measuring

/// How often each warning came up, and of how many measurements.
package struct WarningTally {
    package private(set) var counts: [MeasurementWarning: Int] = [:]
    package private(set) var measurements = 0

    /// Counts the warnings of a measurement.
    package mutating func add(_ warnings: [MeasurementWarning]) {
        measurements += 1
        for warning in warnings { counts[warning, default: 0] += 1 }
    }

    /// Counts what concerns all measurements so far, or several of them.
    package mutating func note(_ warning: MeasurementWarning, times: Int = 1) {
        counts[warning, default: 0] += times
    }

    /// A warning with how often it came up.
    package struct Entry: Encodable {
        package let name: String
        package let count: Int
        package let cause: String
        package let remedy: String
    }

    /// The warnings in the order in which they are declared.
    package var entries: [Entry] {
        MeasurementWarning.allCases.compactMap { warning in
            counts[warning].map {
                Entry(
                    name: warning.rawValue, count: $0, cause: warning.cause,
                    remedy: warning.remedy)
            }
        }
    }

    /// A line each, for people.
    package var lines: [String] {
        entries.map { "\($0.count) × \($0.name): \($0.cause) → \($0.remedy)" }
    }
}
