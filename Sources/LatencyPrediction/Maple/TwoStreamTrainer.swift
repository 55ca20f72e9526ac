import Architectures
import Foundation
import NeuralNetworks

/// Trains a network of MAPLE's shape by mini-batches: weighted mean absolute error, Adam with a
/// cosine schedule. Everything it needs is allocated once; the same seed gives the same bits.
struct TwoStreamTrainer: ~Copyable {
    /// How to train.
    struct Settings: Sendable {
        /// Rows a step.
        var batch = 256
        /// Steps at most.
        var steps = 500
        /// The largest learning rate, reached at once; it falls to nothing along a cosine.
        var learningRate: Float = 2e-3
        /// Decoupled weight decay.
        var weightDecay: Float = 1e-2
        /// Steps between two looks at what is held back; 0 to train to the end.
        var patience = 50
    }

    private let shape: TwoStreamShape
    private let settings: Settings
    private let encodingWidth: Int
    private let parameters: FloatStorage
    private let gradients: FloatStorage
    private let cells: FloatStorage
    private let joint: FloatStorage
    private let jointGradients: FloatStorage
    private let outputs: FloatStorage
    private let outputGradients: FloatStorage
    private let cellWorkspace: PerceptronWorkspace
    private let headWorkspace: PerceptronWorkspace
    private var adam: Adam

    /// Starts with drawn weights; the last layer is zero, so that the output is zero too.
    init(
        shape: TwoStreamShape, settings: Settings, using generator: inout some RandomNumberGenerator
    ) {
        self.init(shape: shape, settings: settings, parameters: nil)
        shape.cell.initialise(parameters.base, output: .he, using: &generator)
        shape.head.initialise(
            parameters.base + shape.cell.parameterCount, output: .zero, using: &generator)
    }

    /// Goes on with a trained network.
    init(continuing network: TwoStreamNetwork, settings: Settings) {
        self.init(shape: network.shape, settings: settings, parameters: network.parameters)
    }

    private init(shape: TwoStreamShape, settings: Settings, parameters: [Float]?) {
        MatrixThreads.useOne()
        let batch = settings.batch
        self.shape = shape
        self.settings = settings
        encodingWidth = shape.cell.sizes[0]
        self.parameters = FloatStorage(
            parameters ?? [Float](repeating: 0, count: shape.parameterCount))
        gradients = FloatStorage(zeros: shape.parameterCount)
        cells = FloatStorage(zeros: batch * shape.cell.sizes[0])
        joint = FloatStorage(zeros: batch * shape.head.sizes[0])
        jointGradients = FloatStorage(zeros: batch * shape.head.sizes[0])
        outputs = FloatStorage(zeros: batch)
        outputGradients = FloatStorage(zeros: batch)
        cellWorkspace = PerceptronWorkspace(shape.cell, capacity: batch)
        headWorkspace = PerceptronWorkspace(shape.head, capacity: batch)
        adam = Adam(
            count: shape.parameterCount, learningRate: settings.learningRate,
            weightDecay: settings.weightDecay)
    }

    /// The network as it is now.
    var network: TwoStreamNetwork {
        TwoStreamNetwork(shape: shape, parameters: parameters.values)
    }

    /// Trains to the end, or keeps the network that did best on what is held back.
    /// - Parameters:
    ///   - rows: What to learn, one at least.
    ///   - encoding: What describes cells.
    ///   - descriptors: What describes devices.
    ///   - heldBack: The loss of a network on rows that it does not learn; nil for none.
    ///   - generator: Gives the order of the rows.
    mutating func train(
        on rows: TrainingRows, encoding: CellEncoding, descriptors: DescriptorTable,
        heldBack: ((TwoStreamNetwork) -> Double)? = nil,
        using generator: inout some RandomNumberGenerator
    ) -> TwoStreamNetwork {
        var order = Array(0..<rows.count)
        let batch = min(settings.batch, rows.count)
        var next = rows.count
        var best: (loss: Double, network: TwoStreamNetwork)?
        encoding.matrix.withUnsafeBufferPointer { matrix in
            descriptors.values.withUnsafeBufferPointer { described in
                for step in 0..<settings.steps {
                    if next + batch > rows.count {
                        order.shuffle(using: &generator)
                        next = 0
                    }
                    let progress = Double(step) / Double(settings.steps)
                    adam.learningRate =
                        settings.learningRate * Float(0.5 * (1 + cos(.pi * progress)))
                    gather(
                        order[next..<(next + batch)], of: rows, matrix: matrix,
                        descriptors: described)
                    learn(order[next..<(next + batch)], of: rows)
                    next += batch
                    if let heldBack, (step + 1) % max(1, settings.patience) == 0 {
                        let candidate = network
                        let loss = heldBack(candidate)
                        if loss < best?.loss ?? .infinity { best = (loss, candidate) }
                    }
                }
            }
        }
        return best?.network ?? network
    }

    private func gather(
        _ batch: ArraySlice<Int>, of rows: TrainingRows, matrix: UnsafeBufferPointer<Float>,
        descriptors: UnsafeBufferPointer<Float>
    ) {
        guard let source = matrix.baseAddress else { return }
        let (width, described) = (shape.head.sizes[0], shape.descriptorWidth)
        for (row, index) in batch.enumerated() {
            (cells.base + row * encodingWidth).update(
                from: source + rows.cells[index] * encodingWidth, count: encodingWidth)
            if described > 0, let first = descriptors.baseAddress {
                (joint.base + row * width + TwoStreamShape.code).update(
                    from: first + rows.devices[index] * described, count: described)
            }
        }
    }

    /// One step on the batch that was gathered.
    private mutating func learn(_ batch: ArraySlice<Int>, of rows: TrainingRows) {
        let count = batch.count
        let input = cells.matrix(rows: count, columns: encodingWidth)
        let joined = joint.matrix(rows: count, columns: shape.head.sizes[0])
        let joinedGradients = jointGradients.matrix(rows: count, columns: shape.head.sizes[0])
        let code = joined.columns(0..<TwoStreamShape.code)
        let output = outputs.matrix(rows: count, columns: 1)
        let (head, headGradients) = (
            parameters.base + shape.cell.parameterCount,
            gradients.base + shape.cell.parameterCount
        )
        shape.cell.forward(parameters.base, input: input, workspace: cellWorkspace, output: code)
        shape.head.forward(head, input: joined, workspace: headWorkspace, output: output)
        var total: Float = 0
        for index in batch { total += rows.weights[index] }
        for (row, index) in batch.enumerated() {
            let error = outputs.base[row] - rows.targets[index]
            let slope = rows.weights[index] / total
            outputGradients.base[row] = error > 0 ? slope : error < 0 ? -slope : 0
        }
        shape.head.backward(
            head, gradients: headGradients, input: joined, output: output,
            outputGradient: outputGradients.matrix(rows: count, columns: 1),
            inputGradient: joinedGradients, workspace: headWorkspace)
        shape.cell.backward(
            parameters.base, gradients: gradients.base, input: input, output: code,
            outputGradient: joinedGradients.columns(0..<TwoStreamShape.code),
            workspace: cellWorkspace)
        adam.step(parameters.base, gradients: gradients.base)
    }
}
