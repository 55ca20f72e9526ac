import Architectures
import TabularStore

extension SearchSettings {
    /// Profiles a device of this machine and measures the samples, as far as the store lacks them,
    /// and notes which they are.
    /// - Returns: What measures what else is needed; nil where the device is not of this machine, or
    ///   has a whole table.
    /// - Throws: ``RequestError``, ``Cancelled``, `StoreError`.
    package mutating func measureWhatIsMissing(
        of device: ResolvedDevice, on workspace: Workspace
    ) throws -> OnDemandMeasuring? {
        guard let local = device.local else { return nil }
        if let table = try workspace.latencyTable(of: device.name), workspace.isWhole(table) {
            return nil
        }
        workspace.hooks.announceStopping()
        let measuring = try OnDemandMeasuring(workspace: workspace, device: local())
        try measuring.profileUnlessKnown()
        let isAdapted =
            try samples == nil && sampled == nil && pool == nil
            && AdaptationRecord.stored(for: device.name, on: workspace) != nil
        if !isAdapted, latency?.needsSamples ?? true {
            sampled = try measuring.samples(
                samples, named: sampled?.map(Architecture.init(code:)), sampling: sampling,
                seed: seed, choice: latency
            )?.map(\.code)
        }
        return measuring
    }

    /// What measures latencies for a run that goes on; nil where none are to be measured.
    /// - Parameter request: What this call says of the runner, whose command no run remembers.
    /// - Throws: ``RequestError``.
    package func resumeMeasuring(
        on workspace: Workspace, _ request: MeasuringRequest
    ) throws -> OnDemandMeasuring? {
        guard verify > 0, try workspace.isMeasuredHere(device) else { return nil }
        if let table = try workspace.latencyTable(of: device), workspace.isWhole(table) {
            return nil
        }
        if let host = try workspace.hostMeasured(device), request.place.host == nil {
            throw RequestError.host(.notGivenForRun(host: host))
        }
        let local = try workspace.localDevice(named: device, request)
        return try OnDemandMeasuring(workspace: workspace, device: local)
    }
}
