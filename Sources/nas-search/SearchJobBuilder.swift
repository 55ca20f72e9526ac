import Architectures
import LatencyPrediction
import Reporting
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
        if energy == nil { try refuseEnergy(settings, device.name) }
        let table = try bench.latencyTable(of: device.name)
        if settings.verify > 0, !settings.dependsOnLatency {
            throw Refusal(
                "--verify \(settings.verify): latency is neither an objective nor limited, so that "
                    + "none has to be looked up")
        }
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
        let accuracy = try bench.accuracySource(
            AccuracyKey(
                dataset: settings.dataset, split: settings.split, epochs: settings.epochs),
            choice: settings.accuracy)
        let test = AccuracyKey(dataset: settings.dataset, split: .test, epochs: settings.epochs)
        return try SearchJob(
            settings: settings, space: bench.space, device: device, accuracy: accuracy,
            testAccuracy: try bench.store.table(.accuracy(test)),
            testAccuracyOrigin: try bench.accuracyOrigin(of: test),
            latency: latency, table: table, isOracle: table.map(bench.isWhole) ?? false,
            energy: energy, store: bench.options.store)
    }

    /// Refuses a search that needs the energies of a device that has none.
    /// - Throws: ``Refusal`` with the devices that have some.
    private func refuseEnergy(_ settings: SearchSettings, _ device: String) throws {
        let option: String
        if settings.objectives.contains(.energy) {
            option = "--objective energy"
        } else if let maximum = settings.constraints.maximumEnergy {
            option = "--max-energy \(NumberFormat.typed(maximum))"
        } else {
            return
        }
        let others = try bench.store.devices().filter { stored in
            stored.tables.contains { $0.quantity == .energy(device: stored.device.name) }
        }.map(\.device.name)
        throw Refusal(
            "\(option): the store has no energies of \(device); "
                + (others.isEmpty
                    ? "a CSV column \(device)_energy in mJ brings them by `nas-search data import`"
                    : "it has those of \(others.joined(separator: ", "))"))
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
}
