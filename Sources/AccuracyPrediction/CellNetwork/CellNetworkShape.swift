/// The sizes of a ``CellNetwork`` and where its numbers lie in a flat vector.
struct CellNetworkShape: Sendable, Hashable, Codable {
    /// Operators that compute something.
    var transforms: Int
    /// Numbers in the state of a node.
    var state: Int
    /// Hidden units of each transform.
    var hidden: Int
    /// Hidden units between the output node's state and the outputs.
    var readout: Int
    /// Outputs.
    var outputs: Int

    /// The input's state.
    var inputOffset: Int { 0 }
    /// A transform's first layer, `[state × hidden]`, then its bias `[hidden]`.
    func firstOffset(_ transform: Int) -> Int { state + transform * transformSize }
    /// A transform's bias, `[hidden]`.
    func biasOffset(_ transform: Int) -> Int { firstOffset(transform) + state * hidden }
    /// A transform's second layer, `[hidden × state]`, without a bias.
    func secondOffset(_ transform: Int) -> Int { biasOffset(transform) + hidden }
    /// The readout's first layer, `[state × readout]`.
    var readoutOffset: Int { firstOffset(transforms) }
    /// Its bias, `[readout]`.
    var readoutBiasOffset: Int { readoutOffset + state * readout }
    /// The last layer, `[readout × outputs]`.
    var outputOffset: Int { readoutBiasOffset + readout }
    /// Its bias, `[outputs]`.
    var outputBiasOffset: Int { outputOffset + readout * outputs }
    /// All numbers.
    var parameterCount: Int { outputBiasOffset + outputs }

    private var transformSize: Int { 2 * state * hidden + hidden }

    /// Whether all sizes are positive.
    var isValid: Bool {
        transforms >= 0 && [state, hidden, readout, outputs].allSatisfy { (1...4096).contains($0) }
    }
}
