import Networks

/// Turns the layers of a network into steps: batch normalisation goes into the weights of the
/// convolution before it, ReLU into the step that loads or stores, and the sum at a node is
/// accumulated by the steps that make its terms.
struct NetworkCompiler {
    /// Where a tensor of the network is to be found.
    private enum Value {
        case stored(Int)
        case rectified(Int)
        /// Computed only when the sum that it is a term of is formed.
        case deferred(Instruction)
    }

    private let network: Network
    private let weights: NetworkWeights
    /// Which layers read a tensor of the network.
    private var consumers: [[Int]]
    private var values: [Int: Value] = [:]
    private var program = Program()

    /// - Throws: ``InferenceError/unsupportedLayer(_:)``.
    static func compile(_ network: Network, weights: NetworkWeights) throws -> Program {
        var compiler = NetworkCompiler(network, weights: weights)
        try compiler.compile()
        compiler.program.rectifyResults()
        return compiler.program
    }

    private init(_ network: Network, weights: NetworkWeights) {
        self.network = network
        self.weights = weights
        consumers = [[Int]](repeating: [], count: network.layers.count + 1)
        for (index, layer) in network.layers.enumerated() {
            for input in layer.inputs { consumers[input].append(index) }
        }
    }

    private mutating func compile() throws {
        let image = network.layers[0].inputShape
        let given = program.makeTensor(image)
        let planes = program.makeTensor(image)
        program.instructions.append(
            Instruction(
                operation: .importing, source: given, destination: planes, input: image,
                output: image))
        values[0] = .stored(planes)
        for (index, layer) in network.layers.enumerated() { try compile(layer, at: index) }
    }

    private mutating func compile(_ layer: Layer, at index: Int) throws {
        let tensor = index + 1
        switch layer.operation {
        case .relu: values[tensor] = .rectified(source(layer.inputs[0]).tensor)
        case .convolution(let kernel, let stride):
            try compileConvolution(layer, at: index, kernel: kernel, stride: stride)
        case .batchNormalization:
            // That of a convolution has been folded; the head's is folded by the linear layer.
            if values[tensor] == nil { values[tensor] = values[layer.inputs[0]] }
        case .globalAveragePooling: values[tensor] = values[layer.inputs[0]]
        case .averagePooling(3, 1, 1):
            place(step(.poolThree, for: layer), as: tensor)
        case .averagePooling(2, 2, 0) where layer.inputShape.size.isMultiple(of: 2):
            place(step(.poolTwo, for: layer), as: tensor)
        case .averagePooling: throw Self.unsupported(layer)
        case .zero: compileZero(layer, as: tensor)
        case .addition: compileAddition(layer, as: tensor)
        case .linear: try compileHead(layer, at: index)
        }
    }

    private static func unsupported(_ layer: Layer) -> InferenceError {
        .unsupportedLayer(
            "\(layer.operation) with \(layer.inputShape.channels) to "
                + "\(layer.outputShape.channels) channels at \(layer.inputShape.size) pixels")
    }

    /// The stored tensor that a layer reads.
    private func source(_ tensor: Int) -> (tensor: Int, isRectified: Bool) {
        switch values[tensor] {
        case .stored(let stored): (stored, false)
        case .rectified(let stored): (stored, true)
        case .deferred, nil: preconditionFailure("tensor \(tensor) is read before it is stored")
        }
    }

    /// A step that reads a layer's first input; it gets its destination when it is placed.
    private func step(_ operation: Instruction.Operation, for layer: Layer) -> Instruction {
        let source = source(layer.inputs[0])
        return Instruction(
            operation: operation, source: source.tensor, destination: -1,
            rectifies: source.isRectified, input: layer.inputShape, output: layer.outputShape)
    }

    /// Appends a step, or keeps it for the sum that alone reads its result.
    private mutating func place(_ step: Instruction, as tensor: Int) {
        if consumers[tensor].count == 1,
            network.layers[consumers[tensor][0]].operation == .addition
        {
            values[tensor] = .deferred(step)
        } else {
            values[tensor] = .stored(append(step, to: program.makeTensor(step.output)))
        }
    }

    @discardableResult
    private mutating func append(
        _ step: Instruction, to destination: Int, adding addend: Int? = nil
    ) -> Int {
        var step = step
        step.destination = destination
        step.addend = addend
        program.instructions.append(step)
        return destination
    }

    private mutating func compileConvolution(
        _ layer: Layer, at index: Int, kernel: Int, stride: Int
    ) throws {
        let isStem = layer.place == .stem
        guard layer.outputShape.channels.isMultiple(of: 16),
            isStem ? kernel == 3 && stride == 1 : layer.inputShape.channels.isMultiple(of: 16),
            kernel % 2 == 1, stride == 1 || stride == 2,
            layer.inputShape.size.isMultiple(of: stride)
        else { throw Self.unsupported(layer) }
        var step = step(isStem ? .stem : .convolution(kernel: kernel, stride: stride), for: layer)
        step.weights = weights["\(layer.name).weight"].values
        step.bias = [Float](repeating: 0, count: layer.outputShape.channels)
        var result = index + 1
        if let next = consumers[result].first, consumers[result].count == 1,
            network.layers[next].operation == .batchNormalization
        {
            let (scale, shift) = weights.normalization(of: network.layers[next])
            let count = step.weights.count / scale.count
            for index in step.weights.indices { step.weights[index] *= scale[index / count] }
            step.bias = shift
            result = next + 1
        }
        place(step, as: result)
    }

    /// Written zeros are a step, whoever reads them; a pruned network's cost nothing.
    private mutating func compileZero(_ layer: Layer, as tensor: Int) {
        if network.view == .pruned {
            let zeros =
                program.zeros.first { program.shapes[$0] == layer.outputShape }
                ?? program.makeTensor(layer.outputShape)
            program.zeros.insert(zeros)
            values[tensor] = .stored(zeros)
        } else {
            place(step(.fill, for: layer), as: tensor)
        }
    }

    /// The first term is written, the others are added to it: by the step that makes the term, or
    /// by a step of its own for one that is stored already. Every term is added, zeros too.
    private mutating func compileAddition(_ layer: Layer, as tensor: Int) {
        let sum = program.makeTensor(layer.outputShape)
        var terms: [Instruction] = []
        var stored: [Int] = []
        for input in layer.inputs {
            if case .deferred(let step) = values[input] {
                // Zeros first: to fill the sum is all that they then ask for.
                terms.insert(step, at: step.operation == .fill ? 0 : terms.count)
            } else {
                stored.append(source(input).tensor)
            }
        }
        func addition(of tensor: Int) -> Instruction {
            Instruction(
                operation: .addition, source: tensor, destination: -1, input: layer.outputShape,
                output: layer.outputShape)
        }
        var isStarted = false
        for term in terms {
            if term.operation == .fill, isStarted {
                let zeros = append(term, to: program.makeTensor(layer.outputShape))
                append(addition(of: zeros), to: sum, adding: sum)
            } else if isStarted || term.operation == .fill {
                append(term, to: sum, adding: isStarted ? sum : nil)
            } else {
                append(term, to: sum, adding: stored.popLast())
            }
            isStarted = true
        }
        if !isStarted, let first = stored.popLast() {
            append(addition(of: first), to: sum, adding: stored.popLast())
        }
        for term in stored { append(addition(of: term), to: sum, adding: sum) }
        values[tensor] = .stored(sum)
    }

    /// Normalisation, ReLU, pooling and linear layer, which only occur together.
    private mutating func compileHead(_ layer: Layer, at index: Int) throws {
        let layers = network.layers
        guard index >= 3, layers[index - 3].operation == .batchNormalization,
            layers[index - 2].operation == .relu,
            layers[index - 1].operation == .globalAveragePooling, index == layers.count - 1,
            layer.inputShape.channels.isMultiple(of: 16)
        else { throw Self.unsupported(layer) }
        var step = step(.head, for: layer)
        step.rectifies = false
        step.input = layers[index - 3].inputShape
        let (scale, shift) = weights.normalization(of: layers[index - 3])
        step.weights = scale + shift + weights["\(layer.name).weight"].values
        step.bias = weights["\(layer.name).bias"].values
        append(step, to: program.makeTensor(layer.outputShape))
    }
}
