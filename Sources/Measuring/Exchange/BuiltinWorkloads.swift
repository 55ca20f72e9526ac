import Architectures
import Inference
import Networks

/// The built-in inference engine as a runner.
package struct BuiltinWorkloads: WorkloadFactory {
    /// What the runner says about itself.
    package let description: RunnerDescription
    private let spaces: SpaceMemory
    private let kernels: KernelSet
    private let threads: Int

    /// Checks that this process can run the kernels.
    /// - Parameters:
    ///   - space: Of what names no space of its own.
    ///   - version: The program's.
    /// - Throws: ``InferenceError`` where the processor lacks them, or OpenBLAS took others.
    package init(
        space: SearchSpace, kernels: KernelSet, threads: Int, version: String,
        machine: MachineFacts = .current()
    ) throws {
        try kernels.checkAvailable()
        guard threads > 0 else { throw InferenceError.noThreads(threads) }
        spaces = SpaceMemory(space)
        self.kernels = kernels
        self.threads = threads
        var facts = ["kernels": kernels.description]
        if kernels.family == .openblas { facts["openblas-core"] = KernelSet.openblasCore }
        description = RunnerDescription(
            name: "builtin", runtime: "nas-search \(version) \(kernels)",
            hardware: machine.processor ?? "unknown processor", kind: "cpu", threads: threads,
            precision: "fp32", accepts: [.architecture], facts: facts,
            features: [.interleave, .spaces])
    }

    /// Compiles a network, or prepares one operator.
    /// - Throws: ``WorkloadError``, ``SearchSpaceError`` or ``InferenceError``.
    package func prepare(_ workload: Workload) throws -> any RunnableWorkload {
        let space = try spaces.space(of: workload)
        switch workload {
        case .network(let description):
            let network = try description.network(in: space)
            let engine = try InferenceEngine(
                network: network, weights: NetworkWeights(for: network, seed: description.seed),
                kernels: kernels, threads: threads, batch: description.batch)
            return BuiltinNetwork(engine, seed: description.seed)
        case .operator(let description):
            let engine = try OperatorEngine(
                try description.kind(in: space).kind,
                shape: TensorShape(channels: description.channels, size: description.size),
                kernels: kernels, threads: threads, batch: description.batch,
                seed: description.seed)
            return BuiltinOperator(engine)
        }
    }
}

/// The space of the last request: numbering one anew takes longer than a small network.
private final class SpaceMemory {
    private let standard: SearchSpace
    private var last: SearchSpace?

    init(_ standard: SearchSpace) { self.standard = standard }

    func space(of workload: Workload) throws -> SearchSpace {
        guard let definition = workload.space else { return standard }
        if let last, last.definition == definition { return last }
        let space = try SearchSpace(definition: definition, source: "of the request")
        last = space
        return space
    }
}

/// A compiled network with an image to classify.
private final class BuiltinNetwork: RunnableWorkload {
    private let engine: InferenceEngine
    private let input: UnsafeMutableBufferPointer<Float>
    private let output: UnsafeMutableBufferPointer<Float>

    init(_ engine: InferenceEngine, seed: UInt64) {
        self.engine = engine
        input = .allocate(capacity: engine.inputCount)
        output = .allocate(capacity: engine.outputCount)
        var generator = SeededGenerator(seed: seed)
        for index in input.indices {
            input.initializeElement(at: index, to: .random(in: -1...1, using: &generator))
        }
        output.initialize(repeating: 0)
    }

    deinit {
        input.deallocate()
        output.deallocate()
    }

    func run() { engine.run(input: UnsafeBufferPointer(input), output: output) }
}

private final class BuiltinOperator: RunnableWorkload {
    private let engine: OperatorEngine

    init(_ engine: OperatorEngine) { self.engine = engine }

    func run() { engine.run() }
}
