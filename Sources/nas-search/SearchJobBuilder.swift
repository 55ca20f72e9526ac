import AccuracyPrediction
import Architectures
import LatencyPrediction
import TabularStore

/// Finds what a search needs in the store and the bundle.
struct SearchJobBuilder {
    let bench: Workbench

    /// The search for checked settings.
    /// - Throws: ``Refusal`` where data is missing.
    func job(for settings: SearchSettings) throws -> SearchJob {
        var device = try resolved(settings)
        device.inputNote = try bench.inputNote(of: device.name, dataset: settings.dataset)
        let energy = try bench.store.table(.energy(device: device.name))
        if settings.objectives.contains(.energy), energy == nil {
            throw Refusal(
                "--objective energy: the store has no energy table of \(device.name); "
                    + "`nas-search devices` shows which devices have one")
        }
        let table = try bench.latencyTable(of: device.name)
        if settings.verify > 0, table == nil {
            throw Refusal(
                "--verify \(settings.verify): the store has no table of \(device.name) to look "
                    + "latencies up in; take one in with `nas-search data import FOLDER`")
        }
        let latency = try EstimatorFactory(bench: bench).fitted(
            EstimatorRequest(
                device: device, choice: settings.latency, reason: settings.latencyReason,
                samples: settings.samples, sampling: settings.sampling, pool: settings.pool,
                seed: settings.seed, usesAdaptation: settings.usesAdaptation,
                sampled: settings.sampled?.map(Architecture.init(code:))))
        let accuracy = try accuracySource(
            dataset: settings.dataset, split: settings.split, epochs: settings.epochs,
            choice: settings.accuracy)
        return try SearchJob(
            settings: settings, space: bench.space, device: device, accuracy: accuracy,
            testAccuracy: try bench.store.table(
                .accuracy(
                    AccuracyKey(dataset: settings.dataset, split: .test, epochs: settings.epochs))),
            latency: latency, table: table, isOracle: table.map(bench.isWhole) ?? false,
            energy: energy)
    }

    /// The device as it was asked for. What this machine is was decided when the run began.
    private func resolved(_ settings: SearchSettings) throws -> ResolvedDevice {
        guard settings.requestedDevice == OwnDevice.requestName else {
            return try bench.resolve(settings.requestedDevice ?? settings.device)
        }
        return ResolvedDevice(
            device: try bench.resolve(settings.device).device,
            requestedName: settings.requestedDevice, note: "measured as needed")
    }

    /// A table of the store, else the bundled surrogate.
    /// - Throws: ``Refusal``.
    func accuracySource(
        dataset: String, split: DatasetSplit, epochs: Int, choice: AccuracyChoice?
    ) throws -> any AccuracySource {
        let key = AccuracyKey(dataset: dataset, split: split, epochs: epochs)
        if choice != .surrogate, let table = try bench.store.table(.accuracy(key)) {
            return AccuracyTable(table: table, key: key)
        }
        let what = "\(dataset), \(split.rawValue), \(epochs) epochs"
        if choice == .table {
            throw Refusal(
                "--accuracy table: the store has no accuracies for \(what); take them in with "
                    + "`nas-search data import FOLDER`, or use --accuracy surrogate")
        }
        guard let surrogate = try AccuracySurrogate.bundled(key, space: bench.space) else {
            if choice == .surrogate {
                throw Refusal(
                    "--accuracy surrogate: the bundled surrogate knows 200 epochs only, not \(what)"
                )
            }
            throw Refusal(
                "no accuracies for \(what): the store has no table of them, and the bundled "
                    + "surrogate knows 200 epochs only; `nas-search data import FOLDER` takes "
                    + "tables in")
        }
        return surrogate
    }
}
