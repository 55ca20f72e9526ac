import Architectures
import ArgumentParser
import Foundation
import NASSearch
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
        let workspace = try global.workspace(.readWrite)
        let asked = try measuring.request(network)
        defer { asked.place.connection?.close() }
        let local = try workspace.localDevice(named: device, asked, dataset: input.dataset)
        let descriptor = try DeviceProfiling(workspace: workspace, device: local).profile(counters)
        let report = DescriptorReport(device: local.device, descriptor: descriptor)
        try global.show(report, lines: report.lines)
    }
}

extension CounterRequest: ExpressibleByArgument {}
