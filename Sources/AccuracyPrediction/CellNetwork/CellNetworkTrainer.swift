import Architectures
import NeuralNetworks

/// Trains a ``CellNetwork`` on what is known of some networks: Adam on an error that is squared
/// where it is small and not where it is large, since some published trainings went astray, which
/// nothing in a cell tells.
///
/// Everything is computed in a fixed order with operations that are exact everywhere, so that equal
/// inputs give equal bits.
package struct CellNetworkTrainer: Sendable {
    /// How to train.
    package struct Settings: Sendable, Hashable {
        /// Numbers in a node's state.
        package var state = 16
        /// Hidden units of a transform.
        package var hidden = 16
        /// Hidden units of the readout.
        package var readout = 64
        /// Networks whose mean is taken.
        package var members = 2
        /// Passes over the networks.
        package var epochs = 300
        /// Networks in a batch.
        package var batch = 256
        /// Adam's rate at the beginning; it falls to zero with the square of what remains.
        package var learningRate: Float = 0.01
        /// Steps over which the rate rises.
        package var warmUp = 100
        /// Decoupled weight decay.
        package var weightDecay: Float = 0.02
        /// Errors far beyond this, in levels, count by their size; far below, by its square.
        package var tolerance: Float = 0.02

        /// How much more the best and the worst count, for ``AccuracyScale``.
        package var stretch = 0.05
        /// Whether a held-out tenth holds whole networks, or else cells that are the same labelled
        /// graph: then another cell with other dead edges may be seen.
        package var holdsOutNetworks = true

        /// What the bundle is fitted with: sizes, number, decay, tolerance and stretch are the best of
        /// a few that were tried on held-out cells, so that the errors stated for these are a little
        /// kind.
        package init() {}
    }

    /// What the networks are trained on.
    struct Targets: Sendable {
        /// Values a network has.
        let outputs: Int
        /// `[graphs × outputs]`, row-major.
        var values: [Float]
        /// `[graphs × outputs]`: how much each counts; 0 where it is unknown.
        var weights: [Float]
    }

    let unrolling: CellUnrolling
    let settings: Settings

    /// Trains ``Settings/members`` networks, which differ by their seeds.
    func trainEnsemble(_ targets: Targets, seed: UInt64) -> CellEnsemble {
        CellEnsemble(
            members: (0..<UInt64(settings.members)).map { member in
                train(targets, seed: seed * UInt64(settings.members) + member)
            })
    }

    /// Trains one network.
    /// - Parameters:
    ///   - targets: What is known; networks without any weight are left out.
    ///   - seed: Decides the first weights and the order.
    func train(_ targets: Targets, seed: UInt64) -> CellNetwork {
        var generator = SeededGenerator(seed: seed)
        let shape = CellNetworkShape(
            transforms: unrolling.transformCount, state: settings.state, hidden: settings.hidden,
            readout: settings.readout, outputs: targets.outputs)
        let outputs = targets.outputs
        var order = (0..<unrolling.graphCount).filter { graph in
            targets.weights[(graph * outputs)..<((graph + 1) * outputs)].contains { $0 > 0 }
        }
        let drawn = CellNetwork(shape: shape, using: &generator)
        guard !order.isEmpty else { return drawn }
        let parameters = FloatStorage(drawn.parameters)
        let gradients = FloatStorage(zeros: shape.parameterCount)
        let batch = min(settings.batch, order.count)
        let steps = order.count / batch
        let pass = CellNetworkPass(shape, unrolling: unrolling, capacity: batch)
        var optimiser = Adam(
            count: shape.parameterCount, learningRate: 0, secondDecay: 0.99,
            weightDecay: settings.weightDecay)
        let total = Float(settings.epochs * steps)
        for _ in 0..<settings.epochs {
            order.shuffle(using: &generator)
            for start in stride(from: 0, to: steps * batch, by: batch) {
                let graphs = order[start..<(start + batch)]
                let left = 1 - Float(optimiser.steps) / total
                let rise = min(1, Float(optimiser.steps + 1) / Float(max(1, settings.warmUp)))
                optimiser.learningRate = settings.learningRate * left * left * rise
                pass.computeStates(parameters.base)
                pass.computeOutputs(of: graphs, parameters.base)
                Self.setGradients(
                    of: pass, graphs: graphs, targets: targets, tolerance: settings.tolerance)
                pass.backward(graphs: graphs, parameters.base, gradients: gradients.base)
                optimiser.step(parameters.base, gradients: gradients.base)
            }
        }
        return CellNetwork(shape: shape, parameters: parameters.values)
    }

    /// Gradients by the outputs of the weighted mean of 2δ²(√(1 + (error / δ)²) − 1), δ being the
    /// tolerance.
    static func setGradients(
        of pass: borrowing CellNetworkPass, graphs: ArraySlice<Int>, targets: Targets,
        tolerance: Float
    ) {
        let outputs = targets.outputs
        var sum: Float = 0
        for (row, graph) in graphs.enumerated() {
            for output in 0..<outputs {
                let index = graph * outputs + output
                let weight = targets.weights[index]
                sum += weight
                // An unknown value may be NaN, which no weight of zero would take away.
                let error =
                    (pass.outputs.base[row * outputs + output] - targets.values[index]) / tolerance
                pass.outputGradients.base[row * outputs + output] =
                    weight > 0
                    ? 2 * weight * tolerance * error / (1 + error * error).squareRoot() : 0
            }
        }
        guard sum > 0 else { return }
        let scale = Float(outputs) / sum
        for index in 0..<(graphs.count * outputs) { pass.outputGradients.base[index] *= scale }
    }
}
