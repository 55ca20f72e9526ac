import Architectures
import Foundation
import Profiling
import TabularStore

/// Measures networks on a device of this machine, and keeps every one at once.
final class DeviceMeasurer {
    let device: OwnDevice
    private(set) var tally = WarningTally()
    private(set) var drift = DriftMonitor()
    private let store: Store
    private let space: SearchSpace
    private let timing: TimingProtocol
    private let runner: RunnerProcess
    private let cores: QuietCores?
    private let isRepeating: Bool
    private var files: WorkloadFiles?
    private var session: Int64?
    private var meter: LoadMeter?
    private var sinceReference = 0

    /// The network that is repeated to see drift: of middling cost, convolutions of both sizes.
    private static let referenceIndex = 11
    /// Networks between two measurements of the reference.
    private static let referenceInterval = 100
    /// The most measurements of the reference after the first one, before anything is kept.
    private static let mostSettlingRounds = 5
    /// Two measurements that differ by no more are the machine's speed.
    static let agreement = 0.02
    /// The most measurements of one network until two agree.
    static let mostRounds = 10
    /// Processors that others may keep busy before it is worth a warning.
    private static let tolerableLoad = 0.1

    /// Prepares to measure; nothing is started yet.
    /// - Parameter isRepeating: Whether networks are measured until two looks agree.
    /// - Throws: ``Refusal`` where the runner's command can't be put together.
    init(
        _ device: OwnDevice, store: Store, timing: TimingProtocol, isRepeating: Bool = false
    ) throws {
        self.device = device
        self.isRepeating = isRepeating
        self.store = store
        space = store.space
        self.timing = timing
        runner = RunnerProcess(try device.setup.command(), timeouts: device.timeouts)
        cores = QuietCores(threads: device.setup.threads, for: timing.statistic)
    }

    deinit { runner.close() }

    /// Whether the network has a latency of its own in the store, or one that is the same graph
    /// where that counts.
    func isMeasured(_ architecture: Architecture, every: Bool) throws -> Bool {
        let candidates = every ? [architecture] : space.labellings(of: architecture)
        return try store.hasMeasurement(of: candidates, on: device.name)
    }

    /// A measurement, and whether it counts: another process may have been faster.
    struct Outcome {
        let measurement: Profiling.Measurement
        let counts: Bool
    }

    /// When a measurement counts in place of an earlier one.
    enum Replacing {
        case never, always
        /// Where it is faster than so many milliseconds.
        case ifFaster(than: Double)

        func allows(_ milliseconds: Double) -> Bool {
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
    func measure(_ architecture: Architecture, replacing: Replacing = .never) throws -> Outcome {
        try keep(runAfterReference(architecture), of: architecture, replacing: replacing)
    }

    /// Measures a network and keeps it, unless the cores were not at full speed.
    /// - Returns: Nil where it was not kept.
    /// - Throws: As ``measure(_:replacing:)``.
    func measureIfQuiet(_ architecture: Architecture, replacing: Replacing) throws -> Outcome? {
        let measurement = try runAfterReference(architecture)
        guard !measurement.warnings.contains(.slowCore) else { return nil }
        return try keep(measurement, of: architecture, replacing: replacing)
    }

    /// Measures a network until two looks at it agree; see ``look(at:after:)``.
    /// - Throws: As ``measure(_:replacing:)``.
    func measureUntilAgreed(_ architecture: Architecture) throws -> Outcome {
        var outcome = try measure(architecture)
        for _ in 1..<Self.mostRounds {
            guard let next = try look(at: architecture, after: outcome) else { break }
            outcome = next.fastest
            if next.isAgreed { break }
        }
        return outcome
    }

    /// What another look at a network came to.
    struct Look {
        /// The fastest of its measurements.
        let fastest: Outcome
        /// Whether the new one and the fastest before it agree, on cores at full speed.
        let isAgreed: Bool
    }

    /// Measures a network once more, on another core where there is one, and keeps it. The fastest
    /// counts: what others do on the machine only adds to a latency.
    /// - Parameter earlier: What counts so far.
    /// - Returns: Nil where another look would tell nothing.
    /// - Throws: As ``measure(_:replacing:)``.
    func look(at architecture: Architecture, after earlier: Outcome) throws -> Look? {
        guard let cores, earlier.counts else { return nil }
        cores.preferOthers()
        let before = earlier.measurement
        let next = try runAfterReference(architecture)
        let kept = try keep(
            next, of: architecture, replacing: .ifFaster(than: before.milliseconds))
        let isQuiet = !(next.warnings + before.warnings).contains(.slowCore)
        let ratio = next.milliseconds / before.milliseconds
        return Look(
            fastest: ratio < 1 ? kept : earlier,
            isAgreed: isQuiet && abs(ratio - 1) <= Self.agreement)
    }

    private func runAfterReference(_ architecture: Architecture) throws -> Profiling.Measurement {
        if session == nil || sinceReference >= Self.referenceInterval { try measureReference() }
        sinceReference += 1
        return try run(architecture)
    }

    private func keep(
        _ measurement: Profiling.Measurement, of architecture: Architecture, replacing: Replacing
    ) throws -> Outcome {
        let counts = try keep(
            measurement, of: architecture, role: .current,
            replacing: replacing.allows(measurement.milliseconds))
        tally.add(measurement.warnings + device.facts.warnings)
        return Outcome(measurement: measurement, counts: counts)
    }

    /// Ends with a last look at the reference, where enough was measured since the last one.
    /// - Throws: `RunnerError`, `StoreError`.
    func finish() throws {
        if sinceReference >= Self.referenceInterval / 10 { try measureReference() }
        runner.close()
    }

    /// Ends at once.
    func stop() { runner.close() }

    private func run(_ architecture: Architecture) throws -> Profiling.Measurement {
        try run(device.setup.workload(architecture, in: space))
    }

    private func run(_ workload: Workload) throws -> Profiling.Measurement {
        var path: String?
        if try runner.needsONNX() {
            let files = try self.files ?? WorkloadFiles(space: space)
            self.files = files
            path = try files.write(workload)
        }
        return try runner.measure(workload, onnx: path, by: timing, on: cores)
    }

    private func measureReference() throws {
        noteLoad()
        if session == nil { try store.recallFastestProbe(of: device.facts) }
        guard let reference = space.architecture(publishedIndex: Self.referenceIndex) else {
            return
        }
        let measurement = try session == nil ? settled(reference) : run(reference)
        if session == nil {
            session = try store.beginMeasuring(
                on: device.described(
                    by: timing, onQuietCores: cores != nil,
                    untilAgreed: isRepeating && cores != nil),
                device.settings(timing))
            // The first reference ever is what later sessions are compared with.
            for earlier in try store.measurements(of: device.name, role: .reference).prefix(1)
            where earlier.measuredAt <= measurement.startedAt {
                drift.add(milliseconds: earlier.milliseconds, at: earlier.measuredAt)
            }
        }
        if measurement.startedAt >= drift.points.last?.time ?? 0 {
            drift.add(milliseconds: measurement.milliseconds, at: measurement.startedAt)
        }
        try keep(measurement, of: reference, role: .reference, replacing: false)
        if drift.isBeyondThreshold(at: measurement.startedAt) {
            tally.note(.machineDrift, times: max(1, sinceReference))
        }
        sinceReference = 0
        meter = LoadMeter(processes: ownProcesses)
    }

    /// Measures until two measurements agree with each other and with the first one ever, so that a
    /// clock that still rises, or what the machine did before, is not taken for its speed.
    private func settled(_ architecture: Architecture) throws -> Profiling.Measurement {
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

    /// Counts the networks since the last reference where others used the processor meanwhile.
    private func noteLoad() {
        guard sinceReference > 0, let load = meter?.othersLoad(processes: ownProcesses),
            load > Self.tolerableLoad
        else { return }
        tally.note(.otherLoad, times: sinceReference)
    }

    private var ownProcesses: [Int32] {
        [ProcessInfo.processInfo.processIdentifier] + [runner.processID].compactMap(\.self)
    }

    @discardableResult
    private func keep(
        _ measurement: Profiling.Measurement, of architecture: Architecture,
        role: NetworkMeasurement.Role, replacing: Bool
    ) throws -> Bool {
        guard let session else { preconditionFailure("a session begins with the reference") }
        let factor = drift.factor(at: measurement.startedAt)
        return try store.save(
            NetworkMeasurement(
                architecture: architecture, milliseconds: measurement.milliseconds,
                samples: measurement.samples, measuredAt: measurement.startedAt,
                notesJSON: try CompactJSON.text(
                    MeasurementNotes(
                        measurement, driftFactor: factor,
                        fastestProbe: role == .reference && cores != nil
                            ? FastestProbe.ofThisMachine.nanoseconds : nil)),
                role: role),
            session: session, replacing: replacing)
    }
}
