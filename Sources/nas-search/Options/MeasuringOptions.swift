import Architectures
import ArgumentParser
import Measuring
import NASSearch
import Networks

/// What runs networks on a device of this machine. Every setting is part of the device.
struct MeasuringOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What runs networks on this machine: \(RunnerChoice.names.joined(separator: ", ")), or "
                + "a command that speaks the runners' protocol. Default: builtin.",
            valueName: "what"))
    var runner: RunnerChoice?

    @Option(
        help: ArgumentHelp(
            "Kernels of the built-in runner: \(BuiltinKernels.list). Default: the fastest that the "
                + "processor has.",
            valueName: "name"))
    var kernels: String?

    @Option(help: ArgumentHelp("Threads that run a network. Default: 1.", valueName: "n"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "What a network's latency is: paired, its ratio to reference networks that run in "
                + "turns with it, in their latency at full speed, which holds on busy machines; "
                + "fastest-tenth, the mean of its fastest runs, or interquartile-mean, of its "
                + "middle runs: the machine as it is. Default: paired where the runner can, else "
                + "fastest-tenth.",
            valueName: "which"))
    var statistic: LatencyStatistic?

    @Option(
        help: ArgumentHelp(
            "Seconds after which a runner that does not answer is given up, from its start on. "
                + "Default: 120.",
            valueName: "seconds"), transform: Amount.time.value)
    var timeout: Double?

    @OptionGroup var place: PlaceOptions

    /// How long a runner may take.
    /// - Throws: ``Refusal``.
    func timeouts() throws -> RunnerTimeouts {
        guard let timeout else { return RunnerTimeouts() }
        guard timeout > 0, timeout <= 1e6 else {
            throw Refusal("--timeout \(timeout): expected a number of seconds above 0, at most 1e6")
        }
        return RunnerTimeouts(everything: timeout)
    }

    /// What is asked for.
    func request(_ network: NetworkOptions) throws -> MeasuringRequest {
        try request(graph: network.graph, batch: network.batch)
    }

    /// What is asked for, where other options say which graph and how many images.
    func request(graph: GraphView?, batch: Int?) throws -> MeasuringRequest {
        MeasuringRequest(
            runner: runner, kernels: kernels, threads: threads, statistic: statistic, graph: graph,
            batch: batch, timeouts: try timeouts(), place: try place.place())
    }
}

/// What of a network runs, and on how many images.
struct NetworkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Whether operators without effect on the output are executed: as-written or pruned. "
                + "Default: as-written.",
            valueName: "view"))
    var graph: GraphView?

    @Option(help: ArgumentHelp("Images a run. Default: 1.", valueName: "n"))
    var batch: Int?
}

/// Which data set's networks run.
struct InputOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The data set that sets the input's size and the classes. Default: "
                + "cifar10, as published latencies are; the first of another space.",
            valueName: "name"))
    var dataset: String?
}

extension RunnerChoice: ExpressibleByArgument {}

extension GraphView: ExpressibleByArgument {}

extension LatencyStatistic: ExpressibleByArgument {}
