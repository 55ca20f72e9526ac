import Architectures
import Foundation
import Profiling
import TabularStore

/// Measures a list of networks, and says how far it came.
struct MeasureJob {
    let bench: Workbench
    let measurer: DeviceMeasurer
    let architectures: [Architecture]
    /// What is measured although it has a latency.
    let repeating: Repeating
    /// Whether networks that are the same graph are measured one by one.
    let every: Bool

    /// What is measured although it has a latency.
    enum Repeating: Equatable {
        /// Everything, once; the new latency counts.
        case again
        /// The whole list up to so many times, until the two fastest latencies of a network agree;
        /// the fastest counts.
        case rounds(Int)
    }

    /// A network that could not be measured.
    struct Failed: Encodable {
        let index: Int
        let error: String
    }

    /// A network that was.
    struct Measured {
        let architecture: Architecture
        /// The one that counts, of those made now.
        var measurement: Profiling.Measurement
        /// The latency that it had before.
        let earlier: Double?
        /// How far the newest measurement is from what counted before it, relative.
        var change: Double?
    }

    /// What came of it.
    struct Outcome {
        var measured: [Measured] = []
        /// Networks that had been measured before.
        var knownNetworks: [Architecture] = []
        var known: Int { knownNetworks.count }
        var failed: [Failed] = []
        var isInterrupted = false
        /// Why the rest was not tried.
        var givenUp: String?
        var seconds = 0.0
        /// What is still to be done, the failed ones included.
        var left = 0
    }

    /// After so many failures in a row the rest is not tried.
    private static let mostFailuresInARow = 5
    /// The share of the networks that are put off to the end where the cores were slow.
    private static let mostPutOff = 0.2

    /// Measures until all are, the user interrupts, or the runner is not usable.
    /// - Throws: `StoreError` where what was measured can't be kept.
    func run() throws -> Outcome {
        Console.catchInterrupts()
        let clock = ContinuousClock.now
        var state = State()
        switch repeating {
        case .again:
            let table = try bench.latencyTable(of: measurer.device.name)
            try measure(architectures, title: "measuring", &state) { table?[$0] }
        case .rounds(let rounds):
            for round in 1...rounds where !state.isEnded {
                // What failed before is tried again.
                state.outcome.failed = []
                let kept = try latencies()
                let due = architectures.filter { !isDone(kept[$0] ?? [], round: round) }
                if round == 1 {
                    let isDue = Set(due)
                    state.outcome.knownNetworks = architectures.filter { !isDue.contains($0) }
                }
                let title = rounds > 1 ? "measuring, round \(round) of \(rounds)" : "measuring"
                try measure(due, title: title, &state) { kept[$0]?.first }
            }
        }
        do { try measurer.finish() } catch is RunnerError {}
        var outcome = state.outcome
        outcome.left = try left(outcome)
        outcome.knownNetworks.removeAll(where: state.isNew)
        outcome.seconds = (ContinuousClock.now - clock) / .seconds(1)
        return outcome
    }

    /// What one round leaves for the next.
    private struct State {
        var outcome = Outcome()
        var isEnded: Bool { outcome.isInterrupted || outcome.givenUp != nil }
        private var positions: [Architecture: Int] = [:]

        func isNew(_ architecture: Architecture) -> Bool { positions[architecture] != nil }

        mutating func add(
            _ architecture: Architecture, _ measurement: Profiling.Measurement, earlier: Double?
        ) {
            let change = earlier.map { measurement.milliseconds / $0 - 1 }
            guard let position = positions[architecture] else {
                positions[architecture] = outcome.measured.count
                outcome.measured.append(
                    Measured(
                        architecture: architecture, measurement: measurement, earlier: earlier,
                        change: change))
                return
            }
            outcome.measured[position].change = change
            if measurement.milliseconds < outcome.measured[position].measurement.milliseconds {
                outcome.measured[position].measurement = measurement
            }
        }
    }

    /// The latencies of each network of the list, the fastest first, of those that are the same
    /// graph together where that counts.
    private func latencies() throws -> [Architecture: [Double]] {
        let all = try bench.store.measuredLatencies(of: measurer.device.name)
        guard !every else { return all }
        var latencies: [Architecture: [Double]] = [:]
        for architecture in architectures {
            let same = bench.space.labellings(of: architecture).compactMap { all[$0] }
            latencies[architecture] = same.count < 2 ? same.first : same.joined().sorted()
        }
        return latencies
    }

    /// Whether a network need not be measured in a round.
    private func isDone(_ latencies: [Double], round: Int) -> Bool {
        guard latencies.count < round else { return true }
        return latencies.count > 1
            && latencies[1] / latencies[0] - 1 <= DeviceMeasurer.agreement
    }

    private func left(_ outcome: Outcome) throws -> Int {
        guard case .rounds(let rounds) = repeating else {
            return architectures.count - outcome.measured.count
        }
        let kept = try latencies()
        return architectures.count { !isDone(kept[$0] ?? [], round: rounds) }
    }

    /// Measures each network once.
    private func measure(
        _ architectures: [Architecture], title: String, _ state: inout State,
        earlier: (Architecture) -> Double?
    ) throws {
        var progress = Progress(
            title: title, total: architectures.count, isShown: !bench.options.quiet)
        defer { progress.finish() }
        var queue = architectures[...]
        var done = 0
        var failuresInARow = 0
        var putOff: Set<Architecture> = []
        let mostPutOff = max(1, Int(Self.mostPutOff * Double(architectures.count)))
        while let architecture = queue.popFirst() {
            if Console.isInterrupted {
                state.outcome.isInterrupted = true
                break
            }
            let earlier = earlier(architecture)
            if try repeating != .again && earlier == nil
                && measurer.isMeasured(architecture, every: every)
            {
                state.outcome.knownNetworks.append(architecture)
                progress.skip()
                done += 1
                continue
            }
            let replacing: DeviceMeasurer.Replacing =
                repeating == .again ? .always : earlier.map { .ifFaster(than: $0) } ?? .never
            do {
                let isLastTry = putOff.contains(architecture) || putOff.count >= mostPutOff
                let result =
                    isLastTry
                    ? try measurer.measure(architecture, replacing: replacing)
                    : try measurer.measureIfQuiet(architecture, replacing: replacing)
                failuresInARow = 0
                guard let result else {
                    putOff.insert(architecture)
                    queue.append(architecture)
                    continue
                }
                if result.counts || earlier != nil || repeating == .again {
                    state.add(architecture, result.measurement, earlier: earlier)
                } else {
                    // Another process works off the same list: meet it in the middle.
                    state.outcome.knownNetworks.append(architecture)
                    queue = ArraySlice(queue.reversed())
                }
            } catch let error as RunnerError {
                failuresInARow += 1
                let index = bench.space.publishedIndex(of: architecture)
                progress.finish()
                bench.options.note("index \(index): \(error)")
                state.outcome.failed.append(Failed(index: index, error: "\(error)"))
                if failuresInARow >= Self.mostFailuresInARow || error.isFinal {
                    state.outcome.givenUp =
                        error.isFinal
                        ? "the runner could not be started"
                        : "\(failuresInARow) networks in a row could not be measured"
                    break
                }
            }
            done += 1
            progress.update(done)
        }
    }
}

extension RunnerError {
    /// Whether trying again is no use.
    var isFinal: Bool {
        switch reason {
        case .couldNotStart, .wrongProtocol, .needsONNX: true
        default: false
        }
    }
}
