import Architectures
import NeuralNetworks

/// A network over the graph of a cell: it follows the cell from its input to its output, as the
/// cell's own layers do, with a small learned function for each operator.
///
/// What can't reach the output has no part in it, and neither has the numbering of the nodes, so
/// cells that are the same network get the same outputs; the same operator is the same function on
/// every edge, so that few numbers serve the whole space.
struct CellNetwork: Sendable, Hashable {
    /// The sizes.
    let shape: CellNetworkShape
    /// ``CellNetworkShape/parameterCount`` numbers.
    var parameters: [Float]

    /// Wraps trained numbers.
    init(shape: CellNetworkShape, parameters: [Float]) {
        precondition(parameters.count == shape.parameterCount, "as many numbers as the shape needs")
        self.shape = shape
        self.parameters = parameters
    }

    /// Draws the weights; biases start at zero.
    init(shape: CellNetworkShape, using generator: inout some RandomNumberGenerator) {
        let storage = FloatStorage(zeros: shape.parameterCount)
        func draw(_ offset: Int, _ inputs: Int, _ outputs: Int, gain: Float = 1) {
            let rule = WeightInitialisation.he
            rule.fill(storage.base + offset, inputs: inputs, outputs: outputs, using: &generator)
            // He's rule has twice the variance that keeps a sum's at its inputs'.
            for index in offset..<(offset + inputs * outputs) {
                storage.base[index] *= 0.707_106_77 * gain
            }
        }
        draw(shape.inputOffset, 1, shape.state)
        for transform in 0..<shape.transforms {
            draw(shape.firstOffset(transform), shape.state, shape.hidden)
            draw(shape.secondOffset(transform), shape.hidden, shape.state)
        }
        draw(shape.readoutOffset, shape.state, shape.readout)
        draw(shape.outputOffset, shape.readout, shape.outputs)
        self.init(shape: shape, parameters: storage.values)
    }

    /// The outputs of every network of a space.
    /// - Returns: `[graphs × outputs]`, row-major, in the order of the unrolling.
    func outputs(over unrolling: CellUnrolling) -> [Float] {
        let block = 512
        let pass = CellNetworkPass(shape, unrolling: unrolling, capacity: block)
        let numbers = FloatStorage(parameters)
        pass.computeStates(numbers.base)
        var result: [Float] = []
        result.reserveCapacity(unrolling.graphCount * shape.outputs)
        let graphs = Array(0..<unrolling.graphCount)
        for start in stride(from: 0, to: graphs.count, by: block) {
            let batch = graphs[start..<min(graphs.count, start + block)]
            pass.computeOutputs(of: batch, numbers.base)
            result += UnsafeBufferPointer(
                start: pass.outputs.base, count: batch.count * shape.outputs)
        }
        return result
    }

    /// The same network with its first outputs alone.
    func prefix(outputs count: Int) -> CellNetwork {
        var smaller = shape
        smaller.outputs = count
        var numbers = Array(parameters[..<shape.outputOffset])
        for row in 0..<shape.readout {
            let start = shape.outputOffset + row * shape.outputs
            numbers += parameters[start..<(start + count)]
        }
        numbers += parameters[shape.outputBiasOffset..<(shape.outputBiasOffset + count)]
        return CellNetwork(shape: smaller, parameters: numbers)
    }
}
