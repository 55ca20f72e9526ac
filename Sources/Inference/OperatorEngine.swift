import Architectures
import Networks

/// Runs one operator of the cell alone, for profiling. Its tensors are its own: the input holds
/// random numbers from a seed.
///
/// What costs nothing inside a network is done here as a runtime does it that executes operators
/// one by one: a skip copies the tensor, `none` fills one with zeros.
package final class OperatorEngine {
    /// What runs.
    package let kind: OperatorKind
    /// Channels and resolution of the input and of the output.
    package let shape: TensorShape
    /// Which code computes the convolutions.
    package let kernels: KernelSet
    /// How many threads share the work.
    package let threads: Int
    /// Images in a run.
    package let batch: Int
    private let runner: StepRunner
    private let tensors: FloatArena
    private let source: UnsafeMutableBufferPointer<Float>
    private let result: UnsafeMutableBufferPointer<Float>

    /// Prepares an operator.
    /// - Throws: ``InferenceError`` where the CPU lacks the kernels, the channels are no multiple of
    ///   16 or the system refuses a thread.
    package init(
        _ kind: OperatorKind, shape: TensorShape, kernels: KernelSet = .best, threads: Int = 1,
        batch: Int = 1, seed: UInt64 = 1
    ) throws {
        self.kind = kind
        self.shape = shape
        self.kernels = kernels
        self.threads = threads
        self.batch = batch
        var generator = SeededGenerator(seed: seed)
        var program = Program()
        let first = program.makeTensor(shape)
        let second = program.makeTensor(shape)
        var step = Instruction(
            operation: .addition, source: first, destination: second, input: shape, output: shape)
        switch kind {
        case .zero: step.operation = .fill
        case .identity: step.operation = .addition
        case .averagePooling(3): step.operation = .poolThree
        case .convolution(let kernel) where kernel % 2 == 1:
            step.operation = .convolution(kernel: kernel, stride: 1)
            step.rectifies = true
            let count = shape.channels * shape.channels * kernel * kernel
            let range = 1 / Float(shape.channels * kernel * kernel).squareRoot()
            step.weights = (0..<count).map { _ in .random(in: -range...range, using: &generator) }
            step.bias = (0..<shape.channels).map { _ in .random(in: -0.1...0.1, using: &generator) }
        default: throw InferenceError.unsupportedLayer("\(kind)")
        }
        guard shape.channels.isMultiple(of: 16) else {
            throw InferenceError.unsupportedLayer("\(kind) with \(shape.channels) channels")
        }
        program.instructions = [step]
        runner = try StepRunner(program, kernels: kernels, threads: threads, batch: batch)
        let count = batch * StepRunner.paddedCount(shape)
        var arena = FloatArena(pieces: [count, count])
        source = arena.take(count)
        result = arena.take(count)
        tensors = arena
        let pixels = shape.size + 2
        for index in source.indices {
            let pixel = index / shape.channels
            guard (1...shape.size).contains(pixel % pixels),
                (1...shape.size).contains(pixel / pixels % pixels)
            else { continue }
            source[index] = .random(in: -1...1, using: &generator)
        }
    }

    /// Runs the operator once.
    package func run() {
        runner.run(source: source.baseAddress, destination: result.baseAddress)
    }

    /// The tensor that a run reads, `[batch × height × width × channels]`.
    package func input() -> [Float] { interior(of: UnsafeBufferPointer(source)) }

    /// The tensor that the last run wrote, `[batch × height × width × channels]`.
    package func output() -> [Float] { interior(of: UnsafeBufferPointer(result)) }

    private func interior(of padded: UnsafeBufferPointer<Float>) -> [Float] {
        let pixels = shape.size + 2
        return padded.indices.filter {
            let pixel = $0 / shape.channels
            return (1...shape.size).contains(pixel % pixels)
                && (1...shape.size).contains(pixel / pixels % pixels)
        }.map { padded[$0] }
    }
}
