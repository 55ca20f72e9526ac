import Architectures
import LatencyPrediction
import Reporting
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
            try samples == nil && pool == nil
            && AdaptationRecord.stored(for: device.name, on: bench) != nil
        if !isAdapted, latency?.needsSamples ?? true {
            sampled = try measuring.samples(
                samples, sampling: sampling, seed: seed, choice: latency
            )?.map(\.code)
        }
        return measuring
    }

    /// What measures latencies for a run that goes on; nil where none are to be measured.
    /// - Throws: ``Refusal``.
    func resumeMeasuring(on bench: Workbench) throws -> OnDemandMeasuring? {
        guard verify > 0, try bench.isMeasuredHere(device) else { return nil }
        if let table = try bench.latencyTable(of: device), bench.isWhole(table) { return nil }
        let own = try bench.ownDevice(named: device, MeasuringRequest())
        return try OnDemandMeasuring(bench: bench, device: own)
    }
}

/// How good predictions were that were checked by measuring afterwards.
struct PredictionCheck {
    /// Absolute relative errors, ascending.
    private let errors: [Double]

    /// Compares what was predicted with what was measured.
    init(predicted: [Double], measured: [Double]) {
        errors = zip(predicted, measured).map { abs($0 / $1 - 1) }.filter(\.isFinite).sorted()
    }

    /// In words; nil where nothing was compared.
    var text: String? {
        guard !errors.isEmpty else { return nil }
        let middle = errors.count / 2
        let median =
            errors.count.isMultiple(of: 2)
            ? (errors[middle - 1] + errors[middle]) / 2 : errors[middle]
        let within = errors.count { $0 <= 0.1 }
        return "predictions of these, made before: median error \(NumberFormat.percent(median)) %, "
            + "\(within) of \(errors.count) within ±10 %"
    }
}
