/// What a stack of dense layers remembers between forward and backward for batches of up to a fixed
/// size.
package struct PerceptronWorkspace: ~Copyable {
    /// Rows of the largest batch.
    package let capacity: Int
    private let shape: PerceptronShape
    private let activations: FloatStorage
    private let gradients: FloatStorage

    /// - Parameters:
    ///   - shape: The stack.
    ///   - capacity: Rows of the largest batch.
    package init(_ shape: PerceptronShape, capacity: Int) {
        self.shape = shape
        self.capacity = capacity
        activations = FloatStorage(zeros: capacity * shape.hiddenWidth)
        gradients = FloatStorage(zeros: capacity * shape.hiddenWidth)
    }

    /// Outputs of a hidden layer, `[rows × outputs]`.
    func outputs(_ layer: Int, rows: Int) -> MatrixView {
        view(activations, layer, rows)
    }

    /// Gradients by the outputs of a hidden layer.
    func gradients(_ layer: Int, rows: Int) -> MatrixView {
        view(gradients, layer, rows)
    }

    private func view(_ storage: borrowing FloatStorage, _ layer: Int, _ rows: Int) -> MatrixView {
        precondition(rows <= capacity, "a batch within the workspace")
        let before = shape.sizes[1..<(layer + 1)].reduce(0, +)
        return MatrixView(
            storage.base + capacity * before, rows: rows, columns: shape.sizes[layer + 1])
    }
}
