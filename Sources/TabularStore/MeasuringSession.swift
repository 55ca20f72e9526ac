/// The circumstances under which networks were measured on a device: one call of a command, or one
/// file of results from another machine.
package struct MeasuringSession: Sendable, Hashable, Identifiable {
    /// Its number, increasing.
    package let id: Int64
    /// The device's name.
    package let device: String
    /// What the session was begun with.
    package let settings: MeasuringSettings
    /// When it began, in seconds since 1970, UTC.
    package let startedAt: Double
    /// Networks that were measured in it and count for the table.
    package let networks: Int
}

/// What a measuring session is begun with.
package struct MeasuringSettings: Sendable, Hashable {
    /// What makes the device what it is, by name: processor, cores, kernels, runtime and so on. All
    /// sessions of a device have the same.
    package var identity: [String: String]
    /// Facts of the machine at that time, as a JSON object.
    package var machineJSON: String
    /// How was measured, as a JSON object: runs, warm-up, statistic, load.
    package var protocolJSON: String
    /// The version of the program that measured.
    package var software: String

    /// States what a session is begun with.
    package init(
        identity: [String: String], machineJSON: String, protocolJSON: String, software: String
    ) {
        self.identity = identity
        self.machineJSON = machineJSON
        self.protocolJSON = protocolJSON
        self.software = software
    }

    /// The name in ``identity`` of what tells processors of one name apart. Earlier versions did
    /// not keep it.
    package static let processorModel = "processor model"

    /// What two identities disagree in, a text each, ordered by name.
    package static func differences(
        _ earlier: [String: String], _ now: [String: String]
    ) -> [String] {
        Set(earlier.keys).union(now.keys).sorted().compactMap { key in
            if key == processorModel, earlier[key] == nil { return nil }
            let (then, today) = (earlier[key] ?? "unknown", now[key] ?? "unknown")
            return then == today ? nil : "\(key) \(then) then, \(today) now"
        }
    }
}
