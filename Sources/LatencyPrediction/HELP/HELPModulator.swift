import Foundation
import NeuralNetworks

/// HELP's inference network: draws, from a device's embedding, how the head is to be changed before
/// the inner steps (Lee et al., NeurIPS 2021, section 3.4).
///
/// Two layers, embedding → 10 → 2·n, give n means and, through softplus, n deviations of a normal
/// distribution. Of a draw z, the head's layer l scales the weights of its input i by
/// 1 + s·z[l, i], and shifts all of its biases by s·z[l]: n = 3·(2·width + 1), which is 603.
struct HELPModulator: Sendable {
    /// Embedding → 10 → means, then deviations before softplus.
    let shape: PerceptronShape
    /// n.
    let factorCount: Int
    private let head: PerceptronShape
    private let headOffset: Int
    private let scale: Float

    /// - Parameter scale: s.
    init(network: HELPNetwork, scale: Float) {
        head = network.head
        headOffset = network.headOffset
        factorCount = network.head.sizes.dropLast().reduce(0) { $0 + $1 + 1 }
        let embedding = network.deviceBranch.sizes[0]
        shape = PerceptronShape(sizes: [embedding, 10, 2 * factorCount])
        self.scale = scale
    }

    /// Draws the weights: all in ±1/√inputs.
    func initialise(
        _ parameters: UnsafeMutablePointer<Float>,
        using generator: inout some RandomNumberGenerator
    ) {
        var offset = 0
        for layer in 0..<shape.layers {
            let limit = 1 / Float(shape.sizes[layer]).squareRoot()
            for _ in 0..<((shape.sizes[layer] + 1) * shape.sizes[layer + 1]) {
                parameters[offset] = limit * (2 * generator.nextUnit() - 1)
                offset += 1
            }
        }
    }

    /// Draws factors for a device.
    /// - Parameters:
    ///   - parameters: The modulator's own numbers; only read.
    ///   - embedding: Describes the device.
    ///   - noise: ``factorCount`` standard normal numbers.
    ///   - workspace: Receives the factors.
    func draw(
        _ parameters: UnsafeMutablePointer<Float>, embedding: UnsafePointer<Float>,
        noise: UnsafePointer<Float>, workspace: borrowing HELPModulatorWorkspace
    ) {
        workspace.input.base.update(from: embedding, count: shape.sizes[0])
        shape.forward(
            parameters, input: workspace.input, workspace: workspace.perceptron,
            output: workspace.statistics)
        let means = workspace.statistics.base
        let raw = means + factorCount
        for index in 0..<factorCount {
            workspace.factors.base[index] = means[index] + softplus(raw[index]) * noise[index]
        }
    }

    /// The Kullback-Leibler divergence of the last draw's distribution from the standard normal one,
    /// summed over the factors.
    func divergence(_ workspace: borrowing HELPModulatorWorkspace) -> Float {
        let means = workspace.statistics.base
        let raw = means + factorCount
        var sum: Float = 0
        for index in 0..<factorCount {
            let (mean, deviation) = (means[index], softplus(raw[index]))
            sum += 0.5 * (deviation * deviation + mean * mean - 1) - log(deviation)
        }
        return sum
    }

    /// Changes a network's head by the drawn factors.
    func apply(
        _ workspace: borrowing HELPModulatorWorkspace,
        to network: UnsafeMutablePointer<Float>
    ) {
        forEachLayer { inputs, outputs, weights, bias, firstFactor, biasFactor in
            for input in 0..<inputs {
                let factor = 1 + scale * workspace.factors.base[firstFactor + input]
                let row = network + weights + input * outputs
                for output in 0..<outputs { row[output] *= factor }
            }
            let shift = scale * workspace.factors.base[biasFactor]
            for output in 0..<outputs { network[bias + output] += shift }
        }
    }

    /// Turns gradients by the changed head into gradients by the unchanged one, and finds those by
    /// the modulator's numbers.
    /// - Parameters:
    ///   - parameters: The modulator's own numbers; only read.
    ///   - network: The unchanged network.
    ///   - networkGradients: By the changed network's numbers, turned into those by the unchanged
    ///     network's.
    ///   - noise: As drawn.
    ///   - divergenceWeight: Weight of ``divergence(_:)`` in the loss.
    ///   - gradients: By the modulator's numbers; added to.
    ///   - workspace: As ``draw(_:embedding:noise:workspace:)`` left it.
    func backward(
        _ parameters: UnsafeMutablePointer<Float>, network: UnsafePointer<Float>,
        networkGradients: UnsafeMutablePointer<Float>, noise: UnsafePointer<Float>,
        divergenceWeight: Float, gradients: UnsafeMutablePointer<Float>,
        workspace: borrowing HELPModulatorWorkspace
    ) {
        let byFactor = workspace.factorGradients.base
        forEachLayer { inputs, outputs, weights, bias, firstFactor, biasFactor in
            for input in 0..<inputs {
                let factor = 1 + scale * workspace.factors.base[firstFactor + input]
                let start = weights + input * outputs
                var sum: Float = 0
                for index in start..<(start + outputs) {
                    sum += networkGradients[index] * network[index]
                    networkGradients[index] *= factor
                }
                byFactor[firstFactor + input] = scale * sum
            }
            var sum: Float = 0
            for index in bias..<(bias + outputs) { sum += networkGradients[index] }
            byFactor[biasFactor] = scale * sum
        }
        let means = workspace.statistics.base
        let raw = means + factorCount
        let byMean = workspace.statisticGradients.base
        let byRaw = byMean + factorCount
        for index in 0..<factorCount {
            let deviation = softplus(raw[index])
            byMean[index] = byFactor[index] + divergenceWeight * means[index]
            let byDeviation =
                byFactor[index] * noise[index] + divergenceWeight * (deviation - 1 / deviation)
            byRaw[index] = byDeviation / (1 + exp(-raw[index]))
        }
        shape.backward(
            parameters, gradients: gradients, adding: true, input: workspace.input,
            output: workspace.statistics, outputGradient: workspace.statisticGradients,
            workspace: workspace.perceptron)
    }

    /// The head's layers: inputs, outputs, where its weights and biases begin in the network's
    /// vector, its first factor, and its factor for biases. The factors of all weights come first.
    private func forEachLayer(_ body: (Int, Int, Int, Int, Int, Int) -> Void) {
        var offset = headOffset
        var factor = 0
        for layer in 0..<head.layers {
            let (inputs, outputs) = (head.sizes[layer], head.sizes[layer + 1])
            body(
                inputs, outputs, offset, offset + inputs * outputs, factor,
                factorCount - head.layers + layer)
            offset += (inputs + 1) * outputs
            factor += inputs
        }
    }
}

/// log(1 + eˣ).
private func softplus(_ x: Float) -> Float {
    max(x, 0) + log1p(exp(-abs(x)))
}

/// What ``HELPModulator`` remembers between drawing and the gradients.
struct HELPModulatorWorkspace: ~Copyable {
    let perceptron: PerceptronWorkspace
    /// The drawn z.
    let factors: FloatStorage
    let factorGradients: FloatStorage
    private let numbers: FloatStorage
    private let inputs: Int
    private let outputs: Int

    init(_ modulator: HELPModulator) {
        perceptron = PerceptronWorkspace(modulator.shape, capacity: 1)
        factors = FloatStorage(zeros: modulator.factorCount)
        factorGradients = FloatStorage(zeros: modulator.factorCount)
        inputs = modulator.shape.sizes[0]
        outputs = 2 * modulator.factorCount
        numbers = FloatStorage(zeros: inputs + 2 * outputs)
    }

    /// The embedding, `[1 × embedding]`.
    var input: MatrixView { numbers.matrix(rows: 1, columns: inputs) }
    /// Means, then deviations before softplus, `[1 × 2·factors]`.
    var statistics: MatrixView { numbers.matrix(at: inputs, rows: 1, columns: outputs) }
    /// The gradients by ``statistics``.
    var statisticGradients: MatrixView {
        numbers.matrix(at: inputs + outputs, rows: 1, columns: outputs)
    }
}
