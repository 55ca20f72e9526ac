import NeuralNetworks

/// Computes a ``CellNetwork``'s outputs and gradients; holds the memory for it, so that training
/// allocates nothing.
///
/// The state of a node is the sum of its messages; the message of the identity is the state that it
/// reads, that of another operator V·φ(U·state + b) with numbers of the operator's own, wherever the
/// edge lies. All states of the space are computed at once; then the output nodes of a batch of
/// networks, and from these the outputs: W₂·φ(W₁·state + c₁) + c₂.
struct CellNetworkPass: ~Copyable {
    private let unrolling: CellUnrolling
    private let shape: CellNetworkShape
    /// Networks in the largest batch.
    let capacity: Int
    /// `[states × state]` and `[messages × state]`, each with its gradients.
    private let states, stateGradients, messages, messageGradients: FloatStorage
    /// `[messages × state]`: what the transforms read; gradients by it overwrite it.
    private let read: FloatStorage
    /// `[messages × hidden]`: outputs, slopes and gradients of the transforms' hidden units.
    private let hidden, hiddenSlopes, hiddenGradients: FloatStorage
    /// `[capacity × state]` and `[capacity × readout]`.
    private let ends, endGradients, readout, readoutSlopes, readoutGradients: FloatStorage
    /// Transposed weights, the largest layer's size.
    private let transposed: FloatStorage
    /// `[capacity × outputs]`: the last forward pass's outputs.
    let outputs: FloatStorage
    /// `[capacity × outputs]`: what the backward pass starts from.
    let outputGradients: FloatStorage

    init(_ shape: CellNetworkShape, unrolling: CellUnrolling, capacity: Int) {
        precondition(shape.transforms == unrolling.transformCount, "a shape for this space")
        self.shape = shape
        self.unrolling = unrolling
        self.capacity = capacity
        let (stateCount, messageCount) = (unrolling.incoming.count, unrolling.messages.count)
        states = FloatStorage(zeros: stateCount * shape.state)
        stateGradients = FloatStorage(zeros: stateCount * shape.state)
        messages = FloatStorage(zeros: messageCount * shape.state)
        messageGradients = FloatStorage(zeros: messageCount * shape.state)
        read = FloatStorage(zeros: messageCount * shape.state)
        hidden = FloatStorage(zeros: messageCount * shape.hidden)
        hiddenSlopes = FloatStorage(zeros: messageCount * shape.hidden)
        hiddenGradients = FloatStorage(zeros: messageCount * shape.hidden)
        ends = FloatStorage(zeros: capacity * shape.state)
        endGradients = FloatStorage(zeros: capacity * shape.state)
        readout = FloatStorage(zeros: capacity * shape.readout)
        readoutSlopes = FloatStorage(zeros: capacity * shape.readout)
        readoutGradients = FloatStorage(zeros: capacity * shape.readout)
        transposed = FloatStorage(
            zeros: max(shape.hidden, shape.readout) * max(shape.state, shape.outputs))
        outputs = FloatStorage(zeros: capacity * shape.outputs)
        outputGradients = FloatStorage(zeros: capacity * shape.outputs)
    }

    /// Computes all states and messages of the space.
    func computeStates(_ parameters: UnsafeMutablePointer<Float>) {
        let (allStates, allMessages) = (matrix(states), matrix(messages))
        states.base.update(from: parameters + shape.inputOffset, count: shape.state)
        for (level, members) in unrolling.levels.enumerated() {
            for state in members where state > 0 {
                allStates.clearRow(state)
                for message in unrolling.incoming[state] {
                    allStates.addRow(state, from: allMessages, message)
                }
            }
            for block in unrolling.blocks where block.level == level {
                guard let transform = block.transform else {
                    for message in block.messages {
                        allMessages.copyRow(
                            message, from: allStates, unrolling.messages[message].source)
                    }
                    continue
                }
                let input = rows(read, block, shape.state)
                for (row, message) in block.messages.enumerated() {
                    input.copyRow(row, from: allStates, unrolling.messages[message].source)
                }
                let middle = rows(hidden, block, shape.hidden)
                middle.broadcast(parameters + shape.biasOffset(transform))
                middle.assignExactProduct(input, first(transform, parameters), adding: true)
                SmoothRectifier.apply(middle, slopes: rows(hiddenSlopes, block, shape.hidden))
                rows(messages, block, shape.state)
                    .assignExactProduct(middle, second(transform, parameters))
            }
        }
    }

    /// Computes the outputs of a batch from ``computeStates(_:)``.
    func computeOutputs(
        of graphs: ArraySlice<Int>, _ parameters: UnsafeMutablePointer<Float>
    ) {
        let count = graphs.count
        let (end, allMessages) = (matrix(ends), matrix(messages))
        for (row, graph) in graphs.enumerated() {
            end.clearRow(row)
            for message in unrolling.messages(ofGraph: graph) {
                end.addRow(row, from: allMessages, message)
            }
        }
        let middle = readout.matrix(rows: count, columns: shape.readout)
        middle.broadcast(parameters + shape.readoutBiasOffset)
        middle.assignExactProduct(end.prefix(count), readoutLayer(parameters), adding: true)
        SmoothRectifier.apply(
            middle, slopes: readoutSlopes.matrix(rows: count, columns: shape.readout))
        let result = outputs.matrix(rows: count, columns: shape.outputs)
        result.broadcast(parameters + shape.outputBiasOffset)
        result.assignExactProduct(middle, outputLayer(parameters), adding: true)
    }

    /// Computes gradients by the parameters from ``outputGradients`` after the forward pass of the
    /// same batch.
    func backward(
        graphs: ArraySlice<Int>, _ parameters: UnsafeMutablePointer<Float>,
        gradients: UnsafeMutablePointer<Float>
    ) {
        gradients.update(repeating: 0, count: shape.parameterCount)
        backwardReadout(graphs: graphs, parameters, gradients: gradients)
        stateGradients.clear()
        let (stateRows, messageRows) = (matrix(stateGradients), matrix(messageGradients))
        for level in unrolling.levels.indices.reversed() {
            for block in unrolling.blocks where block.level == level {
                let given = rows(messageGradients, block, shape.state)
                var back = given
                if let transform = block.transform {
                    let middle = rows(hidden, block, shape.hidden)
                    let inner = rows(hiddenGradients, block, shape.hidden)
                    second(transform, gradients)
                        .assignExactProduct(transposing: middle, given, adding: true)
                    inner.assignExactProduct(given, transpose(second(transform, parameters)))
                    SmoothRectifier.multiplyByDerivative(
                        inner, slopes: rows(hiddenSlopes, block, shape.hidden))
                    inner.columnSums(into: gradients + shape.biasOffset(transform), adding: true)
                    back = rows(read, block, shape.state)
                    first(transform, gradients)
                        .assignExactProduct(transposing: back, inner, adding: true)
                    back.assignExactProduct(inner, transpose(first(transform, parameters)))
                }
                for (row, message) in block.messages.enumerated() {
                    stateRows.addRow(unrolling.messages[message].source, from: back, row)
                }
            }
            for state in unrolling.levels[level] {
                for message in unrolling.incoming[state] {
                    messageRows.addRow(message, from: stateRows, state)
                }
            }
        }
        (gradients + shape.inputOffset).update(from: stateGradients.base, count: shape.state)
    }

    /// Gradients of the readout, and those by the messages that the outputs sum.
    private func backwardReadout(
        graphs: ArraySlice<Int>, _ parameters: UnsafeMutablePointer<Float>,
        gradients: UnsafeMutablePointer<Float>
    ) {
        let count = graphs.count
        let given = outputGradients.matrix(rows: count, columns: shape.outputs)
        let middle = readout.matrix(rows: count, columns: shape.readout)
        let inner = readoutGradients.matrix(rows: count, columns: shape.readout)
        outputLayer(gradients).assignExactProduct(transposing: middle, given, adding: true)
        given.columnSums(into: gradients + shape.outputBiasOffset, adding: true)
        inner.assignExactProduct(given, transpose(outputLayer(parameters)))
        SmoothRectifier.multiplyByDerivative(
            inner, slopes: readoutSlopes.matrix(rows: count, columns: shape.readout))
        inner.columnSums(into: gradients + shape.readoutBiasOffset, adding: true)
        readoutLayer(gradients).assignExactProduct(
            transposing: ends.matrix(rows: count, columns: shape.state), inner, adding: true)
        let back = endGradients.matrix(rows: count, columns: shape.state)
        back.assignExactProduct(inner, transpose(readoutLayer(parameters)))
        messageGradients.clear()
        let messageRows = matrix(messageGradients)
        for (row, graph) in graphs.enumerated() {
            for message in unrolling.messages(ofGraph: graph) {
                messageRows.addRow(message, from: back, row)
            }
        }
    }

    private func matrix(_ storage: borrowing FloatStorage) -> MatrixView {
        storage.matrix(rows: storage.count / shape.state, columns: shape.state)
    }

    private func rows(
        _ storage: borrowing FloatStorage, _ block: CellUnrolling.Block, _ width: Int
    ) -> MatrixView {
        storage.matrix(
            at: block.messages.lowerBound * width, rows: block.messages.count, columns: width)
    }

    private func transpose(_ weights: MatrixView) -> MatrixView {
        let result = transposed.matrix(rows: weights.columns, columns: weights.rows)
        weights.transpose(into: result)
        return result
    }

    private func first(_ transform: Int, _ numbers: UnsafeMutablePointer<Float>) -> MatrixView {
        MatrixView(
            numbers + shape.firstOffset(transform), rows: shape.state, columns: shape.hidden)
    }

    private func second(_ transform: Int, _ numbers: UnsafeMutablePointer<Float>) -> MatrixView {
        MatrixView(
            numbers + shape.secondOffset(transform), rows: shape.hidden, columns: shape.state)
    }

    private func readoutLayer(_ numbers: UnsafeMutablePointer<Float>) -> MatrixView {
        MatrixView(numbers + shape.readoutOffset, rows: shape.state, columns: shape.readout)
    }

    private func outputLayer(_ numbers: UnsafeMutablePointer<Float>) -> MatrixView {
        MatrixView(numbers + shape.outputOffset, rows: shape.readout, columns: shape.outputs)
    }
}

extension MatrixView {
    fileprivate func clearRow(_ row: Int) {
        (base + row * stride).update(repeating: 0, count: columns)
    }

    fileprivate func copyRow(_ row: Int, from other: MatrixView, _ source: Int) {
        (base + row * stride).update(from: other.base + source * other.stride, count: columns)
    }
}
