import Architectures
import NeuralNetworks

/// Meta-training: episodes of several devices, each with a support and a query drawn anew.
struct HELPMetaTrainer: ~Copyable {
    private var learner: HELPLearner
    private var optimiser: Adam
    private var generator: SeededGenerator
    private let devices: [HELPDevice]
    /// For every device the order in which its architectures are drawn, and the devices' own.
    private var orders: [[Int32]]
    private var turn: [Int]
    private let embeddings: FloatStorage
    private let codes: UnsafeMutableBufferPointer<Int32>
    private let targets: FloatStorage
    private let embeddingWidth: Int

    /// Prepares a run.
    /// - Parameter devices: One at least.
    init(devices: [HELPDevice], graphs: HELPGraphs, settings: HELPSettings, seed: UInt64) {
        MatrixThreads.useOne()
        self.devices = devices
        embeddingWidth = devices.first?.embedding.count ?? 0
        learner = HELPLearner(
            graphs: graphs, embedding: embeddingWidth, settings: settings, parameters: nil,
            capacity: max(settings.support, settings.query))
        generator = SeededGenerator(seed: seed)
        learner.initialise(using: &generator)
        optimiser = Adam(
            count: learner.parameters.count, learningRate: settings.learningRate)
        orders = devices.map { Array(Int32(0)..<Int32($0.codes.count)) }
        turn = Array(devices.indices)
        embeddings = FloatStorage(devices.flatMap(\.embedding))
        let most = settings.support + settings.query
        codes = .allocate(capacity: most)
        codes.initialize(repeating: 0)
        targets = FloatStorage(zeros: most)
    }

    deinit { codes.deallocate() }

    /// θ, α and the modulator's numbers.
    var parameters: [Float] { learner.parameters.values }

    /// One step of the optimiser.
    /// - Returns: The mean of the devices' errors on their queries.
    mutating func runEpisode() -> Float {
        learner.gradients.clear()
        let count = min(learner.settings.devices, devices.count)
        var error: Float = 0
        for position in 0..<count {
            turn.swapAt(
                position, Int.random(in: position..<turn.count, using: &generator))
            error += learn(turn[position], weight: 1 / Float(count))
        }
        optimiser.step(learner.parameters.base, gradients: learner.gradients.base)
        return error / Float(count)
    }

    private mutating func learn(_ device: Int, weight: Float) -> Float {
        let known = devices[device].codes.count
        let support = min(learner.settings.support, known / 2)
        let query = min(learner.settings.query, known - support)
        for position in 0..<(support + query) {
            orders[device].swapAt(
                position, Int.random(in: position..<known, using: &generator))
            let index = Int(orders[device][position])
            codes[position] = devices[device].codes[index]
            targets.base[position] = devices[device].targets[index]
        }
        let embedding = UnsafePointer(embeddings.base + device * embeddingWidth)
        learner.adapt(
            embedding: embedding,
            codes: UnsafeBufferPointer(rebasing: codes[..<support]), targets: targets.base,
            using: &generator)
        return learner.addMetaGradient(
            embedding: embedding,
            codes: UnsafeBufferPointer(rebasing: codes[support..<(support + query)]),
            targets: targets.base + support, weight: weight)
    }
}
