import Measuring

/// Counts of single operator runs, from one source.
protocol OperatorCounting {
    /// Counts of one run of the operator that the runner has loaded; what can't be counted is absent.
    /// - Parameter latency: The operator's, measured just before.
    func count(
        _ workload: OperatorWorkload, latency: Measurement, on runner: RunnerProcess
    ) throws -> [String: Double]
}

/// Counts what a runner's process does while it measures.
///
/// A request to measure costs counts of its own. It is made twice, for one run and for one run more
/// than are counted, and the difference is what the runs took.
final class PerfOperatorCounter: OperatorCounting {
    private let groups: [[CounterEvent]]
    private let ticksPerMillisecond: Double?
    private let runs: Int
    private let repeats: Int
    private var attached: PerfEventGroup?

    /// - Parameters:
    ///   - ticksPerMillisecond: Where given, the time stamp counter's ticks of a run are added.
    ///   - runs: Runs that are counted together.
    ///   - repeats: How often, of which the median is taken.
    init(
        groups: [[CounterEvent]], ticksPerMillisecond: Double? = nil, runs: Int = 25,
        repeats: Int = 3
    ) {
        self.groups = groups
        self.ticksPerMillisecond = ticksPerMillisecond
        self.runs = runs
        self.repeats = repeats
    }

    /// Counters of the runner's present process.
    func attach(to runner: RunnerProcess) throws(RunnerError) -> PerfEventGroup {
        _ = try runner.describe()
        let process = try runner.runningProcessID()
        if let attached, attached.processID == process { return attached }
        let group = PerfEventGroup(groups: groups, processID: process)
        attached = group
        return group
    }

    func count(
        _ workload: OperatorWorkload, latency: Measurement, on runner: RunnerProcess
    ) throws -> [String: Double] {
        let group = try attach(to: runner)
        var differences: [String: [Double]] = [:]
        for _ in 0..<repeats {
            let start = group.snapshot()
            _ = try runner.measure(runs: 1)
            let middle = group.snapshot()
            _ = try runner.measure(runs: 1 + runs)
            let end = group.snapshot()
            let alone = middle.counts(since: start)
            for (name, count) in end.counts(since: middle) {
                guard let overhead = alone[name] else { continue }
                differences[name, default: []].append(max(0, count - overhead) / Double(runs))
            }
        }
        var counts = differences.filter { $0.value.count == repeats }
            .mapValues { LatencyStatistics.median($0) }
        if let ticksPerMillisecond {
            counts[CounterEvent.timestampName] = latency.milliseconds * ticksPerMillisecond
        }
        return counts
    }
}
