import CConvolution
import COpenBLAS
import Networks

/// A program with its memory and threads, ready to run again and again without allocating.
final class StepRunner {
    private let steps: UnsafeMutableBufferPointer<conv_step>
    private let team: OpaquePointer
    private let scratch: UnsafeMutableBufferPointer<Float>
    private let scratchPerThread: Int
    private let usesOpenBLAS: Bool
    /// Keeps what the steps point at.
    private let memory: FloatArena

    /// - Parameters:
    ///   - kernels: Checked for this CPU.
    ///   - threads: 1 or more.
    ///   - batch: Images in a run.
    /// - Throws: ``InferenceError``.
    init(_ program: Program, kernels: KernelSet, threads: Int, batch: Int) throws {
        precondition(threads >= 1 && batch >= 1, "at least one thread and one image")
        try kernels.checkAvailable()
        let slots = TensorSlots(for: program)
        var prepared = program.instructions.map { Self.step($0, kernels: kernels, batch: batch) }
        scratchPerThread = FloatArena.rounded(
            prepared.indices.map { conv_scratch_count(&prepared[$0], Int32(threads)) }.max() ?? 0)
        let slotSizes = slots.shapes.map { batch * Self.paddedCount($0) }
        let weightSizes = zip(program.instructions, prepared.indices).map { step, index in
            max(step.weights.count, conv_packed_count(&prepared[index]))
        }
        var arena = FloatArena(
            pieces: slotSizes + weightSizes + program.instructions.map(\.bias.count)
                + [scratchPerThread * threads])
        let tensors = slotSizes.map { arena.take($0) }
        func address(_ tensor: Int?) -> UnsafeMutablePointer<Float>? {
            tensor.flatMap { slots.slotOfTensor[$0] }.flatMap { tensors[$0].baseAddress }
        }
        for (index, step) in program.instructions.enumerated() {
            prepared[index].source = UnsafePointer(address(step.source))
            prepared[index].addend = UnsafePointer(address(step.addend))
            prepared[index].destination = address(step.destination)
            let weights = arena.take(weightSizes[index])
            if step.operation == .head {
                _ = weights.update(from: step.weights)
            } else if let base = weights.baseAddress {
                conv_pack(&prepared[index], step.weights, base)
            }
            let bias = arena.take(step.bias.count)
            _ = bias.update(from: step.bias)
            prepared[index].weights = UnsafePointer(weights.baseAddress)
            prepared[index].bias = UnsafePointer(bias.baseAddress)
        }
        scratch = arena.take(scratchPerThread * threads)
        memory = arena
        guard let team = conv_team_create(Int32(threads)) else {
            throw InferenceError.noThreads(threads)
        }
        self.team = team
        steps = .allocate(capacity: prepared.count)
        _ = steps.initialize(from: prepared)
        usesOpenBLAS = prepared.contains {
            $0.operation == CONV_GEMM || $0.operation == CONV_GEMM_STEM
        }
    }

    deinit {
        conv_team_destroy(team)
        steps.deallocate()
    }

    /// Floats of a tensor with its border.
    static func paddedCount(_ shape: TensorShape) -> Int {
        shape.channels * (shape.size + 2) * (shape.size + 2)
    }

    /// A step without its tensors.
    private static func step(
        _ instruction: Instruction, kernels: KernelSet, batch: Int
    ) -> conv_step {
        var step = conv_step()
        step.instructions = kernels.instructions
        step.rectifies = instruction.rectifies
        step.rectifies_result = instruction.rectifiesResult
        step.kernel = 1
        step.stride = 1
        step.images = Int32(batch)
        step.input_channels = Int32(instruction.input.channels)
        step.output_channels = Int32(instruction.output.channels)
        step.input_size = Int32(instruction.input.size)
        step.output_size = Int32(instruction.output.size)
        let usesOpenBLAS = kernels.family == .openblas
        switch instruction.operation {
        case .importing: step.operation = CONV_IMPORT
        case .stem:
            step.kernel = 3
            step.operation = usesOpenBLAS ? CONV_GEMM_STEM : CONV_STEM
        case .convolution(let kernel, let stride):
            step.kernel = Int32(kernel)
            step.stride = Int32(stride)
            // A single tile reads four times the weights for what the direct kernel computes from
            // the cache.
            let isTiled =
                kernel == 3 && stride == 1 && instruction.output.size.isMultiple(of: 4)
                && batch * instruction.output.size >= 8
            step.operation =
                usesOpenBLAS || kernel > 3 ? CONV_GEMM : isTiled ? CONV_WINOGRAD : CONV_DIRECT
        case .poolThree: step.operation = CONV_POOL3
        case .poolTwo: step.operation = CONV_POOL2
        case .fill: step.operation = CONV_FILL
        case .addition: step.operation = CONV_ADD
        case .head: step.operation = CONV_HEAD
        }
        return step
    }

    /// Runs all steps. OpenBLAS keeps to the calling thread: the team divides the work.
    /// - Parameters:
    ///   - source: Replaces the first step's source where given.
    ///   - destination: Replaces the last step's destination where given.
    func run(source: UnsafePointer<Float>?, destination: UnsafeMutablePointer<Float>?) {
        if let source { steps[0].source = source }
        if let destination { steps[steps.count - 1].destination = destination }
        if usesOpenBLAS, openblas_get_num_threads() != 1 { openblas_set_num_threads(1) }
        conv_run(team, steps.baseAddress, steps.count, scratch.baseAddress, scratchPerThread)
    }
}
