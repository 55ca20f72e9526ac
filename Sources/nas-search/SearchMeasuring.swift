import Architectures
import TabularStore

extension SearchSettings {
    /// Profiles a device of this machine and measures the samples, as far as the store lacks them,
    /// and notes which they are.
    /// - Returns: What measures what else is needed; nil where the device is not of this machine, or
    ///   has a whole table.
    /// - Throws: ``Refusal``, ``Interrupted``, `StoreError`.
    mutating func measureWhatIsMissing(
        of device: ResolvedDevice, on bench: Workbench
    ) throws -> OnDemandMeasuring? {
        guard let own = device.own else { return nil }
        if let table = try bench.latencyTable(of: device.name), bench.isWhole(table) { return nil }
        Console.catchInterrupts()
        let measuring = try OnDemandMeasuring(bench: bench, device: own())
        try measuring.profileUnlessKnown()
        let isAdapted =
            try samples == nil && sampled == nil && pool == nil
            && AdaptationRecord.stored(for: device.name, on: bench) != nil
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
    /// - Throws: ``Refusal``.
    func resumeMeasuring(
        on bench: Workbench, _ request: MeasuringRequest
    ) throws -> OnDemandMeasuring? {
        guard verify > 0, try bench.isMeasuredHere(device) else { return nil }
        if let table = try bench.latencyTable(of: device), bench.isWhole(table) { return nil }
        let own = try bench.ownDevice(named: device, request)
        return try OnDemandMeasuring(bench: bench, device: own)
    }
}
