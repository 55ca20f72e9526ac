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
        /// The whole list up to so many times: in turns with references until a latency's standard
        /// error is small enough, all looks at a network counting together; alone until its two
        /// fastest latencies agree, the fastest counting.
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
        /// In milliseconds, of all runs that count together.
        var milliseconds: Double
        /// Of the latency, relative.
        var relativeError: Double
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
                let kept = try earlier()
                let due = architectures.filter { !isDone(kept[$0], round: round) }
                if round == 1 {
                    let isDue = Set(due)
                    state.outcome.knownNetworks = architectures.filter { !isDue.contains($0) }
                }
                let title = rounds > 1 ? "measuring, round \(round) of \(rounds)" : "measuring"
                try measure(due, title: title, &state) { kept[$0]?.milliseconds }
            }
        }
        do { try measurer.finish() } catch is RunnerError {
        } catch let error as StoreError where error.isAboutWriting {
            state.outcome.givenUp = state.outcome.givenUp ?? "\(error)"
        }
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
            _ architecture: Architecture, _ result: DeviceMeasurer.Outcome, earlier: Double?,
            isPaired: Bool
        ) {
            let change = earlier.map { result.measurement.milliseconds / $0 - 1 }
            guard let position = positions[architecture] else {
                positions[architecture] = outcome.measured.count
                outcome.measured.append(
                    Measured(
                        architecture: architecture, measurement: result.measurement,
                        milliseconds: result.milliseconds, relativeError: result.relativeError,
                        earlier: earlier, change: change))
                return
            }
            outcome.measured[position].change = change
            if isPaired || result.milliseconds < outcome.measured[position].milliseconds {
                outcome.measured[position].measurement = result.measurement
                outcome.measured[position].milliseconds = result.milliseconds
                outcome.measured[position].relativeError = result.relativeError
            }
        }
    }

    /// What is known of a network.
    private struct Earlier {
        var milliseconds: Double
        var looks: Int
        /// Whether another look would tell nothing more.
        var isSettled: Bool
    }

    /// What is known of the networks of the list, of those that are the same graph together where
    /// that counts.
    private func earlier() throws -> [Architecture: Earlier] {
        measurer.isPaired ? try pairedEarlier() : try unpairedEarlier()
    }

    private func pairedEarlier() throws -> [Architecture: Earlier] {
        let errors = try bench.store.relativeErrors(of: measurer.device.name)
        let looks = try bench.store.lookCounts(of: measurer.device.name)
        let table = try bench.latencyTable(of: measurer.device.name)
        var known: [Architecture: Earlier] = [:]
        for architecture in architectures {
            let same = every ? [architecture] : bench.space.labellings(of: architecture)
            guard let own = same.first(where: { looks[$0] != nil }), let milliseconds = table?[own]
            else { continue }
            let count = looks[own] ?? 0
            known[architecture] = Earlier(
                milliseconds: milliseconds, looks: count,
                isSettled: count > 1 && errors[own] ?? .infinity <= DeviceMeasurer.enough)
        }
        return known
    }

    private func unpairedEarlier() throws -> [Architecture: Earlier] {
        let all = try bench.store.measuredLatencies(of: measurer.device.name)
        var known: [Architecture: Earlier] = [:]
        for architecture in architectures {
            let same = every ? [architecture] : bench.space.labellings(of: architecture)
            let latencies = same.compactMap { all[$0] }.flatMap(\.self).sorted()
            guard let fastest = latencies.first else { continue }
            known[architecture] = Earlier(
                milliseconds: fastest, looks: latencies.count,
                isSettled: latencies.count > 1
                    && latencies[1] / fastest - 1 <= DeviceMeasurer.agreement)
        }
        return known
    }

    /// Whether a network need not be measured in a round.
    private func isDone(_ known: Earlier?, round: Int) -> Bool {
        guard let known else { return false }
        return known.looks >= round || known.isSettled
    }

    private func left(_ outcome: Outcome) throws -> Int {
        guard case .rounds(let rounds) = repeating else {
            return architectures.count - outcome.measured.count
        }
        let kept = try earlier()
        return architectures.count { !isDone(kept[$0], round: rounds) }
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
            do {
                let result =
                    if repeating != .again, let earlier {
                        try measurer.look(at: architecture, earlier: earlier)
                    } else {
                        try measurer.measure(
                            architecture, replacing: repeating == .again ? .always : .never)
                    }
                failuresInARow = 0
                if result.counts || earlier != nil || repeating == .again {
                    state.add(
                        architecture, result, earlier: earlier, isPaired: measurer.isPaired)
                } else {
                    // Another process works off the same list: meet it in the middle.
                    state.outcome.knownNetworks.append(architecture)
                    queue = ArraySlice(queue.reversed())
                }
            } catch let error as StoreError where error.isAboutWriting {
                // What was measured before is said, whatever became of the disk.
                state.outcome.givenUp = "\(error)"
                break
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
        case .couldNotStart, .wrongProtocol, .needsFile: true
        default: false
        }
    }
}
