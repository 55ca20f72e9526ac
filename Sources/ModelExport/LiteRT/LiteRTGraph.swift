import Networks

/// The tensors and operators of a LiteRT file.
struct LiteRTGraph: Sendable {
    private(set) var tensors: [LiteRTTensor] = []
    private(set) var operators: [LiteRTOperator] = []
    private(set) var input: Int32 = 0
    private(set) var output: Int32 = 0
    /// The tensor of every value, as ``FusedNetwork`` numbers them.
    private var values: [Int32] = []
    private let batch: BatchSize
    /// Constants that several operators read, by name.
    private var shared: [String: Int32] = [:]

    /// Lays out a network.
    /// - Parameters:
    ///   - image: The shape of the input, for one image.
    ///   - name: Of the output.
    init(
        _ network: FusedNetwork, image: TensorShape, batch: BatchSize, output name: String
    ) {
        self.batch = batch
        input = appendValue("image", image)
        values = [input]
        for (position, operation) in network.operations.enumerated() {
            let isLast = position == network.operations.count - 1
            values.append(
                append(operation, name: isLast ? name : "value\(position + 1)"))
        }
        output = values[values.count - 1]
    }

    private mutating func append(_ operation: FusedOperation, name: String) -> Int32 {
        let inputs = operation.inputs.map { values[$0] }
        switch operation.kind {
        case .convolution(let stride, let weight, let bias):
            return appendConvolution(
                operation, inputs[0], stride: stride, weight: weight, bias: bias, name: name)
        case .normalization(let scale, let shift):
            let scaled = appendValue("\(name)/scaled", operation.shape)
            operators.append(
                LiteRTOperator(
                    kind: .multiply,
                    inputs: [inputs[0], constant("\(name)/scale", [scale.count], scale)],
                    output: scaled, options: .multiplication))
            return append(
                .add, [scaled, constant("\(name)/shift", [shift.count], shift)],
                .addition(hasReLU: operation.hasReLU), operation, name)
        case .relu: return append(.relu, inputs, nil, operation, name)
        // The copy is what is left of an identity where its output must be another tensor.
        case .identity:
            let output = appendValue(name, operation.shape)
            let shape = tensors[Int(output)].shape
            operators.append(
                LiteRTOperator(
                    kind: .reshape,
                    inputs: inputs + [
                        append(
                            LiteRTTensor(
                                name: "shape", shape: [Int32(shape.count)], element: .int32,
                                contents: shape.littleEndianBytes))
                    ], output: output, options: .reshaping))
            return output
        case .averagePooling(let kernel, let stride, let padding):
            precondition(
                padding == 0 || (stride == 1 && padding == kernel / 2),
                "a padding that LiteRT has no name for")
            return append(
                .averagePool2D, inputs,
                .pooling(kernel: kernel, stride: stride, isPadded: padding > 0), operation, name)
        case .zero:
            let zero = sharedConstant(
                "zero",
                LiteRTTensor(
                    name: "zero", shape: [], contents: [Float(0)].littleEndianBytes))
            return append(.multiply, inputs + [zero], .multiplication, operation, name)
        case .addition:
            return append(.add, inputs, .addition(hasReLU: operation.hasReLU), operation, name)
        case .globalAveragePooling:
            let axes = sharedConstant(
                "axes",
                LiteRTTensor(
                    name: "axes", shape: [2], element: .int32,
                    contents: [Int32(1), 2].littleEndianBytes))
            return append(.mean, inputs + [axes], .reduction, operation, name)
        case .linear(let weight, let bias):
            return append(
                .fullyConnected,
                [
                    inputs[0], constant("\(name)/weight", weight.shape, weight.values),
                    constant("\(name)/bias", [bias.count], bias),
                ], .fullyConnected(hasReLU: operation.hasReLU), operation, name)
        }
    }

    /// A stride of 1 with a padding that keeps the size has a name; any other padding is an operator
    /// of its own, since LiteRT's would fall on other sides.
    private mutating func appendConvolution(
        _ operation: FusedOperation, _ input: Int32, stride: Int, weight: NetworkWeights.Tensor,
        bias: [Float], name: String
    ) -> Int32 {
        let kernel = weight.shape[3]
        var input = input
        if stride > 1, kernel > 1 {
            let size = operation.inputShape.size + 2 * (kernel / 2)
            let padded = appendValue(
                "\(name)/padded",
                TensorShape(channels: operation.inputShape.channels, size: size))
            let side = Int32(kernel / 2)
            let paddings = sharedConstant(
                "paddings\(side)",
                LiteRTTensor(
                    name: "paddings\(side)", shape: [4, 2], element: .int32,
                    contents: [0, 0, side, side, side, side, 0, 0].littleEndianBytes))
            operators.append(
                LiteRTOperator(
                    kind: .pad, inputs: [input, paddings], output: padded, options: .pad))
            input = padded
        }
        return append(
            .convolution2D,
            [
                input,
                constant("\(name)/weight", weight.channelsLast.shape, weight.channelsLast.values),
                constant("\(name)/bias", [bias.count], bias),
            ],
            .convolution(
                stride: stride, isPadded: stride == 1 && kernel > 1, hasReLU: operation.hasReLU),
            operation, name)
    }

    private mutating func append(
        _ kind: LiteRTOperatorKind, _ inputs: [Int32], _ options: LiteRTOperator.Options?,
        _ operation: FusedOperation, _ name: String
    ) -> Int32 {
        let isVector: Bool
        switch operation.kind {
        case .globalAveragePooling, .linear: isVector = true
        default: isVector = false
        }
        let output = appendValue(name, operation.shape, isVector: isVector)
        operators.append(
            LiteRTOperator(kind: kind, inputs: inputs, output: output, options: options))
        return output
    }

    /// Appends what is computed, or the image.
    private mutating func appendValue(
        _ name: String, _ shape: TensorShape, isVector: Bool = false
    ) -> Int32 {
        var images: Int32 = 1
        if case .fixed(let count) = batch { images = Int32(count) }
        let (channels, size) = (Int32(shape.channels), Int32(shape.size))
        return append(
            LiteRTTensor(
                name: name, shape: isVector ? [images, channels] : [images, size, size, channels],
                isOfAnyBatch: batch == .dynamic))
    }

    private mutating func constant(_ name: String, _ shape: [Int], _ values: [Float]) -> Int32 {
        append(
            LiteRTTensor(
                name: name, shape: shape.map(Int32.init), contents: values.littleEndianBytes))
    }

    private mutating func sharedConstant(_ name: String, _ tensor: LiteRTTensor) -> Int32 {
        if let position = shared[name] { return position }
        let position = append(tensor)
        shared[name] = position
        return position
    }

    private mutating func append(_ tensor: LiteRTTensor) -> Int32 {
        tensors.append(tensor)
        return Int32(tensors.count - 1)
    }
}

extension NetworkWeights.Tensor {
    /// A convolution's weights with the input channels last: `[outputs, kernel, kernel, inputs]`.
    var channelsLast: NetworkWeights.Tensor {
        let (outputs, inputs, area) = (shape[0], shape[1], shape[2] * shape[3])
        var moved = [Float](repeating: 0, count: values.count)
        for output in 0..<outputs {
            for input in 0..<inputs {
                for position in 0..<area {
                    moved[(output * area + position) * inputs + input] =
                        values[(output * inputs + input) * area + position]
                }
            }
        }
        return NetworkWeights.Tensor(shape: [outputs, shape[2], shape[3], inputs], values: moved)
    }
}
