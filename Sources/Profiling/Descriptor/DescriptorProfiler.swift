import Architectures
import Foundation
import Measuring

/// Measures a device's hardware descriptor through its runner.
package struct DescriptorProfiler {
    private let space: SearchSpace
    private let dataset: Dataset
    private let batch: Int
    private let timing: TimingProtocol
    private let request: CounterRequest
    private let simulator: SimulatorAvailability

    /// Plans a profile.
    /// - Parameters:
    ///   - simulator: What simulates the runner's operators, or why nothing does.
    package init(
        space: SearchSpace, dataset: Dataset, batch: Int = 1,
        timing: TimingProtocol = .perOperator(.standard),
        counters: CounterRequest = .auto,
        simulator: SimulatorAvailability = .unavailable("no simulator was given")
    ) {
        self.space = space
        self.dataset = dataset
        self.batch = batch
        self.timing = timing
        request = counters
        self.simulator = simulator
    }

    /// Measures all operators. An operator that fails is absent from the descriptor, with the reason.
    /// - Parameters:
    ///   - progress: Called before each operator with its number from 0, how many there are, and
    ///     what it is.
    ///   - paired: Measures an operator in turns with references; nil where they run alone.
    /// - Throws: ``RunnerError`` where the runner does not even start; ``CounterError`` where the
    ///   counters asked for by name are not there.
    package func profile(
        _ runner: RunnerProcess, machine: MachineFacts = .current(),
        progress: (Int, Int, OperatorWorkload) -> Void = { _, _, _ in },
        paired: ((Workload, TimingProtocol) throws -> Measuring.Measurement)? = nil
    ) throws -> DeviceDescriptor {
        let startedAt = Date().timeIntervalSince1970
        let description = try runner.describe()
        let choice = try chooseCounters(for: runner)
        let files = try WorkloadFiles(for: runner, space: space)
        let workloads = OperatorWorkload.all(of: space, for: dataset, batch: batch)
        var profiles: [OperatorProfile] = []
        for (index, workload) in workloads.enumerated() {
            progress(index, workloads.count, workload)
            let file = try files?.write(.operator(workload))
            let latency: Measuring.Measurement
            do {
                latency =
                    try paired?(.operator(workload), timing)
                    ?? runner.measure(.operator(workload), file: file, by: timing)
                // What is counted is the operator alone.
                if paired != nil, choice.counting != nil {
                    try runner.load(.operator(workload), file: file)
                }
            } catch {
                profiles.append(
                    OperatorProfile(workload, latency: nil, counters: [:], problem: "\(error)"))
                continue
            }
            profiles.append(
                profile(workload, latency: latency, on: runner, counting: choice.counting))
        }
        return DeviceDescriptor(
            dataset: dataset.name, batch: batch, runner: description, machine: machine,
            counterSource: choice.source, counterReason: choice.reason,
            unavailableCounters: choice.unavailable, startedAt: startedAt, operators: profiles)
    }

    private func profile(
        _ workload: OperatorWorkload, latency: Measuring.Measurement, on runner: RunnerProcess,
        counting: (any OperatorCounting)?
    ) -> OperatorProfile {
        guard let counting else {
            return OperatorProfile(workload, latency: latency, counters: [:])
        }
        do {
            let counters = try counting.count(workload, latency: latency, on: runner)
            return OperatorProfile(workload, latency: latency, counters: counters)
        } catch {
            return OperatorProfile(workload, latency: latency, counters: [:], problem: "\(error)")
        }
    }
}

// MARK: - The choice of counters

extension DescriptorProfiler {
    private struct Choice {
        var source: CounterSource
        var reason: String
        var counting: (any OperatorCounting)?
        var unavailable: [String: String] = [:]
    }

    /// The counters that were asked for, or the best that there are.
    private func chooseCounters(for runner: RunnerProcess) throws -> Choice {
        switch request {
        case .none:
            return Choice(source: .none, reason: "asked for by name")
        case .perf, .simulated, .software:
            var choice: Choice
            switch request {
            case .perf: choice = try perf(for: runner)
            case .simulated: choice = try simulated()
            default: choice = try software(for: runner)
            }
            choice.reason = "asked for by name; \(choice.reason)"
            return choice
        case .auto:
            var misses: [String] = []
            for attempt in [
                { try self.perf(for: runner) }, { try self.simulated() },
                { try self.software(for: runner) },
            ] {
                do {
                    var choice = try attempt()
                    choice.reason = (misses + [choice.reason]).joined(separator: "; ")
                    return choice
                } catch let error as CounterError {
                    misses.append("\(error)")
                }
            }
            return Choice(source: .none, reason: misses.joined(separator: "; "))
        }
    }

    private func perf(for runner: RunnerProcess) throws -> Choice {
        try checkIsHere(runner, for: .perf)
        let counting = PerfOperatorCounter(groups: CounterEvent.hardwareGroups)
        let group = try counting.attach(to: runner)
        guard group.available.contains("cycles"), group.available.contains("instructions") else {
            throw CounterError(source: .perf, reasons: group.unavailable)
        }
        return Choice(
            source: .perf, reason: "perf counts \(group.available.count) of 10 events",
            counting: counting, unavailable: group.unavailable)
    }

    private func checkIsHere(
        _ runner: RunnerProcess, for source: CounterSource
    ) throws(CounterError) {
        guard runner.isElsewhere else { return }
        throw CounterError(
            source: source,
            reason: "the runner is on another machine, whose counters are not read over a "
                + "connection: its descriptor is its operators' latencies")
    }

    private func simulated() throws -> Choice {
        switch simulator {
        case .unavailable(let reason):
            throw CounterError(source: .simulated, reason: reason)
        case .available(let simulator):
            return Choice(
                source: .simulated, reason: "simulated by \(simulator.summary)",
                counting: simulator)
        }
    }

    private func software(for runner: RunnerProcess) throws -> Choice {
        try checkIsHere(runner, for: .software)
        let counting = PerfOperatorCounter(
            groups: CounterEvent.software.map { [$0] },
            ticksPerMillisecond: TimestampCounter.ticksPerMillisecond())
        let group = try counting.attach(to: runner)
        guard group.available.contains("task-clock") else {
            throw CounterError(source: .software, reasons: group.unavailable)
        }
        return Choice(
            source: .software, reason: "the kernel counts \(group.available.count) of 4 events",
            counting: counting, unavailable: group.unavailable)
    }
}
