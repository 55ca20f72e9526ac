import Architectures
import Foundation
import Measuring
import TabularStore

/// Measures a list of networks, and says how far it came.
package struct MeasureJob {
    package let workspace: Workspace
    package let measurer: DeviceMeasurer
    package let architectures: [Architecture]
    /// What is measured although it has a latency.
    package let repeating: Repeating
    /// Whether networks that are the same graph are measured one by one.
    package let every: Bool

    /// Gathers it.
    package init(
        workspace: Workspace, measurer: DeviceMeasurer, architectures: [Architecture],
        repeating: Repeating, every: Bool
    ) {
        self.workspace = workspace
        self.measurer = measurer
        self.architectures = architectures
        self.repeating = repeating
        self.every = every
    }

    /// What is measured although it has a latency.
    package enum Repeating: Equatable {
        /// Everything, once; the new latency counts.
        case again
        /// The whole list up to so many times: in turns with references until a latency's standard
        /// error is small enough, all trials of a network counting together; alone until its two
        /// fastest latencies agree, the fastest counting.
        case rounds(Int)
    }

    /// A network that could not be measured.
    package struct Failed: Encodable {
        package let index: Int
        package let error: String
    }

    /// A network that was.
    package struct Measured {
        package let architecture: Architecture
        /// The one that counts, of those made now.
        package var measurement: Measuring.Measurement
        /// In milliseconds, of all runs that count together.
        package var milliseconds: Double
        /// Of the latency, relative.
        package var relativeError: Double
        /// The latency that it had before.
        package let earlier: Double?
        /// How far the newest measurement is from what counted before it, relative.
        package var change: Double?
    }

    /// What came of it.
    package struct Outcome {
        package var measured: [Measured] = []
        /// Networks that had been measured before.
        package var knownNetworks: [Architecture] = []
        package var known: Int { knownNetworks.count }
        package var failed: [Failed] = []
        package var isInterrupted = false
        /// Why the rest was not tried.
        package var givenUp: String?
        package var seconds = 0.0
        /// What is still to be done, the failed ones included.
        package var left = 0
    }

    /// After so many failures in a row the rest is not tried.
    private static let mostFailuresInARow = 5

    /// Measures until all are, the user interrupts, or the runner is not usable.
    /// - Throws: `StoreError` where what was measured can't be kept.
    package func run() throws -> Outcome {
        workspace.hooks.announceStopping()
        let clock = ContinuousClock.now
        var state = State()
        switch repeating {
        case .again:
            let table = try workspace.latencyTable(of: measurer.device.name)
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
            state.outcome.givenUp = state.outcome.givenUp ?? workspace.program.explain(error)
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
        var trials: Int
        /// Whether another trial would tell nothing more.
        var isSettled: Bool
    }

    /// What is known of the networks of the list, of those that are the same graph together where
    /// that counts.
    private func earlier() throws -> [Architecture: Earlier] {
        measurer.isPaired ? try pairedEarlier() : try unpairedEarlier()
    }

    private func pairedEarlier() throws -> [Architecture: Earlier] {
        let errors = try workspace.store.relativeErrors(of: measurer.device.name)
        let trials = try workspace.store.trialCounts(of: measurer.device.name)
        let table = try workspace.latencyTable(of: measurer.device.name)
        var known: [Architecture: Earlier] = [:]
        for architecture in architectures {
            let same = every ? [architecture] : workspace.space.labellings(of: architecture)
            guard let own = same.first(where: { trials[$0] != nil }), let milliseconds = table?[own]
            else { continue }
            let count = trials[own] ?? 0
            known[architecture] = Earlier(
                milliseconds: milliseconds, trials: count,
                isSettled: count > 1 && errors[own] ?? .infinity <= DeviceMeasurer.enough)
        }
        return known
    }

    private func unpairedEarlier() throws -> [Architecture: Earlier] {
        let all = try workspace.store.measuredLatencies(of: measurer.device.name)
        var known: [Architecture: Earlier] = [:]
        for architecture in architectures {
            let same = every ? [architecture] : workspace.space.labellings(of: architecture)
            let latencies = same.compactMap { all[$0] }.flatMap(\.self).sorted()
            guard let fastest = latencies.first else { continue }
            known[architecture] = Earlier(
                milliseconds: fastest, trials: latencies.count,
                isSettled: latencies.count > 1
                    && latencies[1] / fastest - 1 <= DeviceMeasurer.agreement)
        }
        return known
    }

    /// Whether a network need not be measured in a round.
    private func isDone(_ known: Earlier?, round: Int) -> Bool {
        guard let known else { return false }
        return known.trials >= round || known.isSettled
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
        var progress = workspace.hooks.begin(title, total: architectures.count)
        defer { progress.finish() }
        var queue = architectures[...]
        var done = 0
        var failuresInARow = 0
        while let architecture = queue.popFirst() {
            if workspace.hooks.isCancelled() {
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
                        try measurer.trial(of: architecture, earlier: earlier)
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
                state.outcome.givenUp = workspace.program.explain(error)
                break
            } catch let error as RunnerError {
                failuresInARow += 1
                let index = workspace.space.publishedIndex(of: architecture)
                let words = workspace.program.explain(error)
                workspace.note("index \(index): \(words)")
                state.outcome.failed.append(Failed(index: index, error: words))
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
    package var isFinal: Bool {
        switch reason {
        case .couldNotStart, .wrongProtocol, .needsFile, .foreignSpace: true
        default: false
        }
    }
}
