/// The forward and the backward pass. Neither allocates.
extension PerceptronShape {
    /// Computes a batch's outputs.
    /// - Parameters:
    ///   - parameters: ``parameterCount`` numbers; only read.
    ///   - input: `[rows × inputs]`.
    ///   - workspace: Keeps the hidden layers for ``backward(_:gradients:input:output:outputGradient:inputGradient:workspace:)``.
    ///   - output: `[rows × outputs]`.
    package func forward(
        _ parameters: UnsafeMutablePointer<Float>, input: MatrixView,
        workspace: borrowing PerceptronWorkspace, output: MatrixView
    ) {
        precondition(
            input.columns == sizes[0] && output.columns == sizes[layers]
                && input.rows == output.rows, "shapes must agree")
        var from = input
        for layer in 0..<layers {
            let to =
                layer == layers - 1 ? output : workspace.outputs(layer, rows: input.rows)
            to.broadcast(bias(layer, in: parameters))
            to.assignProduct(from, weights(layer, in: parameters), beta: 1)
            to.activate(activation(of: layer))
            from = to
        }
    }

    /// Computes gradients after ``forward(_:input:workspace:output:)`` of the same batch.
    /// - Parameters:
    ///   - parameters: As in the forward pass.
    ///   - gradients: Gradients by the parameters; overwritten, or added to.
    ///   - adding: Whether to add to `gradients`.
    ///   - input: As in the forward pass.
    ///   - output: What the forward pass gave.
    ///   - outputGradient: Gradients by the outputs; overwritten with those before the output
    ///     activation.
    ///   - inputGradient: Receives the gradients by the inputs; nil where nobody needs them.
    ///   - workspace: As the forward pass left it.
    package func backward(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>,
        adding: Bool = false, input: MatrixView, output: MatrixView, outputGradient: MatrixView,
        inputGradient: MatrixView? = nil, workspace: borrowing PerceptronWorkspace
    ) {
        let rows = input.rows
        let beta: Float = adding ? 1 : 0
        for layer in (0..<layers).reversed() {
            let last = layer == layers - 1
            let gradient = last ? outputGradient : workspace.gradients(layer, rows: rows)
            gradient.multiplyByDerivative(
                of: activation(of: layer),
                outputs: last ? output : workspace.outputs(layer, rows: rows))
            let from = layer == 0 ? input : workspace.outputs(layer - 1, rows: rows)
            weights(layer, in: gradients).assignProduct(
                from, gradient, transposingLeft: true, beta: beta)
            gradient.columnSums(into: bias(layer, in: gradients), adding: adding)
            let below =
                layer == 0 ? inputGradient : workspace.gradients(layer - 1, rows: rows)
            below?.assignProduct(
                gradient, weights(layer, in: parameters), transposingRight: true)
        }
    }
}
