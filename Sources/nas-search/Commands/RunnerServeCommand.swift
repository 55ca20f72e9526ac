import Architectures
import ArgumentParser
import Inference
import Measuring
import NASSearch

/// The built-in engine as a runner: other commands start it, and it serves them over its standard
/// streams.
struct RunnerServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runner",
        abstract: "Runs networks for `measure`: JSON lines on standard input and output.",
        shouldDisplay: false)

    @Option(help: ArgumentHelp("\(BuiltinKernels.list).", valueName: "name"))
    var kernels: String?

    @Option(help: ArgumentHelp("Threads that run a network.", valueName: "n"))
    var threads: Int = 1

    func run() throws {
        let workloads: BuiltinWorkloads
        do {
            workloads = try BuiltinWorkloads(
                space: .nasBench201(),
                kernels: KernelSet(parsing: BuiltinKernels.checked(kernels)),
                threads: threads, version: Program.libraryVersion)
        } catch let error as InferenceError {
            throw Refusal("\(error)")
        }
        var server = RunnerServer(workloads)
        try server.serveStandardStreams()
    }
}
