/// How another machine was doing when it answered; what it does not tell is nil.
package struct HostState: Sendable, Hashable, Codable {
    /// Processors that others kept busy since the answer before.
    package var othersLoad: Double?
    /// The clock of the cores in use, right after they ran.
    package var megahertz: Double?
    /// The processor's hottest sensor, in degrees Celsius.
    package var celsius: Double?
    /// Whether its firmware holds the clock down.
    package var isThrottled: Bool?
    /// Of a fixed piece of arithmetic.
    package var probeNanoseconds: Double?

    private enum CodingKeys: String, CodingKey {
        case megahertz, celsius
        case othersLoad = "others_load"
        case isThrottled = "throttled"
        case probeNanoseconds = "probe_nanoseconds"
    }
}

/// What a machine's states add up to from its first answer on.
package struct HostHistory: Sendable, Hashable {
    /// The last state.
    package private(set) var last: HostState?
    /// The lowest and the highest clock, in MHz.
    package private(set) var megahertz: ClosedRange<Double>?
    /// The lowest and the highest temperature, in degrees Celsius.
    package private(set) var celsius: ClosedRange<Double>?

    /// A clock below this fraction of the highest one seen is held down.
    private static let clockFall = 0.95
    /// So many degrees above the first temperature a machine has not the speed that it began with.
    private static let warming = 15.0
    /// Processors that others may keep busy before it is worth a warning.
    private static let tolerableLoad = 0.1

    /// Starts without a state.
    package init() {}

    mutating func add(_ state: HostState) {
        last = state
        megahertz = Self.widened(megahertz, by: state.megahertz)
        celsius = Self.widened(celsius, by: state.celsius)
    }

    private static func widened(
        _ range: ClosedRange<Double>?, by value: Double?
    ) -> ClosedRange<Double>? {
        guard let value, value.isFinite else { return range }
        guard let range else { return value...value }
        return min(range.lowerBound, value)...max(range.upperBound, value)
    }

    /// What speaks against what was measured just before the last state.
    /// - Parameter isPaired: Whether references bore the load of others as well.
    package func warnings(isPaired: Bool) -> [MeasurementWarning] {
        guard let last else { return [] }
        var found: [MeasurementWarning] = []
        if last.isThrottled == true {
            found.append(.throttled)
        } else if let now = last.megahertz, let highest = megahertz?.upperBound,
            now < Self.clockFall * highest
        {
            found.append(.throttled)
        }
        if let now = last.celsius, let lowest = celsius?.lowerBound, now >= lowest + Self.warming {
            found.append(.heated)
        }
        if !isPaired, let load = last.othersLoad, load > Self.tolerableLoad {
            found.append(.otherLoad)
        }
        return found
    }

    /// The ranges in words, such as `600–1500 MHz, 45–82 °C`; nil where the machine told nothing.
    package var summary: String? {
        func words(_ range: ClosedRange<Double>?, _ unit: String) -> String? {
            guard let range else { return nil }
            let low = Int(range.lowerBound.rounded())
            let high = Int(range.upperBound.rounded())
            return low == high ? "\(low) \(unit)" : "\(low)–\(high) \(unit)"
        }
        let parts = [words(megahertz, "MHz"), words(celsius, "°C")].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
