import Architectures
import CSystemShims
import Foundation

extension RunnerProcess {
    /// Loads and measures one workload under a protocol, alone.
    /// - Parameter file: Its file, for runners that take nothing else.
    /// - Throws: ``RunnerError``; the next measurement is not affected.
    package func measure(
        _ workload: Workload, file: WorkloadFile? = nil,
        by timing: TimingProtocol = TimingProtocol()
    ) throws(RunnerError) -> Measurement {
        try load(workload, file: file)
        return try timing.measure(
            timerStep: Self.timerStep, startedAt: Date().timeIntervalSince1970
        ) { (runs: Int) throws(RunnerError) in try measure(runs: runs) }
    }

    /// Milliseconds of the smallest step of this machine's clock.
    static let timerStep = Double(shim_clock_step_nanoseconds()) / 1e6
}

/// Measures workloads in turns with references, which stay loaded beside them.
package final class PairedTimer {
    /// A network that others are compared with, and its file where the runner takes nothing else.
    package struct Reference {
        let workload: Workload
        let file: WorkloadFile?

        /// Describes a reference.
        package init(_ workload: Workload, file: WorkloadFile? = nil) {
            self.workload = workload
            self.file = file
        }
    }

    private let runner: RunnerProcess
    private let references: [Reference]
    private var generator = SeededGenerator(seed: 0)

    /// Milliseconds that one request may be expected to take.
    private static let millisecondsOfRequest = 1_000.0
    /// Turns that are warmed up with, at a time.
    private static let warmupTurns = 2
    /// Another batch of the warm-up follows where the latest was faster by more than this fraction.
    private static let fall = 0.1
    /// Turns between two looks at the standard error.
    private static let turnsBetweenLooks = 10
    private static let networkHandle = "network"

    /// Prepares to measure; nothing is loaded yet.
    package init(_ runner: RunnerProcess, references: [Reference]) {
        precondition(!references.isEmpty, "a pair has a reference")
        self.runner = runner
        self.references = references
    }

    /// What was measured; it becomes a latency by a scale.
    package struct Outcome {
        /// The counted runs.
        package let runs: PairedRuns
        /// All of them, in their order.
        package let every: TurnRuns
        fileprivate let warmupRuns: Int
        fileprivate let firstRunMilliseconds: Double?
        fileprivate let startedAt: Double
        fileprivate let probe: Double?
        fileprivate let isPrecise: Bool

        /// The latency where the references take so many milliseconds at full speed.
        package func measurement(scale milliseconds: Double) -> Measurement {
            var warnings: [MeasurementWarning] = []
            if LatencyStatistics.median(runs.network.map { Double($0) }) < 100
                * RunnerProcess.timerStep
            {
                warnings.append(.tooFastForTimer)
            }
            if !isPrecise { warnings.append(.notConverged) }
            return Measurement(
                samples: runs.network, warmupRuns: warmupRuns,
                firstRunMilliseconds: firstRunMilliseconds, startedAt: startedAt,
                warnings: warnings, statistic: .paired,
                pairing: .init(
                    references: runs.references, scaleMilliseconds: milliseconds,
                    probeNanoseconds: probe, every: every))
        }
    }

    /// Loads a workload and measures it in turns with the references.
    /// - Throws: ``RunnerError``; the next measurement is not affected.
    package func measure(
        _ workload: Workload, file: WorkloadFile? = nil, by timing: TimingProtocol
    ) throws(RunnerError) -> Outcome {
        try loadReferences()
        try runner.load(workload, file: file, as: Self.networkHandle)
        let startedAt = Date().timeIntervalSince1970
        let probe = runner.speedProbe
        let warmup = try warmUp(timing)
        var taken = Taken(millisecondsOfTurn: warmup.ofTurn)
        var isPrecise = true
        switch timing.runs {
        case .fixed(let turns): try run(turns, into: &taken)
        case .untilStandardError(let target, let minimum, let maximum):
            var next = max(minimum, 2)
            repeat {
                try run(min(next, max(1, maximum - taken.turns)), into: &taken)
                next = Self.turnsBetweenLooks
                isPrecise =
                    taken.runs?.counted.map { PairedRatio([$0]).relativeError <= target } ?? false
            } while !isPrecise && taken.turns < maximum
                && taken.spent < timing.timeLimitMilliseconds
        }
        guard let every = taken.runs, let runs = every.counted else {
            throw runner.failure(.nothingLoaded)
        }
        return Outcome(
            runs: runs, every: every, warmupRuns: warmup.runs, firstRunMilliseconds: warmup.first,
            startedAt: startedAt, probe: probe, isPrecise: isPrecise)
    }

    private func loadReferences() throws(RunnerError) {
        for (position, reference) in references.enumerated() {
            let handle = Self.handle(position)
            guard !runner.holds(handle) else { continue }
            try runner.load(reference.workload, file: reference.file, as: handle)
        }
    }

    private static func handle(_ position: Int) -> String { "reference \(position + 1)" }

    private var handles: [String] { references.indices.map(Self.handle) + [Self.networkHandle] }

    /// Runs so far.
    private struct Taken {
        var runs: TurnRuns?
        var spent = 0.0
        var millisecondsOfTurn: Double

        var turns: Int { runs?.turns ?? 0 }
    }

    /// Makes so many turns, as many in one request as it may take.
    private func run(_ turns: Int, into taken: inout Taken) throws(RunnerError) {
        var left = turns
        while left > 0 {
            let fitting = Self.millisecondsOfRequest / max(taken.millisecondsOfTurn, 1e-3)
            let count = min(left, max(1, Int(min(fitting, 1e4))))
            let order = TurnOrder(turns: count, of: references.count + 1, using: &generator)
            let times = try runner.interleave(handles, order: order.positions)
            let spent = times.reduce(0, +)
            taken.spent += spent
            taken.millisecondsOfTurn = spent / Double(count)
            guard let runs = order.runs(times) else { throw runner.failure(.nothingLoaded) }
            taken.runs = taken.runs == nil ? runs : taken.runs?.appending(runs)
            left -= count
        }
    }

    /// Runs until the network's latencies fall no more.
    private func warmUp(
        _ timing: TimingProtocol
    ) throws(RunnerError) -> (runs: Int, first: Double?, ofTurn: Double) {
        var batches: [[Double]] = []
        var ofTurn = 0.0
        var isFalling = true
        while isFalling, batches.count < max(1, timing.mostWarmupBatches) {
            let turns = Self.warmupTurns
            let order = TurnOrder(turns: turns, of: references.count + 1, using: &generator)
            let times = try runner.interleave(handles, order: order.positions)
            let own = zip(order.positions, times).filter { $0.0 == references.count }.map(\.1)
            ofTurn = times.reduce(0, +) / Double(turns)
            if let last = batches.last?.min(), let now = own.min() {
                isFalling = now < (1 - Self.fall) * last
            }
            batches.append(own)
        }
        return (batches.reduce(0) { $0 + $1.count }, batches.first?.first, ofTurn)
    }
}
