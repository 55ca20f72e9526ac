import Architectures
import Foundation
import Networks
import Profiling

/// Everything that decides how networks run on this machine: with the machine itself, the device.
struct MeasuringSetup: Codable, Hashable, Sendable {
    /// The data set whose networks published latencies are of.
    static let standardDataset = "cifar10"

    var runner: RunnerChoice
    /// Of the built-in runner; nil for others.
    var kernels: String?
    var threads: Int
    /// A ``GraphView``, as it is typed.
    var graph: String
    var dataset: String
    var batch: Int
    /// Which number stands for the runs of a network or of an operator.
    var statistic: LatencyStatistic
    /// Of the weights and of the image.
    var seed: UInt64 = 0
    /// The networks, as strings, that others take turns with; nil where networks run alone.
    var references: [String]?

    /// What networks take turns with where nothing else is said: cheap, so that many turns fit into
    /// little time, and with few weights, so that it leaves a network's in the caches.
    static let standardReferences = [
        "|nor_conv_1x1~0|+|skip_connect~0|none~1|+|skip_connect~0|nor_conv_1x1~1|skip_connect~2|"
    ]

    /// Whether latencies are ratios to references that run in turns with the networks.
    var isPaired: Bool { statistic == .paired }

    /// The references as a runner is to run them.
    var referenceWorkloads: [Workload] {
        (references ?? Self.standardReferences).map {
            .network(
                NetworkWorkload(
                    architecture: $0, dataset: dataset, graph: view, batch: batch, seed: seed))
        }
    }

    /// Whether dead edges are executed.
    var view: GraphView { GraphView(rawValue: graph) ?? .asWritten }

    /// What a runner is to run.
    func workload(_ architecture: Architecture, in space: SearchSpace) -> Workload {
        .network(
            NetworkWorkload(
                architecture: space.string(of: architecture), dataset: dataset, graph: view,
                batch: batch, seed: seed))
    }

    /// How the runner is started.
    /// - Throws: ``Refusal`` where a script or this program's own file is missing.
    func command() throws -> RunnerCommand {
        switch runner {
        case .builtin:
            let kernels = try kernels ?? BuiltinKernels.checked(nil)
            return RunnerCommand(
                [
                    try Self.ownExecutable(), "runner", "--kernels", kernels, "--threads",
                    "\(threads)",
                ],
                environment: BuiltinKernels.environment(kernels))
        case .script(let script): return try scriptCommand(script)
        case .command(let text): return RunnerCommand(["/bin/sh", "-c", "exec \(text)"])
        }
    }

    private func scriptCommand(_ script: RunnerScript) throws -> RunnerCommand {
        do {
            return RunnerCommand([Self.python, try script.path(), "--threads", "\(threads)"])
        } catch {
            throw Refusal("\(error)")
        }
    }

    /// The Python that runs scripts: `$NAS_SEARCH_PYTHON`, else `python3`.
    static var python: String {
        ProcessInfo.processInfo.environment["NAS_SEARCH_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
            ?? "python3"
    }

    /// The file of this program.
    private static func ownExecutable() throws -> String {
        guard let path = Bundle.main.executablePath else {
            throw Refusal("this program's own file can't be found to start the built-in runner")
        }
        return path
    }
}
