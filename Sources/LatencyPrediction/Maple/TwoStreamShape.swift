import NeuralNetworks

/// MAPLE's network (section 3.3): the cell through two hidden layers to 32 numbers, joined with the
/// device's descriptor, two hidden layers, one number.
///
/// The paper leaves widths and activation open: 48 and rectifiers, as wide as the time for a whole
/// space allows; twice the width gained nothing on HELP's batch-32 GPUs left out in turn.
struct TwoStreamShape: Sendable, Hashable, Codable {
    /// Cell to code.
    let cell: PerceptronShape
    /// Code and descriptor to the output.
    let head: PerceptronShape

    /// Numbers a cell is condensed to.
    static let code = 32
    private static let hidden = 48

    /// - Parameters:
    ///   - cellWidth: Numbers that describe a cell.
    ///   - descriptorWidth: Numbers that describe a device.
    init(cellWidth: Int, descriptorWidth: Int) {
        cell = PerceptronShape(
            sizes: [cellWidth, Self.hidden, Self.hidden, Self.code], outputActivation: .rectifier)
        head = PerceptronShape(
            sizes: [Self.code + descriptorWidth, Self.hidden, Self.hidden, 1])
    }

    /// Numbers that describe a device.
    var descriptorWidth: Int { head.sizes[0] - Self.code }
    /// Weights and biases of both streams, the cell's first.
    var parameterCount: Int { cell.parameterCount + head.parameterCount }
}
