import NeuralNetworks

/// HELP's predictor: graph convolutions with a global node, a branch for the device, a head.
///
/// Aₗ₊₁ = ReLU(A·Hₗ·Wₗ + bₗ) over the nodes of ``HELPGraphs``; the global node of the last layer
/// (`width` numbers) stands for the cell. The device's embedding passes two layers with ReLU.
/// Both, concatenated, pass a head 2w → 2w → 2w → 1. All numbers lie in one flat vector: for every
/// convolution `[inputs × width]` and biases, then the device branch, then the head.
struct HELPNetwork: Sendable {
    let graphs: HELPGraphs
    /// Width of a layer.
    let width: Int
    /// Graph convolutions.
    let layers: Int
    /// The device's part: embedding → width → width.
    let deviceBranch: PerceptronShape
    /// 2·width → 2·width → 2·width → 1.
    let head: PerceptronShape
    /// Where the device branch begins in the flat vector.
    let deviceOffset: Int
    /// Where the head begins.
    let headOffset: Int
    /// Numbers in the flat vector.
    let parameterCount: Int

    /// - Parameters:
    ///   - layers: Two or more.
    ///   - embedding: Numbers that describe a device.
    init(graphs: HELPGraphs, layers: Int, width: Int, embedding: Int) {
        precondition(layers > 1, "a first layer and a last one")
        self.graphs = graphs
        self.width = width
        self.layers = layers
        deviceBranch = PerceptronShape(
            sizes: [embedding, width, width], outputActivation: .rectifier)
        head = PerceptronShape(sizes: [2 * width, 2 * width, 2 * width, 1])
        deviceOffset = (graphs.featureWidth + 1) * width + (layers - 1) * (width + 1) * width
        headOffset = deviceOffset + deviceBranch.parameterCount
        parameterCount = headOffset + head.parameterCount
    }

    /// Where a convolution's weights begin.
    func weightOffset(_ layer: Int) -> Int {
        layer == 0
            ? 0 : (graphs.featureWidth + 1) * width + (layer - 1) * (width + 1) * width
    }

    /// Inputs of a convolution.
    func inputs(_ layer: Int) -> Int { layer == 0 ? graphs.featureWidth : width }

    /// A convolution's weights, `[inputs × width]`.
    private func weights(
        _ layer: Int, in parameters: UnsafeMutablePointer<Float>
    ) -> MatrixView {
        MatrixView(parameters + weightOffset(layer), rows: inputs(layer), columns: width)
    }

    private func bias(
        _ layer: Int, in parameters: UnsafeMutablePointer<Float>
    ) -> UnsafeMutablePointer<Float> {
        parameters + weightOffset(layer) + inputs(layer) * width
    }

    /// Draws the weights as the original does: convolutions' weights uniform in ±0.05, their biases
    /// in ±1/√width; all other weights and biases in ±1/√inputs.
    func initialise(
        _ parameters: UnsafeMutablePointer<Float>,
        using generator: inout some RandomNumberGenerator
    ) {
        func fill(_ start: Int, _ count: Int, _ limit: Float) {
            for index in start..<(start + count) {
                parameters[index] = limit * (2 * generator.nextUnit() - 1)
            }
        }
        for layer in 0..<layers {
            let weights = inputs(layer) * width
            fill(weightOffset(layer), weights, 0.05)
            fill(weightOffset(layer) + weights, width, 1 / Float(width).squareRoot())
        }
        var offset = deviceOffset
        for shape in [deviceBranch, head] {
            for layer in 0..<shape.layers {
                let count = (shape.sizes[layer] + 1) * shape.sizes[layer + 1]
                fill(offset, count, 1 / Float(shape.sizes[layer]).squareRoot())
                offset += count
            }
        }
    }

    /// Predicts a batch.
    /// - Parameters:
    ///   - parameters: ``parameterCount`` numbers; only read.
    ///   - codes: The batch's cells.
    ///   - embedding: Describes the device.
    ///   - workspace: Keeps what ``backward(_:gradients:workspace:)`` needs, and the predictions
    ///     (``HELPWorkspace/predictions``).
    func forward(
        _ parameters: UnsafeMutablePointer<Float>, codes: UnsafeBufferPointer<Int32>,
        embedding: UnsafePointer<Float>, workspace: inout HELPWorkspace
    ) {
        let count = codes.count
        workspace.begin(count)
        graphs.fill(codes, features: workspace.features.base)
        graphs.aggregate(
            workspace.features.base, into: workspace.firstInput.base,
            block: count * graphs.featureWidth)
        for layer in 0..<(layers - 1) {
            let output = workspace.output(layer)
            output.broadcast(bias(layer, in: parameters))
            output.assignProduct(workspace.input(layer), weights(layer, in: parameters), beta: 1)
            output.activate(.rectifier)
            if layer < layers - 2 {
                graphs.aggregate(
                    output.base, into: workspace.input(layer + 1).base, block: count * width)
            } else {
                graphs.sum(output.base, into: workspace.pooled.base, block: count * width)
            }
        }
        let last = layers - 1
        let cells = workspace.headInput.columns(0..<width)
        cells.broadcast(bias(last, in: parameters))
        cells.assignProduct(workspace.pooled, weights(last, in: parameters), beta: 1)
        cells.activate(.rectifier)

        workspace.embedding.base.update(from: embedding, count: deviceBranch.sizes[0])
        deviceBranch.forward(
            parameters + deviceOffset, input: workspace.embedding,
            workspace: workspace.deviceWorkspace, output: workspace.deviceOutput)
        workspace.headInput.columns(width..<(2 * width)).broadcast(workspace.deviceOutput.base)
        head.forward(
            parameters + headOffset, input: workspace.headInput,
            workspace: workspace.headWorkspace, output: workspace.predictions)
    }

    /// Gradients of a loss after ``forward(_:codes:embedding:workspace:)`` of the same batch.
    /// - Parameters:
    ///   - parameters: As in the forward pass.
    ///   - gradients: ``parameterCount`` numbers; overwritten.
    ///   - workspace: Holds the gradients by the predictions
    ///     (``HELPWorkspace/predictionGradients``).
    func backward(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>,
        workspace: borrowing HELPWorkspace
    ) {
        let count = workspace.count
        let block = count * width
        head.backward(
            parameters + headOffset, gradients: gradients + headOffset,
            input: workspace.headInput, output: workspace.predictions,
            outputGradient: workspace.predictionGradients,
            inputGradient: workspace.headInputGradient, workspace: workspace.headWorkspace)
        workspace.headInputGradient.columns(width..<(2 * width)).columnSums(
            into: workspace.deviceGradient.base)
        deviceBranch.backward(
            parameters + deviceOffset, gradients: gradients + deviceOffset,
            input: workspace.embedding, output: workspace.deviceOutput,
            outputGradient: workspace.deviceGradient, workspace: workspace.deviceWorkspace)

        let last = layers - 1
        let cells = workspace.headInputGradient.columns(0..<width)
        cells.multiplyByDerivative(
            of: .rectifier, outputs: workspace.headInput.columns(0..<width))
        weights(last, in: gradients).assignProduct(
            workspace.pooled, cells, transposingLeft: true)
        cells.columnSums(into: bias(last, in: gradients))
        workspace.pooledGradient.assignProduct(
            cells, weights(last, in: parameters), transposingRight: true)

        // Every node of the last layer but one has the same gradient: that of their sum.
        let gradient = workspace.nodeGradient
        for node in 0..<graphs.nodeCount {
            (gradient.base + node * block).update(
                from: workspace.pooledGradient.base, count: block)
        }
        for layer in (0..<(layers - 1)).reversed() {
            gradient.multiplyByDerivative(of: .rectifier, outputs: workspace.output(layer))
            weights(layer, in: gradients).assignProduct(
                workspace.input(layer), gradient, transposingLeft: true)
            gradient.columnSums(into: bias(layer, in: gradients))
            guard layer > 0 else { break }
            workspace.inputGradient.assignProduct(
                gradient, weights(layer, in: parameters), transposingRight: true)
            graphs.aggregateTransposed(
                workspace.inputGradient.base, into: gradient.base, block: block)
        }
    }
}
