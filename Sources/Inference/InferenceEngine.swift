import Networks

/// Runs a network on this CPU: compiled once, then as often as wanted without allocating.
///
/// A network laid out as written is executed as written: dead edges are computed, `none` fills a
/// tensor with zeros, and zeros are added. Skipping costs nothing in both views.
package final class InferenceEngine {
    /// What runs.
    package let network: Network
    /// Which code computes the convolutions.
    package let kernels: KernelSet
    /// How many threads share each step.
    package let threads: Int
    /// Images in a run.
    package let batch: Int
    /// Floats that a run reads: `[batch × channels × height × width]`.
    package let inputCount: Int
    /// Floats that a run writes: `[batch × classes]`.
    package let outputCount: Int
    private let runner: StepRunner

    /// Compiles a network.
    /// - Parameters:
    ///   - weights: Those of this network.
    ///   - threads: 1 or more; one has no overhead of threads.
    ///   - batch: Images in a run, 1 or more.
    /// - Throws: ``InferenceError`` where the CPU lacks the kernels, a layer has no kernel or the
    ///   system refuses a thread.
    package init(
        network: Network, weights: NetworkWeights, kernels: KernelSet = .best, threads: Int = 1,
        batch: Int = 1
    ) throws {
        self.network = network
        self.kernels = kernels
        self.threads = threads
        self.batch = batch
        inputCount = batch * network.layers[0].inputShape.count
        outputCount = batch * network.dataset.classes
        runner = try StepRunner(
            NetworkCompiler.compile(network, weights: weights), kernels: kernels,
            threads: threads, batch: batch)
    }

    /// Classifies images.
    /// - Parameters:
    ///   - input: `[batch × channels × height × width]`, the last dimension fastest.
    ///   - output: Gets `[batch × classes]`.
    package func run(
        input: UnsafeBufferPointer<Float>, output: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(input.count == inputCount, "\(inputCount) numbers of input")
        precondition(output.count == outputCount, "\(outputCount) numbers of output")
        runner.run(source: input.baseAddress, destination: output.baseAddress)
    }

    /// Classifies images, with a new array for the result.
    package func run(_ input: [Float]) -> [Float] {
        [Float](unsafeUninitializedCapacity: outputCount) { output, count in
            input.withUnsafeBufferPointer { input in
                run(
                    input: input,
                    output: UnsafeMutableBufferPointer(rebasing: output[..<outputCount]))
            }
            count = outputCount
        }
    }
}
