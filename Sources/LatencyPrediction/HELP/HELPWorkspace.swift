import NeuralNetworks

/// What ``HELPNetwork`` remembers between forward and backward, for batches of up to a fixed size.
struct HELPWorkspace: ~Copyable {
    /// Cells of the largest batch.
    let capacity: Int
    /// Cells of the present batch.
    private(set) var count = 0
    /// `[nodes × count × features]`, before and after the first aggregation.
    let features: FloatStorage
    let firstInput: FloatStorage
    let headWorkspace: PerceptronWorkspace
    let deviceWorkspace: PerceptronWorkspace
    private let nodeCount: Int
    private let featureWidth: Int
    private let width: Int
    private let nodes: FloatStorage
    private let cells: FloatStorage
    private let device: FloatStorage
    private let embeddingWidth: Int

    /// - Parameter capacity: Cells of the largest batch.
    init(_ network: HELPNetwork, capacity: Int) {
        self.capacity = capacity
        nodeCount = network.graphs.nodeCount
        featureWidth = network.graphs.featureWidth
        width = network.width
        embeddingWidth = network.deviceBranch.sizes[0]
        features = FloatStorage(zeros: capacity * nodeCount * featureWidth)
        firstInput = FloatStorage(zeros: capacity * nodeCount * featureWidth)
        // Outputs of all layers but the last, inputs of all but the first and the last, and two
        // gradients.
        let matrices = (network.layers - 1) + (network.layers - 2) + 2
        nodes = FloatStorage(zeros: matrices * capacity * nodeCount * width)
        // Sums over the nodes, the head's inputs, predictions, and the gradients of all three.
        cells = FloatStorage(zeros: capacity * (2 * (3 * width + 1)))
        device = FloatStorage(zeros: embeddingWidth + 2 * width)
        headWorkspace = PerceptronWorkspace(network.head, capacity: capacity)
        deviceWorkspace = PerceptronWorkspace(network.deviceBranch, capacity: 1)
    }

    /// Starts a batch.
    mutating func begin(_ count: Int) {
        precondition(count <= capacity, "a batch within the workspace")
        self.count = count
    }

    /// The aggregated inputs of a convolution, `[nodes · count × inputs]`.
    func input(_ layer: Int) -> MatrixView {
        layer == 0
            ? firstInput.matrix(rows: nodeCount * count, columns: featureWidth)
            : nodeMatrix(2 * layer + 1)
    }

    /// What a convolution gave, `[nodes · count × width]`; not for the last one.
    func output(_ layer: Int) -> MatrixView { nodeMatrix(2 * layer + 2) }

    /// Gradients by outputs of a convolution, `[nodes · count × width]`.
    var nodeGradient: MatrixView { nodeMatrix(0) }
    /// Gradients by aggregated inputs of a convolution.
    var inputGradient: MatrixView { nodeMatrix(1) }
    /// Sums over the nodes of the last layer but one, `[count × width]`.
    var pooled: MatrixView { cellMatrix(0, width) }
    /// The gradients by ``pooled``.
    var pooledGradient: MatrixView { cellMatrix(width, width) }
    /// The cell's and the device's numbers side by side, `[count × 2·width]`.
    var headInput: MatrixView { cellMatrix(2 * width, 2 * width) }
    /// The gradients by ``headInput``.
    var headInputGradient: MatrixView { cellMatrix(4 * width, 2 * width) }
    /// `[count × 1]`.
    var predictions: MatrixView { cellMatrix(6 * width, 1) }
    /// The gradients by ``predictions``.
    var predictionGradients: MatrixView { cellMatrix(6 * width + 1, 1) }
    /// `[1 × embedding]`.
    var embedding: MatrixView { device.matrix(rows: 1, columns: embeddingWidth) }
    /// `[1 × width]`.
    var deviceOutput: MatrixView {
        device.matrix(at: embeddingWidth, rows: 1, columns: width)
    }
    /// The gradients by ``deviceOutput``.
    var deviceGradient: MatrixView {
        device.matrix(at: embeddingWidth + width, rows: 1, columns: width)
    }

    private func nodeMatrix(_ index: Int) -> MatrixView {
        nodes.matrix(
            at: index * capacity * nodeCount * width, rows: nodeCount * count, columns: width)
    }

    private func cellMatrix(_ start: Int, _ columns: Int) -> MatrixView {
        cells.matrix(at: start * capacity, rows: count, columns: columns)
    }
}
