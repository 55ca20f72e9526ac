import Measuring
import TabularStore

extension Workspace {
    /// The machine on which a device was measured last, where it was connected to, as it was named
    /// then.
    package func hostMeasured(_ device: String) throws -> String? {
        try store.measuringSessions(of: device).last.flatMap { MeasuringRecord($0)?.host }
    }

    /// Whether a device can be measured now: it was measured on this machine, or this call says how
    /// to reach the other one.
    package func isReachable(_ device: String, _ place: MeasuringPlace) throws -> Bool {
        guard try isMeasuredHere(device) else { return false }
        return try place.host != nil || hostMeasured(device) == nil
    }

    /// Whether nothing is known under a name.
    func isNew(_ name: String) throws -> Bool {
        try !devices().contains { $0.name == name || $0.aliases.contains(name) }
    }

    /// Refuses to measure here what was measured on another machine; says where the name of a
    /// machine changed.
    /// - Throws: ``RequestError``.
    func checkHost(
        of record: MeasuringRecord, named device: String, _ place: MeasuringPlace
    ) throws {
        switch (record.host, place.host) {
        case (nil, nil): return
        case (let known?, nil):
            throw RequestError.host(.notGiven(device: device, host: known))
        case (let known, let host?) where known != host.description:
            note(
                program.wording(
                    .otherHost(device: device, earlier: known, now: host.description)))
        default: return
        }
    }

    /// Says that it is this machine that a new name stands for, unless somebody said so before.
    /// - Throws: `StoreError` where the store can't be read.
    func warnUnlessMeant(_ device: LocalDevice) throws {
        guard !device.place.isMeant else { return }
        let known = try store.devices().map(\.device.name).filter { $0 != device.name }
        warn(
            program.wording(
                .newName(
                    device: device.name, processor: device.facts.processorSummary,
                    nearest: NearestName.suggestions(for: device.name, among: known).first)))
    }
}
