import Architectures
import Foundation
import Measuring
import TabularStore

/// Measures a device's networks in turns with its references, in the device's scale.
package final class PairedMeasuring {
    private let device: LocalDevice
    private let store: Store
    private let space: SearchSpace
    private let runner: RunnerProcess
    private let timer: PairedTimer
    private let references: [Workload]
    private var files: WorkloadFiles?
    /// What the references take at full speed, as far as this process knows.
    package private(set) var scale: LatencyScale?
    /// The largest relative deviation of the references from their latency at full speed.
    package private(set) var largestDrift = 0.0

    /// Trials of the references alone before a device's first measurement, and the turns of one.
    private static let firstTrials = 5
    private static let turnsOfFirstTrial = 15
    /// Milliseconds after which the first trials end, but for two of them.
    private static let firstTrialsLimit = 500.0

    /// Prepares to measure; the runner is asked what it takes, nothing is loaded yet.
    /// - Throws: `RunnerError`; an error of the file system where files for the runner can't be written.
    package init(_ device: LocalDevice, store: Store, runner: RunnerProcess) throws {
        self.device = device
        self.store = store
        self.runner = runner
        space = store.space
        references = device.setup.referenceWorkloads
        let files = try WorkloadFiles(for: runner, space: space)
        self.files = files
        timer = PairedTimer(
            runner,
            references: try references.enumerated().map { position, workload in
                PairedTimer.Reference(
                    workload, file: try files?.write(workload, as: "reference-\(position)"))
            })
    }

    /// Sees to it that the device has a scale: finds the first one, or one that the history since
    /// then has taught.
    /// - Throws: `RunnerError`, `StoreError`.
    package func begin(session: Int64) throws {
        scale = try store.latencyScales(of: device.name).last
        if scale == nil {
            let timing = TimingProtocol(runs: .fixed(Self.turnsOfFirstTrial), statistic: .paired)
            var spent = 0.0
            for trial in 0..<Self.firstTrials where trial < 2 || spent < Self.firstTrialsLimit {
                let outcome = try time(references[0], by: timing)
                spent += Double((outcome.runs.network + outcome.runs.references).reduce(0, +))
                try store.save(
                    ReferenceTrial(
                        measuredAt: Date().timeIntervalSince1970, turns: outcome.runs.turns,
                        runs: outcome.runs.references, every: TrialRuns(outcome.every)),
                    session: session)
            }
        }
        try refreshScale()
    }

    /// Takes the scale that the whole history tells, where it is another one than the last.
    /// - Returns: The new scale; nil where the last one stays.
    /// - Throws: `StoreError`.
    @discardableResult
    package func refreshScale() throws -> LatencyScale? {
        let last = try store.latencyScales(of: device.name).last
        scale = last
        let levels = try store.referenceTrials(of: device.name).map {
            PairedRuns.referenceLevels(of: $0.runs, turns: $0.turns)
        }
        guard let found = ReferenceScale(levels: levels) else { return nil }
        if let last, !found.supersedes(last.reference) { return nil }
        scale = try store.setLatencyScale(
            milliseconds: found.milliseconds, relativeError: found.relativeError,
            blocks: found.blocks, of: device.name, replacing: last?.version ?? 0)
        return scale
    }

    /// Measures a workload.
    /// - Throws: `RunnerError`, which concerns this workload only.
    package func measure(
        _ workload: Workload, by timing: TimingProtocol
    ) throws -> Measuring.Measurement {
        guard let scale else { preconditionFailure("a session begins with a scale") }
        let outcome = try time(workload, by: timing)
        let levels = outcome.runs.referenceLevels
        let level = levels.reduce(0, +) / Double(max(1, levels.count))
        largestDrift = max(largestDrift, abs(exp(level) / scale.milliseconds - 1))
        return outcome.measurement(scale: scale.milliseconds)
    }

    private func time(
        _ workload: Workload, by timing: TimingProtocol
    ) throws -> PairedTimer.Outcome {
        try timer.measure(workload, file: try files?.write(workload), by: timing)
    }
}

extension LatencyScale {
    /// The same as what measuring found it to be.
    package var reference: ReferenceScale {
        ReferenceScale(
            milliseconds: milliseconds, relativeError: relativeError, blocks: blocks)
    }
}

extension Measuring.Measurement {
    /// What the store keeps of the turns; nil where the network ran alone.
    package var networkPairing: NetworkPairing? {
        guard let ratio, let pairing else { return nil }
        return NetworkPairing(
            logRatio: ratio.logRatio, relativeError: ratio.relativeError,
            references: pairing.references, every: pairing.every.map(TrialRuns.init))
    }
}
