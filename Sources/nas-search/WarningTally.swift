import Profiling

/// How often each warning came up, and of how many measurements.
struct WarningTally {
    private(set) var counts: [MeasurementWarning: Int] = [:]
    private(set) var measurements = 0

    /// Counts the warnings of a measurement.
    mutating func add(_ warnings: [MeasurementWarning]) {
        measurements += 1
        for warning in warnings { counts[warning, default: 0] += 1 }
    }

    /// Counts what concerns all measurements so far, or several of them.
    mutating func note(_ warning: MeasurementWarning, times: Int = 1) {
        counts[warning, default: 0] += times
    }

    /// A warning with how often it came up.
    struct Entry: Encodable {
        let name: String
        let count: Int
        let cause: String
        let remedy: String
    }

    /// The warnings in the order in which they are declared.
    var entries: [Entry] {
        MeasurementWarning.allCases.compactMap { warning in
            counts[warning].map {
                Entry(
                    name: warning.rawValue, count: $0, cause: warning.cause,
                    remedy: warning.remedy)
            }
        }
    }

    /// A line each, for people.
    var lines: [String] {
        entries.map { "\($0.count) × \($0.name): \($0.cause) → \($0.remedy)" }
    }
}
