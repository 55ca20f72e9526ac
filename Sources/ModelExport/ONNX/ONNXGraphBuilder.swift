import Networks

/// Appends operations one by one; every operation has one output, whose name is the operation's.
struct ONNXGraphBuilder {
    private(set) var nodes: [ONNXNode] = []
    private(set) var constants: [ONNXTensor] = []
    private var uses: [String: Int] = [:]

    /// The graph of what was appended, from the input to the last operation.
    func graph(name: String, input: ONNXValue, output: ONNXValue) -> ONNXGraph {
        var nodes = nodes
        if !nodes.isEmpty { nodes[nodes.count - 1].output = output.name }
        return ONNXGraph(
            name: name, nodes: nodes, constants: constants, input: input, output: output)
    }

    mutating func relu(_ input: String, at path: String) -> String {
        append("Relu", at: path, [input])
    }

    /// A convolution; with a bias, where batch normalisation is folded into it.
    /// - Parameter weight: `[outputs, inputs, kernel, kernel]`.
    mutating func convolution(
        _ input: String, stride: Int, weight: NetworkWeights.Tensor, bias: [Float]?,
        name: String, at path: String
    ) -> String {
        var inputs = [input, constant("\(name).weight", weight.shape, weight.values)]
        if let bias { inputs.append(constant("\(name).bias", [bias.count], bias)) }
        let kernel = weight.shape[3]
        return append(
            "Conv", at: path, inputs,
            [
                ONNXAttribute("dilations", .integers([1, 1])),
                ONNXAttribute("group", .integer(1)),
                ONNXAttribute("kernel_shape", .integers([kernel, kernel])),
                ONNXAttribute("pads", .integers([Int](repeating: kernel / 2, count: 4))),
                ONNXAttribute("strides", .integers([stride, stride])),
            ])
    }

    /// Batch normalisation with the tensors of `name`.
    mutating func batchNormalization(
        _ input: String, weights: [String: NetworkWeights.Tensor], name: String, at path: String
    ) -> String {
        let parameters = ["weight", "bias", "running_mean", "running_var"].compactMap { part in
            weights["\(name).\(part)"].map { constant("\(name).\(part)", $0.shape, $0.values) }
        }
        return append(
            "BatchNormalization", at: path, [input] + parameters,
            [ONNXAttribute("epsilon", .float(NetworkWeights.epsilon))])
    }

    /// Average pooling that does not count its padding.
    mutating func averagePooling(
        _ input: String, kernel: Int, stride: Int, padding: Int, at path: String
    ) -> String {
        append(
            "AveragePool", at: path, [input],
            [
                ONNXAttribute("count_include_pad", .integer(0)),
                ONNXAttribute("kernel_shape", .integers([kernel, kernel])),
                ONNXAttribute("pads", .integers([Int](repeating: padding, count: 4))),
                ONNXAttribute("strides", .integers([stride, stride])),
            ])
    }

    /// Zeros of the input's shape, as the reference implementation has them: the input times 0.
    ///
    /// A constant would be cheaper, but then nothing would read the input any more, and a runtime
    /// would drop all that only leads here: the graph would no longer be executed as written.
    mutating func zero(_ input: String, at path: String) -> String {
        append("Mul", at: path, [input, constant("zero", [], [0])])
    }

    mutating func identity(_ input: String, at path: String) -> String {
        append("Identity", at: path, [input])
    }

    /// The sum from left to right.
    mutating func sum(_ inputs: [String], at path: String) -> String {
        inputs.dropFirst().reduce(inputs[0]) { append("Add", at: path, [$0, $1]) }
    }

    /// The mean of every channel: `[batch, channels]`.
    mutating func globalAveragePooling(_ input: String, at path: String) -> String {
        let pooled = append("GlobalAveragePool", at: path, [input])
        return append("Flatten", at: path, [pooled], [ONNXAttribute("axis", .integer(1))])
    }

    /// - Parameter weight: `[outputs, inputs]`.
    mutating func linear(
        _ input: String, weight: NetworkWeights.Tensor, bias: NetworkWeights.Tensor, name: String,
        at path: String
    ) -> String {
        append(
            "Gemm", at: path,
            [
                input, constant("\(name).weight", weight.shape, weight.values),
                constant("\(name).bias", bias.shape, bias.values),
            ], [ONNXAttribute("transB", .integer(1))])
    }

    /// Adds a constant unless it is there.
    private mutating func constant(_ name: String, _ shape: [Int], _ values: [Float]) -> String {
        if uses.updateValue(1, forKey: name) == nil {
            constants.append(ONNXTensor(name: name, shape: shape, values: values))
        }
        return name
    }

    private mutating func append(
        _ operation: String, at path: String, _ inputs: [String],
        _ attributes: [ONNXAttribute] = []
    ) -> String {
        let base = "\(path)/\(operation)"
        let count = uses[base, default: 0] + 1
        uses[base] = count
        let name = count == 1 ? base : "\(base)_\(count)"
        nodes.append(
            ONNXNode(
                operation: operation, name: name, inputs: inputs, output: name,
                attributes: attributes))
        return name
    }
}
