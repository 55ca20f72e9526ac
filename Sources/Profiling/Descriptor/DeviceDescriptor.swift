import Measuring

/// What was measured of one operator at one stage's channels and resolution.
package struct OperatorProfile: Sendable, Hashable, Codable {
    /// The operator's published name.
    package let name: String
    /// Channels in and out.
    package let channels: Int
    /// Width and height in pixels.
    package let size: Int
    /// Its latency; nil where it could not be measured.
    package let latency: Measurement?
    /// Counts of one run, by counter name; what was not counted is absent.
    package let counters: [String: Double]
    /// Why something is missing; nil where nothing is.
    package let problem: String?

    fileprivate init(
        _ other: OperatorProfile, latency: Measurement, counters: [String: Double]
    ) {
        name = other.name
        channels = other.channels
        size = other.size
        self.latency = latency
        self.counters = counters
        problem = other.problem
    }

    /// Wraps measurements.
    package init(
        _ workload: OperatorWorkload, latency: Measurement?, counters: [String: Double],
        problem: String? = nil
    ) {
        name = workload.name
        channels = workload.channels
        size = workload.size
        self.latency = latency
        self.counters = counters
        self.problem = problem
    }
}

/// A device's hardware descriptor: latency and counters of every operator of the space in every
/// stage (MAPLE, section 3.2), with where they come from.
package struct DeviceDescriptor: Sendable, Hashable, Codable {
    /// The version of this format.
    package static let currentVersion = 1

    /// The version of the format.
    package let version: Int
    /// The data set whose resolutions were used.
    package let dataset: String
    /// Images a run.
    package let batch: Int
    /// The runner.
    package let runner: RunnerDescription
    /// The machine whose counters these are: for a GPU, its host.
    package let machine: MachineFacts
    /// Where the counters come from.
    package let counterSource: CounterSource
    /// Why these and no better ones.
    package let counterReason: String
    /// Counters that are missing, by name, with the reason.
    package let unavailableCounters: [String: String]
    /// Seconds since 1970.
    package let startedAt: Double
    /// `[stages × operators]`, in the space's order.
    package let operators: [OperatorProfile]

    /// Wraps measurements.
    package init(
        dataset: String, batch: Int, runner: RunnerDescription, machine: MachineFacts,
        counterSource: CounterSource, counterReason: String,
        unavailableCounters: [String: String] = [:], startedAt: Double,
        operators: [OperatorProfile]
    ) {
        version = Self.currentVersion
        self.dataset = dataset
        self.batch = batch
        self.runner = runner
        self.machine = machine
        self.counterSource = counterSource
        self.counterReason = counterReason
        self.unavailableCounters = unavailableCounters
        self.startedAt = startedAt
        self.operators = operators
    }

    /// Milliseconds of one run, `[stages × operators]`; nil where unknown.
    package var operatorLatencies: [Double?] { operators.map { $0.latency?.milliseconds } }

    /// Counts of one run, `[counters × operators]`, row-major; nil where unknown.
    package func counters(named names: [String] = CounterEvent.hardwareNames) -> [Double?] {
        names.flatMap { name in operators.map { $0.counters[name] } }
    }

    /// Every number by a name of its own. Counters of different sources have different names, since
    /// they can't be compared.
    package var entries: [String: Double] {
        var entries: [String: Double] = [:]
        for kind in operators {
            let place = "\(kind.name)@\(kind.channels)x\(kind.size)"
            entries["latency \(place)"] = kind.latency?.milliseconds
            for (name, count) in kind.counters {
                entries["\(counterSource.rawValue) \(name) \(place)"] = count
            }
        }
        return entries
    }

    /// The counters that it has of some operator.
    package var counterNames: Set<String> { Set(operators.flatMap(\.counters.keys)) }

    /// Why the distance to another descriptor would say nothing: counts of another source, or other
    /// counters. Nil where the two can be compared.
    package func obstacle(toComparing other: DeviceDescriptor) -> String? {
        if counterSource != other.counterSource {
            return "counters: \(counterSource.rawValue) and \(other.counterSource.rawValue)"
        }
        let single = counterNames.symmetricDifference(other.counterNames)
        guard !single.isEmpty else { return nil }
        return "counters of one alone: \(single.sorted().joined(separator: ", "))"
    }

    /// The same where the references beside the operators take so long at full speed; ticks of the
    /// time stamp counter follow, since they are latencies in another unit.
    package func scaled(to milliseconds: Double) -> DeviceDescriptor {
        let scaled = operators.map { kind -> OperatorProfile in
            guard let latency = kind.latency else { return kind }
            let other = latency.scaled(to: milliseconds)
            let factor = other.milliseconds / latency.milliseconds
            var counters = kind.counters
            if let ticks = counters[CounterEvent.timestampName] {
                counters[CounterEvent.timestampName] = ticks * factor
            }
            return OperatorProfile(kind, latency: other, counters: counters)
        }
        return DeviceDescriptor(
            dataset: dataset, batch: batch, runner: runner, machine: machine,
            counterSource: counterSource, counterReason: counterReason,
            unavailableCounters: unavailableCounters, startedAt: startedAt, operators: scaled)
    }
}
