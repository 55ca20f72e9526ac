import Architectures
import CConvolution
import Inference
import Networks
import Testing

/// One kernel on random numbers, in the layout of the library and in that of the reference.
private struct Trial {
    var step = conv_step()
    let input: TensorShape
    let output: TensorShape
    let isPlanar: Bool
    let source: [Float]
    let addend: [Float]?
    let weights: [Float]
    let bias: [Float]

    init(
        _ operation: conv_operation, _ instructions: conv_instructions, kernel: Int = 1,
        stride: Int = 1, images: Int, input: TensorShape, output: TensorShape,
        rectifies: Bool = false, rectifiesResult: Bool = false, adds: Bool = false,
        using generator: inout SeededGenerator
    ) {
        step.operation = operation
        step.instructions = instructions
        step.kernel = Int32(kernel)
        step.stride = Int32(stride)
        step.images = Int32(images)
        step.input_channels = Int32(input.channels)
        step.input_size = Int32(input.size)
        step.output_channels = Int32(output.channels)
        step.output_size = Int32(output.size)
        step.rectifies = rectifies
        step.rectifies_result = rectifiesResult
        self.input = input
        self.output = output
        isPlanar = operation == CONV_STEM || operation == CONV_GEMM_STEM
        func numbers(_ count: Int) -> [Float] {
            (0..<count).map { _ in .random(in: -1...1, using: &generator) }
        }
        source = numbers(images * input.count)
        addend = adds ? numbers(images * output.count) : nil
        weights = numbers(output.channels * input.channels * kernel * kernel)
        bias = numbers(output.channels)
    }

    /// The place of a number of `[image][channel][row][column]` in the library's padded tensor.
    private func place(of index: Int, in shape: TensorShape, isPlanar: Bool) -> Int {
        let width = shape.size + 2
        let (image, rest) = index.quotientAndRemainder(dividingBy: shape.count)
        let (channel, pixel) = rest.quotientAndRemainder(dividingBy: shape.size * shape.size)
        let at = (pixel / shape.size + 1) * width + pixel % shape.size + 1
        let first = image * shape.channels * width * width
        return first + (isPlanar ? channel * width * width + at : at * shape.channels + channel)
    }

    /// Results of the kernel, or nil where a number outside the image was changed.
    func run(threads: Int) -> [Float]? {
        let images = Int(step.images)
        var step = step
        func padded(_ shape: TensorShape) -> UnsafeMutableBufferPointer<Float> {
            let count = images * shape.channels * (shape.size + 2) * (shape.size + 2)
            return Self.allocate(count)
        }
        let from = padded(input)
        let to = padded(output)
        let packed = Self.allocate(conv_packed_count(&step))
        let biases = Self.allocate(bias.count)
        let scratchCount = (conv_scratch_count(&step, Int32(threads)) + 15) / 16 * 16
        let scratch = Self.allocate(scratchCount * threads)
        defer { for buffer in [from, to, packed, biases, scratch] { buffer.deallocate() } }
        for (index, value) in source.enumerated() {
            from[place(of: index, in: input, isPlanar: isPlanar)] = value
        }
        for (index, value) in (addend ?? []).enumerated() {
            to[place(of: index, in: output, isPlanar: false)] = value
        }
        conv_pack(&step, weights, packed.baseAddress)
        _ = biases.update(from: bias)
        step.source = UnsafePointer(from.baseAddress)
        step.addend = addend == nil ? nil : UnsafePointer(to.baseAddress)
        step.destination = to.baseAddress
        step.weights = UnsafePointer(packed.baseAddress)
        step.bias = UnsafePointer(biases.baseAddress)
        let team = conv_team_create(Int32(threads))
        conv_run(team, &step, 1, scratch.baseAddress, scratchCount)
        conv_team_destroy(team)
        let places = (0..<(images * output.count)).map {
            place(of: $0, in: output, isPlanar: false)
        }
        let result = places.map { to[$0] }
        for place in places { to[place] = 0 }
        return to.allSatisfy { $0 == 0 } ? result : nil
    }

    private static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(count, 16) * 4, alignment: 64)
        let floats = memory.bindMemory(to: Float.self)
        floats.initialize(repeating: 0)
        return floats
    }

    /// The same by the definition of the operator.
    func expected(_ operation: (_ image: [Float]) -> [Float]) -> [Float] {
        var result: [Float] = []
        for image in 0..<Int(step.images) {
            let pixels = source[(image * input.count)..<((image + 1) * input.count)]
            result += operation(step.rectifies ? pixels.map { max($0, 0) } : Array(pixels))
        }
        if let addend { result = zip(result, addend).map(+) }
        return step.rectifies_result ? result.map { max($0, 0) } : result
    }
}

/// The instructions that this processor has of those for which there are kernels; none where it is
/// no x86-64.
private let directSets = [CONV_SSE, CONV_AVX2, CONV_AVX512].filter(conv_is_available)

@Suite(.enabled(if: !directSets.isEmpty, "kernels are for x86-64 only"))
struct KernelTests {
    /// Rounding of sums of some hundred products, relative to the largest result; Winograd's
    /// transforms multiply it.
    static let tolerance: Float = 2e-6
    static let winogradTolerance: Float = 2e-5

    private func check(
        _ trial: Trial, tolerance: Float = Self.tolerance, threads: Int,
        _ operation: (_ image: [Float]) -> [Float]
    ) throws {
        let found = try #require(trial.run(threads: threads), "the border is not zero")
        let expected = trial.expected(operation)
        let scale = expected.map(abs).max() ?? 0
        let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
        #expect(
            difference <= tolerance * scale,
            "\(trial.input) to \(trial.output), \(trial.step), \(threads) threads")
    }

    @Test func convolutions() throws {
        var generator = SeededGenerator(seed: 1)
        for round in 0..<24 {
            let kernel = round.isMultiple(of: 2) ? 3 : 1
            let stride = round % 4 < 2 ? 1 : 2
            let size = stride * Int.random(in: 1...13, using: &generator)
            let input = TensorShape(
                channels: 16 * .random(in: 1...4, using: &generator), size: size)
            let output = TensorShape(
                channels: 16 * .random(in: 1...4, using: &generator), size: size / stride)
            for instructions in directSets {
                for operation in [CONV_DIRECT, CONV_GEMM] {
                    let trial = Trial(
                        operation, instructions, kernel: kernel, stride: stride,
                        images: 1 + round % 3, input: input, output: output,
                        rectifies: .random(using: &generator),
                        rectifiesResult: .random(using: &generator),
                        adds: .random(using: &generator), using: &generator)
                    try check(trial, threads: 1 + round / 2 % 3) { image in
                        Naive.convolution(
                            image, shape: input, weights: trial.weights, bias: trial.bias,
                            output: output, kernel: kernel, stride: stride)
                    }
                }
            }
        }
    }

    @Test func winograd() throws {
        var generator = SeededGenerator(seed: 2)
        for round in 0..<12 {
            let size = 4 * Int.random(in: 1...5, using: &generator)
            let input = TensorShape(
                channels: 16 * .random(in: 1...4, using: &generator), size: size)
            let output = TensorShape(
                channels: 16 * .random(in: 1...4, using: &generator), size: size)
            for instructions in directSets {
                let trial = Trial(
                    CONV_WINOGRAD, instructions, kernel: 3, images: 1 + round % 3, input: input,
                    output: output, rectifies: .random(using: &generator),
                    rectifiesResult: .random(using: &generator),
                    adds: .random(using: &generator), using: &generator)
                try check(
                    trial, tolerance: Self.winogradTolerance, threads: 1 + round / 2 % 3
                ) { image in
                    Naive.convolution(
                        image, shape: input, weights: trial.weights, bias: trial.bias,
                        output: output, kernel: 3, stride: 1)
                }
            }
        }
    }

    @Test func stems() throws {
        var generator = SeededGenerator(seed: 3)
        for size in [1, 5, 16, 31] {
            let input = TensorShape(channels: 3, size: size)
            let output = TensorShape(channels: 32, size: size)
            for instructions in directSets {
                for operation in [CONV_STEM, CONV_GEMM_STEM] {
                    let trial = Trial(
                        operation, instructions, kernel: 3, images: 2, input: input,
                        output: output, rectifiesResult: size == 5, using: &generator)
                    try check(trial, threads: 1 + size % 2) { image in
                        Naive.convolution(
                            image, shape: input, weights: trial.weights, bias: trial.bias,
                            output: output, kernel: 3, stride: 1)
                    }
                }
            }
        }
    }

    @Test func pooling() throws {
        var generator = SeededGenerator(seed: 4)
        for round in 0..<12 {
            let size = Int.random(in: 1...12, using: &generator)
            let channels = 16 * Int.random(in: 1...4, using: &generator)
            let small = TensorShape(channels: channels, size: size)
            let large = TensorShape(channels: channels, size: 2 * size)
            for instructions in directSets {
                let three = Trial(
                    CONV_POOL3, instructions, images: 1 + round % 3, input: small, output: small,
                    rectifiesResult: .random(using: &generator),
                    adds: .random(using: &generator), using: &generator)
                try check(three, threads: 1 + round % 2) { image in
                    Naive.averagePooling(
                        image, shape: small, output: size, kernel: 3, stride: 1, padding: 1)
                }
                let two = Trial(
                    CONV_POOL2, instructions, images: 1 + round % 3, input: large, output: small,
                    adds: .random(using: &generator), using: &generator)
                try check(two, threads: 1 + round % 2) { image in
                    Naive.averagePooling(
                        image, shape: large, output: size, kernel: 2, stride: 2, padding: 0)
                }
            }
        }
    }

    @Test func sumsAndZeros() throws {
        var generator = SeededGenerator(seed: 5)
        for round in 0..<8 {
            let shape = TensorShape(channels: 16 * (1 + round % 4), size: 1 + round)
            for instructions in directSets {
                let sum = Trial(
                    CONV_ADD, instructions, images: 1 + round % 3, input: shape, output: shape,
                    rectifiesResult: round > 3, adds: round.isMultiple(of: 2), using: &generator)
                try check(sum, threads: 1 + round % 3) { $0 }
                let zeros = Trial(
                    CONV_FILL, instructions, images: 1 + round % 3, input: shape, output: shape,
                    using: &generator)
                try check(zeros, threads: 1 + round % 3) { $0.map { _ in 0 } }
            }
        }
    }
}
