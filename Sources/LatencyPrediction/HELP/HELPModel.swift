import Architectures
import NeuralNetworks

/// A meta-trained HELP: what is adapted to a device.
package struct HELPModel: Sendable, Hashable, Codable {
    /// How it was trained.
    package let settings: HELPSettings
    /// Numbers that describe a device.
    let embedding: Int
    /// Meta-weights, their rates and the modulator's numbers.
    let parameters: [Float]

    /// Predictions of a device, on the scale of its support's targets.
    struct Predictions: Sendable {
        /// Means over the draws of the modulator.
        var means: [Float]
        /// Standard deviations over the draws.
        var deviations: [Float]
    }

    /// Adapts to a device once for every draw of the modulator, and predicts.
    /// - Parameters:
    ///   - device: The device's embedding.
    ///   - support: The architectures to adapt to.
    ///   - targets: Their latencies, scaled to 0.05…0.95.
    ///   - architectures: What to predict.
    ///   - seed: Of the modulator's draws.
    func predictions(
        device: [Float], support: [Architecture], targets: [Float],
        of architectures: [Architecture], graphs: HELPGraphs, seed: UInt64
    ) -> Predictions {
        MatrixThreads.useOne()
        var generator = SeededGenerator(seed: seed)
        var learner = HELPLearner(
            graphs: graphs, embedding: embedding, settings: settings, parameters: parameters,
            capacity: max(Self.batch, support.count))
        let count = architectures.count
        let codes = architectures.map { Int32($0.code) }
        let supportCodes = support.map { Int32($0.code) }
        let embedding = FloatStorage(device)
        let wanted = FloatStorage(targets)
        let draw = FloatStorage(zeros: count)
        var sums = [Double](repeating: 0, count: count)
        var squares = sums
        codes.withUnsafeBufferPointer { codes in
            supportCodes.withUnsafeBufferPointer { supportCodes in
                for _ in 0..<settings.draws {
                    learner.adapt(
                        embedding: embedding.base, codes: supportCodes, targets: wanted.base,
                        using: &generator)
                    draw.clear()
                    learner.addPredictions(
                        embedding: embedding.base, codes: codes, to: draw.base)
                    for index in 0..<count {
                        let value = Double(draw.base[index])
                        sums[index] += value
                        squares[index] += value * value
                    }
                }
            }
        }
        let draws = Double(settings.draws)
        return Predictions(
            means: sums.map { Float($0 / draws) },
            deviations: zip(sums, squares).map { sum, square in
                let mean = sum / draws
                return Float(max(0, square / draws - mean * mean).squareRoot())
            })
    }

    /// Cells in a batch of predictions: few enough for the cache.
    private static let batch = 125
}
