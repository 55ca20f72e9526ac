import Architectures
import Foundation
import Measuring
import TabularStore

/// Measures networks on a device of this machine, and keeps every one at once.
package final class DeviceMeasurer {
    package let device: LocalDevice
    package private(set) var tally = WarningTally()
    private let store: Store
    private let space: SearchSpace
    private let timing: TimingProtocol
    private let runner: RunnerProcess
    private let isRepeating: Bool
    private var files: WorkloadFiles?
    private var session: Int64?
    private var meter: LoadMeter?
    private var sinceReference = 0
    private var pairs: PairedMeasuring?
    private var monitor = DriftMonitor()

    /// The network that is repeated to see drift where networks run alone: of middling cost,
    /// convolutions of both sizes.
    private static let referenceIndex = 11
    /// Networks between two measurements of the reference, or two looks at the machine's load.
    private static let referenceInterval = 100
    /// The most measurements of the reference after the first one, before anything is kept.
    private static let mostSettlingRounds = 5
    /// Two measurements that differ by no more are the machine's speed.
    package static let agreement = 0.02
    /// The most measurements of one network until two agree.
    package static let mostRounds = 10
    /// Processors that others may keep busy before it is worth a warning.
    private static let tolerableLoad = 0.1

    /// Prepares to measure; nothing is started yet.
    /// - Parameter isRepeating: Whether networks are measured until two trials agree, or the standard
    ///   error is small enough.
    /// - Throws: ``RequestError`` where the runner's command can't be put together.
    package init(
        _ device: LocalDevice, store: Store, timing: TimingProtocol, isRepeating: Bool = false
    ) throws {
        self.device = device
        self.isRepeating = isRepeating
        self.store = store
        space = store.space
        self.timing = timing
        runner = try device.runner()
    }

    deinit { runner.close() }

    /// Whether networks run in turns with references.
    package var isPaired: Bool { device.setup.isPaired }

    /// The largest relative deviation of a reference: from full speed where networks take turns with
    /// it, else from the first time it ran.
    package var drift: Double { pairs?.largestDrift ?? monitor.largestDeviation }

    /// Whether the network has a latency of its own in the store, or one that is the same graph
    /// where that counts.
    package func isMeasured(_ architecture: Architecture, every: Bool) throws -> Bool {
        let candidates = every ? [architecture] : space.labellings(of: architecture)
        return try store.hasMeasurement(of: candidates, on: device.name)
    }

    /// A latency, and whether it counts: another process may have been faster.
    package struct Outcome {
        /// The newest runs.
        package let measurement: Measuring.Measurement
        package let counts: Bool
        /// The latency that all runs tell, in milliseconds.
        package var milliseconds: Double
        /// Its relative standard error.
        package var relativeError: Double

        fileprivate init(_ measurement: Measuring.Measurement, counts: Bool) {
            self.measurement = measurement
            self.counts = counts
            milliseconds = measurement.milliseconds
            relativeError = measurement.standardError / measurement.milliseconds
        }
    }

    /// When a measurement counts in place of an earlier one.
    package enum Replacing {
        case never, always
        /// Where it is faster than so many milliseconds.
        case ifFaster(than: Double)

        package func allows(_ milliseconds: Double) -> Bool {
            switch self {
            case .never: false
            case .always: true
            case .ifFaster(let limit): milliseconds < limit
            }
        }
    }

    /// Measures a network and keeps it.
    /// - Parameter replacing: Whether it counts in place of an earlier measurement.
    /// - Throws: `RunnerError`, which concerns this network only; `StoreError`.
    package func measure(_ architecture: Architecture, replacing: Replacing = .never) throws
        -> Outcome
    {
        let measurement = try runInSession(architecture)
        let counts = try keep(
            measurement, of: architecture, role: .current,
            replacing: replacing.allows(measurement.milliseconds))
        return Outcome(measurement, counts: counts)
    }

    /// Measures a network once more. In turns with references, all runs count together; alone, the
    /// fastest measurement counts, since what others do on the machine only adds to a latency.
    /// - Parameter earlier: What counts so far.
    /// - Throws: As ``measure(_:replacing:)``.
    package func trial(of architecture: Architecture, earlier: Double) throws -> Outcome {
        guard isPaired else {
            return try measure(architecture, replacing: .ifFaster(than: earlier))
        }
        let measurement = try runInSession(architecture)
        guard let session, let runs = measurement.pairedRuns, let scale = pairs?.scale else {
            preconditionFailure("a session of pairs has a scale")
        }
        let labellings = space.labellings(of: architecture)
        while true {
            let measured = try labellings.first {
                try store.hasMeasurement(of: [$0], on: device.name)
            }
            let known = try store.pairedTrials(at: measured ?? architecture, on: device.name)
            let trials = known.compactMap {
                PairedRuns(network: $0.network, references: $0.references)
            }
            guard let measured, !trials.isEmpty else {
                let counts = try keep(
                    measurement, of: architecture, role: .current, replacing: false)
                return Outcome(measurement, counts: counts)
            }
            let ratio = PairedRatio(trials + [runs])
            var trial = try record(measurement, of: measured, role: .current)
            trial.pairing?.logRatio = ratio.logRatio
            trial.pairing?.relativeError = ratio.relativeError
            // Another process may have looked meanwhile: then all of them are taken together.
            guard try store.extend(trial, session: session, after: known.count) else { continue }
            tally.add(measurement.warnings + device.facts.warnings)
            var outcome = Outcome(measurement, counts: true)
            outcome.milliseconds = exp(ratio.logRatio) * scale.milliseconds
            outcome.relativeError = ratio.relativeError
            return outcome
        }
    }

    /// Whether a network has been looked at enough.
    package func isSettled(_ outcome: Outcome, after earlier: Double) -> Bool {
        isPaired
            ? outcome.relativeError <= Self.enough
            : abs(outcome.measurement.milliseconds / earlier - 1) <= Self.agreement
    }

    /// The relative standard error of a ratio below which another trial tells nothing more: what lies
    /// between two trials is as much.
    package static let enough = PairedRatio.betweenTrials

    /// Begins measuring where that was not done: the device gets a row, and its scale.
    /// - Returns: The session.
    /// - Throws: `RunnerError`, `StoreError`.
    @discardableResult
    package func begin() throws -> Int64 {
        if let session { return session }
        if !isPaired {
            try measureReference()
        } else {
            let pairs = try PairedMeasuring(device, store: store, runner: runner)
            let started = try beginSession()
            try pairs.begin(session: started)
            self.pairs = pairs
            meter = loadMeter()
        }
        guard let session else { preconditionFailure("a session begins with the reference") }
        return session
    }

    /// Takes the scale that the history tells by now.
    /// - Throws: `StoreError`.
    package func refreshScale() throws { try pairs?.refreshScale() }

    /// Ends with a last measurement of the reference, where enough was measured since the last one.
    /// - Throws: `RunnerError`, `StoreError`.
    package func finish() throws {
        if let pairs {
            noteLoad()
            try pairs.refreshScale()
        } else if sinceReference >= Self.referenceInterval / 10 {
            try measureReference()
        }
        runner.close()
    }

    private func runInSession(_ architecture: Architecture) throws -> Measuring.Measurement {
        try begin()
        if sinceReference >= Self.referenceInterval {
            if isPaired {
                noteLoad()
                sinceReference = 0
                meter = loadMeter()
            } else {
                try measureReference()
            }
        }
        sinceReference += 1
        return try run(architecture)
    }

    private func run(_ architecture: Architecture) throws -> Measuring.Measurement {
        let measurement = try runAsSetUp(architecture)
        let seen = runner.history.warnings(isPaired: isPaired)
        return seen.isEmpty ? measurement : measurement.with(measurement.warnings + seen)
    }

    private func runAsSetUp(_ architecture: Architecture) throws -> Measuring.Measurement {
        let workload = device.setup.workload(architecture, in: space)
        if let pairs { return try pairs.measure(workload, by: timing) }
        files = try files ?? WorkloadFiles(for: runner, space: space)
        let measurement = try runner.measure(
            workload, file: try files?.write(workload), by: timing)
        return device.isUnpaired
            ? measurement.with(measurement.warnings + [.unpaired]) : measurement
    }

    @discardableResult
    private func beginSession() throws -> Int64 {
        let started = try store.beginMeasuring(
            on: device.described(by: timing, untilAgreed: isRepeating && !isPaired),
            device.settings(timing))
        session = started
        return started
    }

    private func measureReference() throws {
        noteLoad()
        guard let reference = space.architecture(publishedIndex: Self.referenceIndex) else {
            return
        }
        let measurement = try session == nil ? settled(reference) : run(reference)
        if session == nil {
            try beginSession()
            // The first reference ever is what later sessions are compared with.
            for earlier in try store.measurements(of: device.name, role: .reference).prefix(1)
            where earlier.measuredAt <= measurement.startedAt {
                monitor.add(milliseconds: earlier.milliseconds, at: earlier.measuredAt)
            }
        }
        if measurement.startedAt >= monitor.points.last?.time ?? 0 {
            monitor.add(milliseconds: measurement.milliseconds, at: measurement.startedAt)
        }
        try keep(measurement, of: reference, role: .reference, replacing: false)
        if monitor.isBeyondThreshold(at: measurement.startedAt) {
            tally.note(.machineDrift, times: max(1, sinceReference))
        }
        sinceReference = 0
        meter = loadMeter()
    }

    /// Measures until two measurements agree with each other and with the first one ever, so that a
    /// clock that still rises, or what the machine did before, is not taken for its speed.
    private func settled(_ architecture: Architecture) throws -> Measuring.Measurement {
        let expected = try store.measurements(of: device.name, role: .reference).first?.milliseconds
        func agree(_ one: Double, _ other: Double) -> Bool {
            abs(one / other - 1) <= Self.agreement
        }
        var last = try run(architecture)
        for _ in 0..<Self.mostSettlingRounds {
            let next = try run(architecture)
            let isSettled = agree(next.milliseconds, last.milliseconds)
            last = next
            if isSettled, agree(last.milliseconds, expected ?? last.milliseconds) { break }
        }
        return last
    }

    /// Counts the networks since the last reference where others used the processor meanwhile. Turns
    /// with references bear it.
    private func noteLoad() {
        guard !isPaired, sinceReference > 0,
            let load = meter?.othersLoad(processes: ownProcesses), load > Self.tolerableLoad
        else { return }
        tally.note(.otherLoad, times: sinceReference)
    }

    /// How another machine did meanwhile, in words; nil where it told nothing, or is this one.
    package var hostSummary: String? {
        guard let host = device.place.host, let summary = runner.history.summary else { return nil }
        return "\(host): \(summary)"
    }

    /// Meters this machine's load; another one tells its own.
    private func loadMeter() -> LoadMeter? {
        runner.isElsewhere ? nil : LoadMeter(processes: ownProcesses)
    }

    private var ownProcesses: [Int32] {
        [ProcessInfo.processInfo.processIdentifier] + [runner.processID].compactMap(\.self)
    }

    @discardableResult
    private func keep(
        _ measurement: Measuring.Measurement, of architecture: Architecture,
        role: NetworkMeasurement.Role, replacing: Bool
    ) throws -> Bool {
        guard let session else { preconditionFailure("a session begins with the reference") }
        if role == .current { tally.add(measurement.warnings + device.facts.warnings) }
        return try store.save(
            record(measurement, of: architecture, role: role), session: session,
            replacing: replacing)
    }

    private func record(
        _ measurement: Measuring.Measurement, of architecture: Architecture,
        role: NetworkMeasurement.Role
    ) throws -> NetworkMeasurement {
        NetworkMeasurement(
            architecture: architecture, milliseconds: measurement.milliseconds,
            samples: measurement.samples, measuredAt: measurement.startedAt,
            notesJSON: try CompactJSON.text(
                MeasurementNotes(
                    measurement, driftFactor: monitor.factor(at: measurement.startedAt),
                    host: runner.history.last)),
            role: role, relativeError: measurement.standardError / measurement.milliseconds,
            pairing: role == .current ? measurement.networkPairing : nil)
    }
}
