/// A unit of latencies.
public enum LatencyUnit: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nanoseconds.
    case nanoseconds = "ns"
    /// Microseconds.
    case microseconds = "us"
    /// Milliseconds.
    case milliseconds = "ms"
    /// Seconds.
    case seconds = "s"

    /// The unit that people write so, such as `µs`, `msec` or `Seconds`, or nil.
    public init?(spelling: String) {
        let lowercase = spelling.lowercased()
        guard let unit = Self.allCases.first(where: { $0.spellings.contains(lowercase) }) else {
            return nil
        }
        self = unit
    }

    /// What a latency in this unit is multiplied by to give milliseconds.
    public var millisecondsPerUnit: Double {
        switch self {
        case .nanoseconds: 1e-6
        case .microseconds: 1e-3
        case .milliseconds: 1
        case .seconds: 1000
        }
    }

    /// What people write, in lower case.
    private var spellings: [String] {
        switch self {
        case .nanoseconds: ["ns", "nsec", "nsecs", "nanos", "nanosecond", "nanoseconds"]
        case .microseconds:
            // The micro sign and the Greek letter.
            [
                "us", "\u{B5}s", "\u{3BC}s", "usec", "usecs", "\u{B5}sec", "\u{3BC}sec", "micros",
                "microsecond", "microseconds",
            ]
        case .milliseconds: ["ms", "msec", "msecs", "millis", "millisecond", "milliseconds"]
        case .seconds: ["s", "sec", "secs", "second", "seconds"]
        }
    }
}
