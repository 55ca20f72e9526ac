import Architectures
import Foundation
import GRDB

/// Takes a share into a store, within one transaction.
struct DeviceJoiner {
    private(set) var summary = JoinSummary()
    private let store: Store
    private let device: String
    private let spaceID: Int64
    private let deviceID: Int64
    /// Sessions here by their numbers there.
    private var sessions: [Int64: Int64] = [:]
    private var keeper: MeasurementKeeper

    /// Finds or begins the sessions.
    init(store: Store, share: DeviceShare, _ db: Database) throws {
        self.store = store
        device = share.device.name
        spaceID = try store.spaceID(db)
        let there = try store.measuringSessions(of: device, db)
        var last: Int64 = 0
        for session in share.sessions {
            let known = there.first {
                $0.startedAt == session.startedAt && $0.settings == session.settings
            }
            last =
                try known?.id
                ?? store.beginMeasuring(
                    on: share.device, session.settings, now: session.startedAt, db)
            sessions[session.id] = last
        }
        if let scale = share.scale, try store.latencyScales(of: device, db).isEmpty {
            try store.put(
                LatencyScale(
                    version: 1, milliseconds: scale.milliseconds,
                    relativeError: scale.relativeError, blocks: scale.blocks, setAt: scale.setAt),
                of: device, db)
        }
        keeper = try MeasurementKeeper(store: store, device: device, session: last, db)
        guard
            let id = try Int64.fetchOne(
                db, sql: "SELECT id FROM device WHERE name = ?", arguments: [device])
        else { throw StoreError.damaged(path: store.path, reason: "no device \(device)") }
        deviceID = id
    }

    /// Takes a network with its trials.
    mutating func take(
        _ network: DeviceShare.Network, by rules: JoinRules, _ db: Database
    ) throws {
        guard let session = sessions[network.session] else {
            throw StoreError.damaged(path: store.path, reason: "a measurement without a session")
        }
        keeper.session = session
        guard network.measurement.role == .current, network.measurement.pairing != nil else {
            return try takeAlone(network.measurement, db)
        }
        let new = try network.trials.filter { try !isKnown($0, of: network, db) }
        guard !new.isEmpty else {
            summary.known += 1
            return
        }
        let row = try currentRow(of: network.measurement.architecture, db)
        if let row {
            try extend(row, with: new, of: network, by: rules, db)
            summary.combined += 1
        } else {
            try keeper.keep(network.measurement, trials: network.trials, db)
            summary.added += 1
        }
    }

    /// Takes a network that ran alone, or runs that don't count, unless they are there.
    private mutating func takeAlone(_ measurement: NetworkMeasurement, _ db: Database) throws {
        let isCurrent = measurement.role == .current
        let isThere =
            try Int.fetchOne(
                db,
                sql: """
                    SELECT 1 FROM measurement
                    WHERE space = ? AND device = ? AND code = ? AND measuredAt = ? AND samples = ?
                    """,
                arguments: [
                    spaceID, deviceID, measurement.architecture.code, measurement.measuredAt,
                    SampleBlob.data(measurement.samples),
                ]) != nil
        if isThere {
            if isCurrent { summary.known += 1 }
            return
        }
        var measurement = measurement
        // A ratio without its references' runs is a latency like any other.
        measurement.pairing = nil
        let row = isCurrent ? try currentRow(of: measurement.architecture, db) : nil
        let earlier = try row.map { try $0.value(1) as Double }
        let isFaster = earlier.map { measurement.milliseconds < $0 } ?? false
        try keeper.keep(measurement, replacing: isFaster, db)
        guard isCurrent else { return }
        if earlier == nil { summary.added += 1 } else { summary.combined += 1 }
    }

    /// The measurement of a network that counts here: its number, latency, runs and session.
    private func currentRow(of architecture: Architecture, _ db: Database) throws -> Row? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT id, milliseconds, samples FROM measurement
                WHERE space = ? AND device = ? AND code = ? AND role = 'current'
                """, arguments: [spaceID, deviceID, architecture.code])
    }

    /// Whether the runs of a trial are here, beside the same runs of the network.
    private func isKnown(
        _ trial: ReferenceTrial, of network: DeviceShare.Network, _ db: Database
    ) throws -> Bool {
        try Int.fetchOne(
            db,
            sql: """
                SELECT 1 FROM referenceLook l JOIN measurement m ON m.id = l.measurement
                WHERE m.space = ? AND m.device = ? AND m.code = ? AND l.measuredAt = ?
                    AND l.runs = ?
                """,
            arguments: [
                spaceID, deviceID, network.measurement.architecture.code, trial.measuredAt,
                SampleBlob.data(trial.runs),
            ]) != nil
    }

    /// Adds trials to the measurement that counts.
    private func extend(
        _ row: Row, with new: [ReferenceTrial], of network: DeviceShare.Network,
        by rules: JoinRules, _ db: Database
    ) throws {
        let id: Int64 = try row.value(0)
        guard var samples = try SampleBlob.samples(row.value(2)) else {
            throw StoreError.damaged(path: store.path, reason: "a measurement of \(device)")
        }
        var start = 0
        for trial in network.trials {
            if new.contains(trial) {
                samples += network.measurement.samples[start..<(start + trial.turns)]
                try take(trial, measurement: id, db)
            }
            start += trial.turns
        }
        try db.execute(
            sql: "UPDATE measurement SET samples = ?, measuredAt = max(measuredAt, ?) WHERE id = ?",
            arguments: [SampleBlob.data(samples), network.measurement.measuredAt, id])
        let trials = try store.pairedTrials(at: network.measurement.architecture, on: device, db)
        guard let ratio = rules.ratio(trials) else { return }
        try db.execute(
            sql: "UPDATE measurement SET logRatio = ?, relativeError = ? WHERE id = ?",
            arguments: [ratio.logRatio, ratio.relativeError.finiteOrNil, id])
    }

    /// Takes runs of the references, unless they are there.
    func take(_ trial: ReferenceTrial, measurement: Int64?, _ db: Database) throws {
        if measurement == nil {
            let isThere =
                try Int.fetchOne(
                    db,
                    sql: """
                        SELECT 1 FROM referenceLook
                        WHERE space = ? AND device = ? AND measuredAt = ? AND runs = ?
                        """,
                    arguments: [
                        spaceID, deviceID, trial.measuredAt, SampleBlob.data(trial.runs),
                    ]) != nil
            if isThere { return }
        }
        try store.insert(trial, device: deviceID, measurement: measurement, db)
    }

    /// Writes the table, in the scale that all trials tell.
    mutating func finish(by rules: JoinRules, _ db: Database) throws {
        try keeper.finish(db)
        guard summary.changesAnything,
            let last = try store.latencyScales(of: device, db).last
        else { return }
        let trials = try store.referenceTrials(of: device, db)
        let scale = rules.scale(trials, last)
        if var scale {
            scale.version = last.version + 1
            try store.put(scale, of: device, db)
        } else {
            // Ratios changed: latencies follow in the scale as it is.
            try store.rescale(device: device, id: deviceID, to: last.milliseconds, db)
        }
    }
}
