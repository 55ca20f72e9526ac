import Architectures
import LatencyPrediction
import TabularStore

/// Finds what a search needs in the store and the bundle.
package struct SearchJobBuilder {
    package let workspace: Workspace

    /// Gathers it.
    package init(
        workspace: Workspace
    ) {
        self.workspace = workspace
    }

    /// The search for checked settings.
    /// - Parameters:
    ///   - fitted: The model, where it was fitted before.
    ///   - canMeasure: Whether latencies to verify by are measured where they are not known.
    /// - Throws: ``RequestError`` where data is missing.
    package func job(
        for settings: SearchSettings, latency fitted: FittedEstimator? = nil,
        canMeasure: Bool = false
    ) throws -> SearchJob {
        var device = try resolved(settings)
        device.inputNote = try workspace.inputNote(of: device.name, dataset: settings.dataset)
        let energy = try workspace.store.table(.energy(device: device.name))
        if energy == nil { try refuseEnergy(settings, device.name) }
        let table = try workspace.latencyTable(of: device.name)
        if settings.verify > 0, !settings.dependsOnLatency {
            throw RequestError.nothingToVerify(asked: settings.verify)
        }
        if settings.verify > 0, table == nil, !canMeasure {
            throw RequestError.noLatencies(
                device: device.name, for: .verification(settings.verify))
        }
        let latency =
            try fitted
            ?? EstimatorFactory(workspace: workspace).fitted(
                EstimatorRequest(
                    device: device, choice: settings.latency, reason: settings.latencyReason,
                    samples: settings.samples, sampling: settings.sampling, pool: settings.pool,
                    seed: settings.seed, usesAdaptation: settings.usesAdaptation,
                    sampled: settings.sampled?.map(Architecture.init(code:))))
        let accuracy: any AccuracySource =
            settings.dependsOnAccuracy
            ? try workspace.accuracySource(
                AccuracyKey(
                    dataset: settings.dataset, split: settings.split, epochs: settings.epochs),
                choice: settings.accuracy) : NoAccuracy()
        let test = AccuracyKey(dataset: settings.dataset, split: .test, epochs: settings.epochs)
        return try SearchJob(
            settings: settings, space: workspace.space, device: device, accuracy: accuracy,
            testAccuracy: settings.dependsOnAccuracy
                ? try workspace.store.table(.accuracy(test)) : nil,
            testAccuracyOrigin: try workspace.accuracyOrigin(of: test),
            latency: latency, table: table, errors: try workspace.latencyErrors(of: device.name),
            isOracle: table.map(workspace.isWhole) ?? false, energy: energy,
            program: workspace.program)
    }

    /// Refuses a search that needs the energies of a device that has none.
    /// - Throws: ``RequestError`` with the devices that have some.
    private func refuseEnergy(_ settings: SearchSettings, _ device: String) throws {
        let isObjective = settings.objectives.contains(.energy)
        let limit = settings.constraints.maximumEnergy
        guard isObjective || limit != nil else { return }
        let others = try workspace.store.devices().filter { stored in
            stored.tables.contains { $0.quantity == .energy(device: stored.device.name) }
        }.map(\.device.name)
        throw RequestError.noEnergies(
            device: device, limit: isObjective ? nil : limit, others: others)
    }

    /// The device as it was asked for. What this machine is was decided when the run began.
    private func resolved(_ settings: SearchSettings) throws -> ResolvedDevice {
        guard settings.requestedDevice == LocalDevice.requestName else {
            return try workspace.resolve(settings.requestedDevice ?? settings.device)
        }
        return ResolvedDevice(
            device: try workspace.resolve(settings.device).device,
            requestedName: settings.requestedDevice, note: "measured as needed")
    }
}
