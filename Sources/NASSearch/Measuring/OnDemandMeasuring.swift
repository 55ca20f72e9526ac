import Architectures
import Foundation
import LatencyPrediction
import Measuring
import PlainText
import Profiling
import TabularStore

/// Measures what a command needs of a device of this machine, as it needs it. What was measured is
/// in the store at once, and is not measured again.
package final class OnDemandMeasuring {
    package let device: LocalDevice
    private let workspace: Workspace
    private let measurer: DeviceMeasurer
    /// Networks that were measured by this object.
    package private(set) var measuredNow = 0
    /// How long each part of the work took, in order.
    package private(set) var phases: [(name: String, seconds: Double)] = []

    /// Prepares to measure; nothing is started yet.
    /// - Parameter workspace: Open for writing.
    /// - Throws: ``RequestError`` where the store can't be written.
    package init(workspace: Workspace, device: LocalDevice) throws {
        guard workspace.canRecord else {
            throw RequestError.storeNotWritable(
                device: device.name, path: workspace.store.path)
        }
        self.workspace = workspace
        self.device = device
        measurer = try DeviceMeasurer(
            device, store: workspace.store, timing: Self.timing(device.setup), isRepeating: true)
    }

    /// In turns until the standard error is small; alone 50 runs of a network, as published latencies
    /// are means of.
    private static func timing(_ setup: MeasuringSetup) -> TimingProtocol {
        setup.isPaired
            ? TimingProtocol(
                runs: .untilStandardError(
                    DeviceMeasurer.enough, minimum: turnsOfTrial, maximum: mostTurnsOfTrial),
                timeLimitMilliseconds: 1_000, statistic: .paired)
            : TimingProtocol(statistic: setup.statistic)
    }

    private static let turnsOfTrial = 30
    private static let mostTurnsOfTrial = 120
    /// Trials of a sample in turns, two at least: they are seconds apart.
    private static let trialsOfSample = 2
    private static let mostTrialsOfSample = 4

    /// Ends the runner.
    package func finish() throws {
        do { try measurer.finish() } catch is RunnerError {}
    }

    /// Does a part of the work and notes how long it took.
    package func timed<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        defer { phases.append((name, (ContinuousClock.now - start) / .seconds(1))) }
        return try body()
    }

    /// Measures the latencies of the operators, and what the kernel counts, unless the device has a
    /// descriptor.
    /// - Throws: ``RequestError``, `StoreError`.
    package func profileUnlessKnown() throws {
        guard try StoredDescriptor.stored(for: device.name, on: workspace) == nil else { return }
        let profiling = DeviceProfiling(workspace: workspace, device: device)
        do {
            _ = try timed("profile") {
                do {
                    return try profiling.profile(.software)
                } catch is CounterError {
                    return try profiling.profile(.none)
                }
            }
        } catch let error as RunnerError {
            throw RequestError.unusableRunner(
                reason: workspace.program.explain(error), remedy: nil)
        }
    }

    /// The networks to fit a predictor to, measured.
    /// - Parameter named: The networks, where it was said which.
    /// - Returns: Nil where the device has a whole table, from which samples are taken as from a
    ///   published one.
    /// - Throws: ``RequestError``, ``Cancelled``, `StoreError`.
    package func samples(
        _ count: Int?, named: [Architecture]? = nil, sampling: SamplingStrategy, seed: UInt64,
        choice: EstimatorChoice?
    ) throws -> [Architecture]? {
        let table = try workspace.latencyTable(of: device.name)
        if let table, workspace.isWhole(table) { return nil }
        let known = try workspace.store.measuredArchitectures(of: device.name).sorted()
        let entry = try choice?.entry(on: workspace)
        let wanted =
            try named
            ?? picks(
                count, standard: max(SamplingStrategy.standardCount, entry?.minimumSamples ?? 0),
                known: known, sampling: sampling, seed: seed)
        let references =
            entry?.referenceIndices.compactMap(workspace.space.architecture(publishedIndex:)) ?? []
        let missing = try (wanted + references).filter {
            try !measurer.isMeasured($0, every: false)
        }
        if !missing.isEmpty {
            try timed(NumberFormat.count(missing.count, of: "sample")) { try measure(missing) }
        }
        return try wanted.filter { try measurer.isMeasured($0, every: false) }
    }

    /// Some of what is known where that is enough, else the ones that tell most of the whole space.
    private func picks(
        _ count: Int?, standard: Int, known: [Architecture], sampling: SamplingStrategy,
        seed: UInt64
    ) throws -> [Architecture] {
        let space = workspace.space
        let selector = SampleSelector(features: CellFeatures(space: space))
        var generator = SeededGenerator(seed: seed)
        if count == nil, known.count >= standard { return known }
        let number = count ?? standard
        let all = space.architectures.filter { space.canonical($0) == $0 }
        do {
            let picked = try selector.pick(number, by: sampling, among: all, using: &generator)
            // What an equal command took is taken again, however much was measured since.
            if number <= known.count, !Set(picked).isSubset(of: known) {
                return try selector.pick(number, by: sampling, among: known, using: &generator)
            }
            guard count == nil else { return picked }
            return picked + known.filter { !picked.contains($0) }
        } catch let error as LatencyPredictionError {
            throw RequestError.unpickable(samples: number, reason: error)
        }
    }

    private func measure(_ architectures: [Architecture]) throws {
        workspace.hooks.announceStopping()
        var progress = workspace.hooks.begin(
            "measuring samples", total: 2 * architectures.count)
        defer { progress.finish() }
        var failure: RunnerError?
        var failures = 0
        var outcomes: [Architecture: DeviceMeasurer.Outcome] = [:]
        for (position, architecture) in architectures.enumerated() {
            try stopIfInterrupted()
            do {
                outcomes[architecture] = try measurer.measure(architecture)
                measuredNow += 1
            } catch let error as RunnerError {
                failure = error
                failures += 1
                workspace.note(
                    "index \(workspace.space.publishedIndex(of: architecture)): "
                        + workspace.program.explain(error))
                if error.isFinal || 2 * failures > architectures.count { break }
            }
            progress.update(position + 1)
        }
        if let failure, failure.isFinal || 2 * failures > architectures.count {
            throw MeasuringError(
                "\(failures) of \(architectures.count) samples could not be measured; the last "
                    + "reason: \(workspace.program.explain(failure))")
        }
        try tryAgain(at: architectures, &outcomes, progress: &progress)
        try measurer.refreshScale()
    }

    /// Measures all of them in turn until each is known well enough: time passes between two trials of
    /// one, so that what lasts for seconds shows.
    private func tryAgain(
        at architectures: [Architecture],
        _ outcomes: inout [Architecture: DeviceMeasurer.Outcome], progress: inout TrackedWork
    ) throws {
        let most = measurer.isPaired ? Self.mostTrialsOfSample : DeviceMeasurer.mostRounds
        var open = architectures
        for round in 1..<most where !open.isEmpty {
            var left: [Architecture] = []
            for (position, architecture) in open.enumerated() {
                try stopIfInterrupted()
                progress.update(
                    2 * architectures.count - (left.count + open.count - position))
                guard let before = outcomes[architecture], before.counts else { continue }
                do {
                    let next = try measurer.trial(of: architecture, earlier: before.milliseconds)
                    let isEnough =
                        measurer.isSettled(next, after: before.milliseconds)
                        && (!measurer.isPaired || round + 1 >= Self.trialsOfSample)
                    outcomes[architecture] =
                        measurer.isPaired || next.counts ? next : before
                    if !isEnough { left.append(architecture) }
                } catch let error as RunnerError {
                    workspace.note(
                        "index \(workspace.space.publishedIndex(of: architecture)): "
                            + workspace.program.explain(error))
                }
            }
            open = left
        }
    }

    /// The latency of a network: the one in the store, else measured now; nil where it can't be
    /// measured, with a note.
    /// - Throws: ``Cancelled``, `StoreError`.
    package func latency(of architecture: Architecture) throws -> Double? {
        if let known = try workspace.latencyTable(of: device.name)?[architecture] { return known }
        try stopIfInterrupted()
        do {
            var outcome = try measurer.measure(architecture)
            measuredNow += 1
            guard !measurer.isPaired else { return outcome.milliseconds }
            for _ in 1..<DeviceMeasurer.mostRounds {
                let before = outcome.milliseconds
                let next = try measurer.trial(of: architecture, earlier: before)
                if next.counts { outcome = next }
                if measurer.isSettled(next, after: before) { break }
            }
            return outcome.milliseconds
        } catch let error as RunnerError {
            workspace.note(
                "index \(workspace.space.publishedIndex(of: architecture)): "
                    + workspace.program.explain(error))
            return nil
        }
    }

    private func stopIfInterrupted() throws {
        if workspace.hooks.isCancelled() { throw Cancelled.measuring(networks: measuredNow) }
    }

    /// Notes how long everything took and what was remarkable.
    package func noteOutcome() {
        let parts = phases.map {
            "\($0.name) \(String(format: $0.seconds < 10 ? "%.1f" : "%.0f", $0.seconds)) s"
        }
        let total = phases.reduce(0) { $0 + $1.seconds }
        if !parts.isEmpty {
            workspace.note(
                "time: \(parts.joined(separator: ", ")); together "
                    + String(format: "%.1f s", total))
        }
        if let summary = measurer.hostSummary { workspace.note(summary) }
        for line in measurer.tally.lines { workspace.warn(line) }
    }
}

extension OnDemandMeasuring {
    /// A source of samples that are measured one after the other.
    /// - Parameter features: The space and its counts.
    package func sampleSource(
        sampling: SamplingStrategy, seed: UInt64, features: CellFeatures
    ) -> SampleSource {
        let space = workspace.space
        let all = space.architectures.filter { space.canonical($0) == $0 }
        let connected = all.filter { !features.isDisconnected[$0.code] }
        let selector = SampleSelector(features: features)
        return SampleSource(
            available: connected.count, advisable: sampling == .adaptive ? connected : [],
            next: { count, before in
                var generator = SeededGenerator(seed: seed)
                let taken = Set(before.map(\.architecture))
                let picked = try selector.pick(
                    before.count + count, by: sampling, among: connected, using: &generator)
                return Array(picked.filter { !taken.contains($0) }.prefix(count))
            },
            measure: { [self] architecture in
                let start = ContinuousClock.now
                guard let milliseconds = try latency(of: architecture) else {
                    throw MeasuringError(
                        "a sample could not be measured; what was measured before is kept")
                }
                return SampleSource.Measurement(
                    sample: try workspace.latencyErrors(of: device.name)
                        .sample(architecture, milliseconds),
                    seconds: (ContinuousClock.now - start) / .seconds(1))
            })
    }
}

extension Workspace {
    /// Measures the samples that a request needs, where the device is of this machine and nothing
    /// else says which they are.
    /// - Throws: ``RequestError``, ``Cancelled``, `StoreError`.
    package func measureSamples(for request: inout EstimatorRequest) throws {
        guard let local = request.device.local, request.choice?.needsSamples ?? true else { return }
        let hasAdaptation = try AdaptationRecord.stored(for: request.device.name, on: self) != nil
        let isOpen =
            request.samples == nil && request.sampled == nil && request.pool == nil
        if isOpen, hasAdaptation { return }
        if let table = try latencyTable(of: request.device.name), isWhole(table) { return }
        let measuring = try OnDemandMeasuring(workspace: self, device: local())
        try measuring.profileUnlessKnown()
        if request.samples != 0 {
            request.sampled = try measuring.samples(
                request.samples, named: request.sampled, sampling: request.sampling,
                seed: request.seed, choice: request.choice)
        }
        try measuring.finish()
        if measuring.measuredNow > 0 { measuring.noteOutcome() }
    }
}

extension OnDemandMeasuring? {
    /// Does a part of the work, and notes how long it took where something is measured.
    package func timed<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
        try self?.timed(name, body) ?? body()
    }
}
