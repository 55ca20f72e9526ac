import Architectures

/// Appends layers one by one and keeps the shape of every tensor.
struct NetworkBuilder {
    let space: SearchSpace
    let dataset: Dataset
    private(set) var layers: [Layer] = []
    private var shapes: [TensorShape]
    /// Cells and residual blocks so far: the reference implementation numbers them together.
    private var nextModule = 0

    init(space: SearchSpace, dataset: Dataset) {
        self.space = space
        self.dataset = dataset
        shapes = [TensorShape(channels: dataset.inputChannels, size: dataset.inputSize)]
    }

    /// Lays out a whole network.
    /// - Parameters:
    ///   - operators: One an edge.
    ///   - live: Where given, edges that are false are left out.
    mutating func appendNetwork(operators: [Operator], live: [Bool]?) {
        var tensor = appendStem(input: 0)
        var cell = 0
        for (stage, description) in space.definition.stages.enumerated() {
            if stage > 0 { tensor = appendReduction(before: stage, input: tensor) }
            for _ in 0..<description.cells {
                tensor = appendCell(cell, operators: operators, live: live, input: tensor)
                cell += 1
            }
        }
        appendHead(input: tensor)
    }

    private mutating func appendStem(input: Int) -> Int {
        let stem = space.definition.stem
        let convolved = append(
            .convolution(kernel: stem.kernel, stride: 1), at: .stem, input,
            output: TensorShape(channels: stem.channels, size: dataset.inputSize), name: "stem.0")
        return append(.batchNormalization, at: .stem, convolved, name: "stem.1")
    }

    /// ReLU, 3×3 convolution (stride 2), BN; ReLU, 3×3 convolution, BN; the shortcut is 2×2 average
    /// pooling and a 1×1 convolution.
    private mutating func appendReduction(before stage: Int, input: Int) -> Int {
        let place = Layer.Place.reduction(stage: stage)
        let output = TensorShape(
            channels: space.definition.stages[stage].channels, size: (shapes[input].size + 1) / 2)
        let module = "cells.\(nextModule)"
        nextModule += 1
        let first = appendConvolution(
            kernel: 3, stride: 2, at: place, input: input, output: output,
            name: "\(module).conv_a.op")
        let second = appendConvolution(
            kernel: 3, stride: 1, at: place, input: first, output: output,
            name: "\(module).conv_b.op")
        let pooled = append(
            .averagePooling(kernel: 2, stride: 2, padding: 0), at: place, input,
            output: TensorShape(channels: shapes[input].channels, size: output.size))
        let shortcut = append(
            .convolution(kernel: 1, stride: 1), at: place, pooled, output: output,
            name: "\(module).downsample.1")
        return append(.addition, at: place, second, shortcut)
    }

    mutating func appendCell(_ cell: Int, operators: [Operator], live: [Bool]?, input: Int) -> Int {
        let shape = shapes[input]
        let module = "cells.\(nextModule)"
        nextModule += 1
        var nodes = [[Int]](repeating: [], count: space.nodeCount)
        nodes[0] = [input]
        for (edge, ends) in space.edges.enumerated() where live?[edge] ?? true {
            let place = Layer.Place.node(ends.source, cell: cell)
            let source = sum(nodes[ends.source], at: place, shape: shape, fallback: input)
            nodes[ends.source] = [source]
            nodes[ends.target].append(
                appendOperator(
                    operators[edge], at: .edge(edge, cell: cell), input: source,
                    name: "\(module).layers.\(edge).op"))
        }
        let place = Layer.Place.node(space.nodeCount - 1, cell: cell)
        return sum(nodes[space.nodeCount - 1], at: place, shape: shape, fallback: input)
    }

    /// The tensor of a node: what arrives, summed; zeros where nothing does.
    private mutating func sum(
        _ tensors: [Int], at place: Layer.Place, shape: TensorShape, fallback: Int
    ) -> Int {
        if tensors.count == 1 { return tensors[0] }
        if tensors.isEmpty { return append(.zero, at: place, fallback, output: shape) }
        return append(.addition, at: place, inputs: tensors, output: shape)
    }

    private mutating func appendOperator(
        _ kind: Operator, at place: Layer.Place, input: Int, name: String
    ) -> Int {
        switch kind.kind {
        case .zero: append(.zero, at: place, input)
        case .identity: input
        case .convolution(let kernel):
            appendConvolution(
                kernel: kernel, stride: 1, at: place, input: input, output: shapes[input],
                name: name)
        case .averagePooling(let kernel):
            append(
                .averagePooling(kernel: kernel, stride: 1, padding: kernel / 2), at: place, input)
        }
    }

    /// ReLU, convolution, batch normalisation: entries 0, 1 and 2 of the module `name`.
    private mutating func appendConvolution(
        kernel: Int, stride: Int, at place: Layer.Place, input: Int, output: TensorShape,
        name: String
    ) -> Int {
        let activated = append(.relu, at: place, input)
        let convolved = append(
            .convolution(kernel: kernel, stride: stride), at: place, activated, output: output,
            name: "\(name).1")
        return append(.batchNormalization, at: place, convolved, name: "\(name).2")
    }

    private mutating func appendHead(input: Int) {
        let normalised = append(.batchNormalization, at: .head, input, name: "lastact.0")
        let activated = append(.relu, at: .head, normalised)
        let pooled = append(
            .globalAveragePooling, at: .head, activated,
            output: TensorShape(channels: shapes[input].channels, size: 1))
        _ = append(
            .linear, at: .head, pooled, output: TensorShape(channels: dataset.classes, size: 1),
            name: "classifier")
    }

    /// Appends a layer; without `output`, its shape is that of its first input.
    private mutating func append(
        _ operation: Layer.Operation, at place: Layer.Place, _ inputs: Int...,
        output: TensorShape? = nil, name: String = ""
    ) -> Int {
        append(
            operation, at: place, inputs: inputs, output: output ?? shapes[inputs[0]], name: name)
    }

    private mutating func append(
        _ operation: Layer.Operation, at place: Layer.Place, inputs: [Int], output: TensorShape,
        name: String = ""
    ) -> Int {
        layers.append(
            Layer(
                operation: operation, place: place, inputs: inputs,
                inputShape: shapes[inputs[0]], outputShape: output, name: name))
        shapes.append(output)
        return shapes.count - 1
    }
}
