import Architectures
import Foundation
import Measuring
import Networks

/// Everything that decides how networks run on this machine: with the machine itself, the device.
package struct MeasuringSetup: Codable, Hashable, Sendable {
    package var runner: RunnerChoice
    /// Of the built-in runner; nil for others.
    package var kernels: String?
    package var threads: Int
    /// A ``GraphView``, as it is typed.
    package var graph: String
    package var dataset: String
    package var batch: Int
    /// Which number stands for the runs of a network or of an operator.
    package var statistic: LatencyStatistic
    /// Of the weights and of the image.
    package var seed: UInt64 = 0
    /// The networks, as strings, that others take turns with; nil where networks run alone.
    package var references: [String]?
    /// The space of the networks; nil for NAS-Bench-201.
    package var space: SpaceDefinition?

    /// The data set whose networks run where none is named.
    package var standardDataset: String { space?.measuredDataset ?? "cifar10" }

    /// What networks take turns with where nothing else is said: cheap, so that many turns fit into
    /// little time, and with few weights, so that it leaves a network's in the caches.
    package var standardReferences: [String] {
        space.map { [$0.referenceCell] } ?? [
            "|nor_conv_1x1~0|+|skip_connect~0|none~1|+|skip_connect~0|nor_conv_1x1~1|skip_connect~2|"
        ]
    }

    /// Whether latencies are ratios to references that run in turns with the networks.
    package var isPaired: Bool { statistic == .paired }

    /// The references as a runner is to run them.
    package var referenceWorkloads: [Workload] {
        (references ?? standardReferences).map {
            .network(
                NetworkWorkload(
                    architecture: $0, dataset: dataset, graph: view, batch: batch, seed: seed,
                    space: space))
        }
    }

    /// Whether dead edges are executed.
    package var view: GraphView { GraphView(rawValue: graph) ?? .asWritten }

    /// What a runner is to run.
    package func workload(_ architecture: Architecture, in space: SearchSpace) -> Workload {
        .network(
            NetworkWorkload(
                architecture: space.string(of: architecture), dataset: dataset, graph: view,
                batch: batch, seed: seed, space: self.space))
    }

    /// How the runner is started.
    /// - Parameter program: Lends the built-in runner and Python.
    /// - Throws: ``RequestError`` where a script is missing, or the program lends no built-in runner.
    package func command(of program: Program) throws -> RunnerCommand {
        switch runner {
        case .builtin:
            guard let builtin = program.builtinRunner else { throw RequestError.noBuiltinRunner }
            let kernels = try kernels ?? BuiltinKernels.checked(nil)
            return RunnerCommand(
                builtin(kernels, threads), environment: BuiltinKernels.environment(kernels))
        case .script(let script):
            do {
                return RunnerCommand(
                    [program.python, try script.path(), "--threads", "\(threads)"])
            } catch {
                throw RequestError.unusableRunner(reason: "\(error)", remedy: nil)
            }
        case .command(let text): return RunnerCommand(["/bin/sh", "-c", "exec \(text)"])
        }
    }
}
