import Architectures
import Foundation
import GRDB

/// What one store knows of a device that was measured, for another store to take in.
package struct DeviceShare: Sendable, Equatable {
    /// A session and what it began with.
    package struct Session: Sendable, Equatable {
        /// Its number in the store that it is from; measurements name it.
        package var id: Int64
        /// What it was begun with.
        package var settings: MeasuringSettings
        /// When, in seconds since 1970, UTC.
        package var startedAt: Double

        /// Describes a session.
        package init(id: Int64, settings: MeasuringSettings, startedAt: Double) {
            self.id = id
            self.settings = settings
            self.startedAt = startedAt
        }
    }

    /// A network with its runs.
    package struct Network: Sendable, Equatable {
        /// The session in which it was measured first.
        package var session: Int64
        /// The network, its latency and its runs; those of all trials together, in their order.
        package var measurement: NetworkMeasurement
        /// The references' runs beside it, a trial each; none where it ran alone.
        package var trials: [ReferenceTrial]

        /// Describes a network.
        package init(session: Int64, measurement: NetworkMeasurement, trials: [ReferenceTrial]) {
            self.session = session
            self.measurement = measurement
            self.trials = trials
        }
    }

    /// What is known of it.
    package var device: Device
    /// In their order.
    package var sessions: [Session]
    /// In the order in which they were measured.
    package var networks: [Network]
    /// Runs of the references alone.
    package var trials: [ReferenceTrial]
    /// What its references take there at full speed; nil where networks ran alone.
    package var scale: LatencyScale?
    /// Its descriptor, where it has one.
    package var descriptor: Artefact?

    /// Describes a share.
    package init(
        device: Device, sessions: [Session], networks: [Network], trials: [ReferenceTrial],
        scale: LatencyScale?, descriptor: Artefact?
    ) {
        self.device = device
        self.sessions = sessions
        self.networks = networks
        self.trials = trials
        self.scale = scale
        self.descriptor = descriptor
    }
}

/// How measurements of two stores become one: what the store itself can't compute.
package struct JoinRules: Sendable {
    /// The ratio that all trials of a network tell together: the logarithm and its standard error.
    package var ratio:
        @Sendable ([(network: [Float], references: [Float])]) -> (
            logRatio: Double, relativeError: Double
        )?
    /// What the references take at full speed by all trials; nil where that is what was known.
    package var scale: @Sendable ([ReferenceTrial], LatencyScale?) -> LatencyScale?

    /// States the rules.
    package init(
        ratio:
            @escaping @Sendable ([(network: [Float], references: [Float])]) -> (
                logRatio: Double, relativeError: Double
            )?,
        scale: @escaping @Sendable ([ReferenceTrial], LatencyScale?) -> LatencyScale?
    ) {
        self.ratio = ratio
        self.scale = scale
    }
}

/// What joining changed.
package struct JoinSummary: Sendable, Equatable {
    /// Networks that had no measurement.
    package var added = 0
    /// Networks that were measured in both, whose runs count together or of which the faster counts.
    package var combined = 0
    /// Networks of which everything was there.
    package var known = 0
}

extension Store {
    /// What this store knows of a device; nil where it was not measured.
    /// - Throws: ``StoreError``.
    package func share(of device: String) throws -> DeviceShare? {
        try read { db in
            let sessions = try measuringSessions(of: device, db)
            guard !sessions.isEmpty,
                let stored = try self.device(named: device), stored.device.name == device
            else { return nil }
            return DeviceShare(
                device: stored.device,
                sessions: sessions.map {
                    .init(id: $0.id, settings: $0.settings, startedAt: $0.startedAt)
                },
                networks: try sharedNetworks(of: device, db),
                trials: try trials(of: device, db),
                scale: try latencyScales(of: device, db).last,
                descriptor: try artefact(
                    kind: Artefact.descriptorKind, name: Artefact.descriptorName, device: device))
        }
    }

    /// The devices that were measured, by name.
    /// - Throws: ``StoreError``.
    package func measuredDevices() throws -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT d.name FROM device d JOIN measuringSession s ON s.device = d.id
                    ORDER BY d.name
                    """)
        }
    }

    /// Trials of the references alone, in order of time.
    private func trials(of device: String, _ db: Database) throws -> [ReferenceTrial] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT \(Self.wholeTrialColumns)
                FROM referenceLook l JOIN device d ON d.id = l.device
                    LEFT JOIN lookRuns r ON r.look = l.id
                WHERE l.space = (SELECT id FROM space WHERE name = ?) AND d.name = ?
                    AND l.measurement IS NULL ORDER BY l.measuredAt, l.id
                """, arguments: [space.name, device]
        ).map { try trial($0, of: device, isWhole: true) }
    }

    private func sharedNetworks(
        of device: String, _ db: Database
    ) throws -> [DeviceShare.Network] {
        var trials: [Int64: [ReferenceTrial]] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(Self.wholeTrialColumns), l.measurement
                FROM referenceLook l JOIN device d ON d.id = l.device
                    LEFT JOIN lookRuns r ON r.look = l.id
                WHERE l.space = (SELECT id FROM space WHERE name = ?) AND d.name = ?
                    AND l.measurement IS NOT NULL ORDER BY l.id
                """, arguments: [space.name, device])
        while let row = try rows.next() {
            try trials[row.value(4), default: []].append(trial(row, of: device, isWhole: true))
        }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT \(Self.measurementColumns), m.id, m.session
                FROM measurement m JOIN device d ON d.id = m.device
                WHERE m.space = (SELECT id FROM space WHERE name = ?) AND d.name = ? ORDER BY m.id
                """, arguments: [space.name, device]
        ).map { row in
            let own = try trials[row.value(Self.measurementColumnCount)] ?? []
            let measurement = try measurement(row, of: device, beside: own.flatMap(\.runs))
            guard own.isEmpty || own.reduce(0, { $0 + $1.turns }) == measurement.samples.count
            else { throw StoreError.damaged(path: path, reason: "a measurement of \(device)") }
            return DeviceShare.Network(
                session: try row.value(Self.measurementColumnCount + 1), measurement: measurement,
                trials: own)
        }
    }

    /// Takes in what another store knows of a device: all of it or nothing.
    ///
    /// What was taken in before changes nothing. A network that both measured in turns with the
    /// references keeps all trials, which count together; of one that ran alone the faster
    /// measurement counts and the other is kept as a repeated one.
    /// - Throws: ``StoreError/otherMachine(device:differences:)`` where the device is another machine
    ///   or setting here, and what ``beginMeasuring(on:_:now:)`` throws.
    package func join(_ share: DeviceShare, by rules: JoinRules) throws -> JoinSummary {
        try write { db in
            var joiner = try DeviceJoiner(store: self, share: share, db)
            for network in share.networks { try joiner.take(network, by: rules, db) }
            for trial in share.trials { try joiner.take(trial, measurement: nil, db) }
            try joiner.finish(by: rules, db)
            if let descriptor = share.descriptor, joiner.summary.changesAnything,
                try artefact(
                    kind: descriptor.kind, name: descriptor.name, device: share.device.name) == nil
            {
                try saveArtefact(descriptor)
            }
            return joiner.summary
        }
    }
}

extension JoinSummary {
    /// Whether the store is another one after it.
    package var changesAnything: Bool { added + combined > 0 }
}
