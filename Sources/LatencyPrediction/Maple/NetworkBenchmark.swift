import Architectures
import NeuralNetworks

/// The training that `maple` does, on its own: for the benchmarks, which compare it with the same
/// network elsewhere.
package struct NetworkBenchmark: Sendable {
    /// `[rows × (cell + descriptor + 2)]`: what describes the cell and the device, the target and
    /// the weight.
    package let rows: [Float]
    /// Numbers that describe a device.
    package let descriptorWidth = 11
    /// Number of rows.
    package let count: Int
    /// What describes every cell of the space.
    package var space: [Float] { encoding.matrix }
    /// Rows a step.
    package var batch: Int { settings.batch }
    /// The weights before the first step; the last layer is not zero, or some would stay.
    package let start: [Float]
    private let shape: TwoStreamShape
    private let encoding: CellEncoding
    private let settings: TwoStreamTrainer.Settings
    private let training: TrainingRows
    private let descriptors: DescriptorTable
    private let cells: [Int]

    /// Makes up devices: costs of their own, and a deviation that all share.
    package init(space: SearchSpace, devices: Int, cells: Int, steps: Int) {
        var generator = SeededGenerator(seed: 5)
        encoding = CellEncoding(space: space)
        settings = TwoStreamTrainer.Settings(steps: steps, patience: 0)
        shape = TwoStreamShape(cellWidth: encoding.width, descriptorWidth: descriptorWidth)
        let described = (0..<devices).map { _ in
            (0..<11).map { _ in Double.random(in: -1...1, using: &generator) }
        }
        descriptors = DescriptorTable(rows: described, reference: Array(0..<devices))
        var training = TrainingRows()
        for device in 0..<devices {
            let codes = (0..<cells).map { _ in Int.random(in: 0..<space.count, using: &generator) }
            training.append(
                cells: codes, device: device,
                targets: codes.map { code in
                    let operators = space.operatorIndices(of: Architecture(code: code))
                    let fused = operators[0] == operators[4] ? Float(0.2) : 0
                    return fused + Float(described[device][operators[2]]) * 0.1
                }, weight: TrainingRows.weight(setSize: devices * cells))
        }
        count = training.count
        var rows: [Float] = []
        for index in 0..<training.count {
            let code = training.cells[index] * encoding.width
            rows += encoding.matrix[code..<(code + encoding.width)]
            let row = training.devices[index] * 11
            rows += descriptors.values[row..<(row + 11)]
            rows += [training.targets[index], training.weights[index]]
        }
        self.rows = rows
        self.training = training
        let weights = FloatStorage(zeros: shape.parameterCount)
        shape.cell.initialise(weights.base, output: .he, using: &generator)
        shape.head.initialise(
            weights.base + shape.cell.parameterCount, using: &generator)
        start = weights.values
        self.cells = Array(0..<space.count)
    }

    /// Trains from ``start``.
    package func train() -> [Float] {
        var generator = SeededGenerator(seed: 0)
        var trainer = TwoStreamTrainer(
            continuing: TwoStreamNetwork(shape: shape, parameters: start), settings: settings)
        return trainer.train(
            on: training, encoding: encoding, descriptors: descriptors, using: &generator
        ).parameters
    }

    /// The weighted mean absolute error over all rows.
    package func loss(of parameters: [Float]) -> Double {
        let network = TwoStreamNetwork(shape: shape, parameters: parameters)
        var sum = 0.0
        var total = 0.0
        let cells = count / (descriptors.values.count / 11)
        for start in stride(from: 0, to: count, by: cells) {
            let part = start..<(start + cells)
            let outputs = network.outputs(
                of: Array(training.cells[part]), encoding: encoding,
                descriptor: descriptor(training.devices[start]))
            for (output, index) in zip(outputs, part) {
                sum += Double(training.weights[index] * abs(output - training.targets[index]))
                total += Double(training.weights[index])
            }
        }
        return sum / total
    }

    /// Predicts the whole space for the first device.
    package func predict(_ parameters: [Float]) -> [Float] {
        TwoStreamNetwork(shape: shape, parameters: parameters).outputs(
            of: cells, encoding: encoding, descriptor: descriptor(0))
    }

    private func descriptor(_ device: Int) -> [Float] {
        Array(descriptors.values[(device * 11)..<((device + 1) * 11)])
    }
}
