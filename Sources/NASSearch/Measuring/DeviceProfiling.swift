import Architectures
import Measuring
import Profiling
import SearchSpaces
import TabularStore

/// Measures descriptors of devices of this machine, and keeps them.
package struct DeviceProfiling {
    package let workspace: Workspace
    package let device: LocalDevice

    /// Gathers it.
    package init(
        workspace: Workspace, device: LocalDevice
    ) {
        self.workspace = workspace
        self.device = device
    }

    /// Measures and keeps.
    /// - Throws: `CounterError` where counters that were asked for are missing, ``RequestError`` where
    ///   the runner does not start, `StoreError`.
    package func profile(_ counters: CounterRequest) throws -> DeviceDescriptor {
        let space = workspace.space
        let dataset = try space.knownDataset(device.setup.dataset)
        let simulator: SimulatorAvailability
        switch (counters, device.setup.runner) {
        case (.auto, .builtin), (.simulated, .builtin):
            simulator = CallgrindSimulator.availability(
                for: try device.setup.command(of: device.program), device.description,
                machine: device.facts,
                resources: try BundledFile.folder().path)
        case (.auto, _), (.simulated, _):
            simulator = .unavailable("only the built-in runner can be simulated")
        default: simulator = .unavailable("it was not asked for")
        }
        let timing = TimingProtocol.perOperator(device.setup.statistic)
        let runner = try device.runner()
        defer { runner.close() }
        // The session ties the device to this machine, also where no network was measured yet.
        let session = try workspace.store.beginMeasuring(on: device.device, device.settings(timing))
        var pairs: PairedMeasuring?
        if device.setup.isPaired {
            pairs = try PairedMeasuring(device, store: workspace.store, runner: runner)
            try pairs?.begin(session: session)
        }
        var progress = workspace.hooks.begin(
            "profiling", total: OperatorWorkload.all(of: space, for: dataset).count)
        defer { progress.finish() }
        let descriptor = try DescriptorProfiler(
            space: space, dataset: dataset, batch: device.setup.batch, timing: timing,
            counters: counters, simulator: simulator
        ).profile(
            runner, machine: device.facts, progress: { done, _, _ in progress.update(done) },
            paired: pairs?.measure)
        try StoredDescriptor.save(descriptor, for: device.name, in: workspace.store)
        return descriptor
    }
}
