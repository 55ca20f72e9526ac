import Architectures
import NeuralNetworks

/// The numbers that meta-training moves, and one device's steps from them.
///
/// Meta-SGD (Li et al., 2017, arXiv:1707.03835): from the meta-weights θ, whose head the modulator
/// has changed, a few steps θ' = θ − α∘∇L(θ) on a device's support, with a learned rate α for every
/// number. Meta-gradients are those of the query's loss at the end of the steps, *to first order*:
/// the steps' own dependence on θ by second derivatives is left out, where the original keeps it.
/// So ∂/∂θ is the query's gradient g, through the modulator where it applies, and ∂/∂α = −g∘Σ∇L
/// over the steps.
struct HELPLearner: ~Copyable {
    let network: HELPNetwork
    let modulator: HELPModulator
    let settings: HELPSettings
    /// θ, α and the modulator's numbers, one after the other.
    let parameters: FloatStorage
    /// The gradients by ``parameters``.
    let gradients: FloatStorage
    /// θ' of the last device.
    let adapted: FloatStorage
    /// What the passes share.
    var workspace: HELPWorkspace
    private let stepGradient: FloatStorage
    private let stepSum: FloatStorage
    private let noise: FloatStorage
    private let modulatorWorkspace: HELPModulatorWorkspace

    /// - Parameters:
    ///   - parameters: θ, α and the modulator's numbers.
    ///   - capacity: Cells of the largest batch.
    init(
        graphs: HELPGraphs, embedding: Int, settings: HELPSettings, parameters: [Float]?,
        capacity: Int
    ) {
        network = HELPNetwork(
            graphs: graphs, layers: settings.layers, width: settings.width, embedding: embedding)
        modulator = HELPModulator(network: network, scale: settings.modulation)
        self.settings = settings
        let count = 2 * network.parameterCount + modulator.shape.parameterCount
        if let parameters {
            precondition(parameters.count == count, "numbers of this network")
            self.parameters = FloatStorage(parameters)
        } else {
            self.parameters = FloatStorage(zeros: count)
        }
        gradients = FloatStorage(zeros: count)
        adapted = FloatStorage(zeros: network.parameterCount)
        stepGradient = FloatStorage(zeros: network.parameterCount)
        stepSum = FloatStorage(zeros: network.parameterCount)
        noise = FloatStorage(zeros: modulator.factorCount)
        workspace = HELPWorkspace(network, capacity: capacity)
        modulatorWorkspace = HELPModulatorWorkspace(modulator)
    }

    private var rates: UnsafeMutablePointer<Float> { parameters.base + network.parameterCount }
    private var modulatorParameters: UnsafeMutablePointer<Float> {
        parameters.base + 2 * network.parameterCount
    }

    /// Draws all numbers anew.
    func initialise(using generator: inout some RandomNumberGenerator) {
        network.initialise(parameters.base, using: &generator)
        rates.update(repeating: settings.innerRate, count: network.parameterCount)
        modulator.initialise(modulatorParameters, using: &generator)
    }

    /// A draw of the modulator and the inner steps on a device's support: leaves θ' in ``adapted``.
    mutating func adapt(
        embedding: UnsafePointer<Float>, codes: UnsafeBufferPointer<Int32>,
        targets: UnsafePointer<Float>, using generator: inout some RandomNumberGenerator
    ) {
        for index in 0..<noise.count { noise.base[index] = generator.nextNormal() }
        modulator.draw(
            modulatorParameters, embedding: embedding, noise: noise.base,
            workspace: modulatorWorkspace)
        let count = network.parameterCount
        adapted.base.update(from: parameters.base, count: count)
        modulator.apply(modulatorWorkspace, to: adapted.base)
        stepSum.clear()
        let (weights, gradient, sum, rates) = (
            adapted.base, stepGradient.base, stepSum.base, rates
        )
        for _ in 0..<settings.innerSteps {
            network.forward(weights, codes: codes, embedding: embedding, workspace: &workspace)
            _ = setSquaredErrorGradient(targets, weight: 1)
            network.backward(weights, gradients: gradient, workspace: workspace)
            for index in 0..<count {
                weights[index] -= rates[index] * gradient[index]
                sum[index] += gradient[index]
            }
        }
    }

    /// Adds a device's part of the meta-gradient, after ``adapt(embedding:codes:targets:using:)``.
    /// - Parameter weight: The device's part in the mean over devices.
    /// - Returns: The query's mean squared error.
    mutating func addMetaGradient(
        embedding: UnsafePointer<Float>, codes: UnsafeBufferPointer<Int32>,
        targets: UnsafePointer<Float>, weight: Float
    ) -> Float {
        network.forward(adapted.base, codes: codes, embedding: embedding, workspace: &workspace)
        let error = setSquaredErrorGradient(targets, weight: weight)
        network.backward(adapted.base, gradients: stepGradient.base, workspace: workspace)
        let count = network.parameterCount
        let (gradient, sum) = (stepGradient.base, stepSum.base)
        let (byWeight, byRate) = (gradients.base, gradients.base + count)
        for index in 0..<count { byRate[index] -= gradient[index] * sum[index] }
        modulator.backward(
            modulatorParameters, network: parameters.base, networkGradients: gradient,
            noise: noise.base, divergenceWeight: settings.divergenceWeight,
            gradients: gradients.base + 2 * count, workspace: modulatorWorkspace)
        for index in 0..<count { byWeight[index] += gradient[index] }
        return error
    }

    /// Predictions of θ', added to what is there.
    mutating func addPredictions(
        embedding: UnsafePointer<Float>, codes: UnsafeBufferPointer<Int32>,
        to sums: UnsafeMutablePointer<Float>
    ) {
        var start = 0
        while start < codes.count {
            let end = min(start + workspace.capacity, codes.count)
            network.forward(
                adapted.base, codes: UnsafeBufferPointer(rebasing: codes[start..<end]),
                embedding: embedding, workspace: &workspace)
            let predictions = workspace.predictions.base
            for index in start..<end { sums[index] += predictions[index - start] }
            start = end
        }
    }

    /// Gradients of weight × the mean squared error by the predictions of the last forward pass.
    private func setSquaredErrorGradient(
        _ targets: UnsafePointer<Float>, weight: Float
    ) -> Float {
        let count = workspace.count
        let (predictions, gradients) = (
            workspace.predictions.base, workspace.predictionGradients.base
        )
        let scale = 2 * weight / Float(count)
        var sum: Float = 0
        for index in 0..<count {
            let error = predictions[index] - targets[index]
            gradients[index] = scale * error
            sum += error * error
        }
        return sum / Float(count)
    }
}
