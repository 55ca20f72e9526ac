import Architectures
import ArgumentParser
import Foundation
import Profiling
import Reporting
import SearchSpaces
import TabularStore

struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Measures a device's hardware descriptor: latency and counters of its operators.",
        discussion: """
            The five operators at the channels and resolutions of three stages, 25 runs each. \
            Counters are the processor's own where it has some (perf), else those of a simulator \
            (simulated; needs valgrind and the built-in runner), else what the kernel counts \
            (software).

              nas-search profile --device this-machine
              nas-search profile --device this-machine --kernels direct-sse --counters software
            """)

    @Option(
        help: ArgumentHelp(
            "The device: this-machine, a new name for it, or one that was measured here.",
            valueName: "name"))
    var device: String

    @Option(
        help: ArgumentHelp("auto, perf, simulated, software or none.", valueName: "which"))
    var counters: CounterRequest = .auto

    @OptionGroup(title: "Device") var measuring: MeasuringOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Network") var input: InputOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let bench = try Workbench(global, access: .readWrite)
        let own = try bench.ownDevice(
            named: device, measuring.request(network), dataset: input.dataset)
        let descriptor = try DeviceProfiling(bench: bench, device: own).profile(counters)
        let report = DescriptorReport(device: own.device, descriptor: descriptor)
        try global.show(report, lines: report.lines)
    }
}

extension CounterRequest: ExpressibleByArgument {}

/// Measures descriptors of devices of this machine, and keeps them.
struct DeviceProfiling {
    let bench: Workbench
    let device: OwnDevice

    /// Measures and keeps.
    /// - Throws: ``Refusal`` where counters that were asked for are missing or the runner does not
    ///   start, `StoreError`.
    func profile(_ counters: CounterRequest) throws -> DeviceDescriptor {
        let space = bench.space
        guard let dataset = space.dataset(named: device.setup.dataset) else {
            throw Refusal("unknown data set '\(device.setup.dataset)'")
        }
        let command = try device.setup.command()
        let simulator: SimulatorAvailability
        switch (counters, device.setup.runner) {
        case (.auto, .builtin), (.simulated, .builtin):
            simulator = CallgrindSimulator.availability(
                for: command, device.description, machine: device.facts,
                resources: try BundledFile.folder().path)
        case (.auto, _), (.simulated, _):
            simulator = .unavailable("only the built-in runner can be simulated")
        default: simulator = .unavailable("it was not asked for")
        }
        let timing = TimingProtocol.perOperator(device.setup.statistic)
        let runner = RunnerProcess(command, timeouts: device.timeouts)
        defer { runner.close() }
        // The session ties the device to this machine, also where no network was measured yet.
        let session = try bench.store.beginMeasuring(on: device.device, device.settings(timing))
        var pairs: PairedMeasuring?
        if device.setup.isPaired {
            pairs = try PairedMeasuring(device, store: bench.store, runner: runner)
            try pairs?.begin(session: session)
        }
        var progress = Progress(
            title: "profiling", total: OperatorWorkload.all(of: space, for: dataset).count,
            isShown: !bench.options.quiet)
        let descriptor: DeviceDescriptor
        do {
            descriptor = try DescriptorProfiler(
                space: space, dataset: dataset, batch: device.setup.batch, timing: timing,
                counters: counters, simulator: simulator
            ).profile(
                runner, machine: device.facts, progress: { done, _, _ in progress.update(done) },
                paired: pairs?.measure)
            progress.finish()
        } catch let error as CounterError {
            progress.finish()
            throw Refusal("--counters \(counters.rawValue): \(error)")
        }
        try StoredDescriptor.save(descriptor, for: device.name, in: bench.store)
        return descriptor
    }
}
