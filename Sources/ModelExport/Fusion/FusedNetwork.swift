import Networks

/// A network as converters for phones lay it out: a normalisation after a convolution is part of
/// its weights, equal ReLUs of one value are one, and a ReLU belongs to what computes its input
/// where nothing else reads that.
struct FusedNetwork {
    /// Its operations, in an order in which they can run.
    private(set) var operations: [FusedOperation] = []

    /// Operations in an order in which they can run.
    init(operations: [FusedOperation]) { self.operations = operations }

    /// Lays out a network.
    /// - Parameters:
    ///   - network: As written or pruned.
    ///   - weights: Of that network.
    ///   - fuses: Whether the runtime can do a ReLU within such an operation.
    init(
        _ network: Network, weights: NetworkWeights,
        fusingReLUInto fuses: (FusedOperation.Kind) -> Bool
    ) {
        let folded = FoldedNormalizations(network.layers)
        var builder = FusedNetworkBuilder()
        for layer in network.layers { builder.append(layer, weights: weights, folded: folded) }
        operations = builder.operations
        fuseReLUs(where: fuses)
    }

    /// The image's value; that of operation `i` is `i + 1`.
    static let image = 0

    /// How often each value is read, the image first; the last operation's is the result.
    var readers: [Int] {
        var readers = [Int](repeating: 0, count: operations.count + 1)
        for operation in operations {
            for input in operation.inputs { readers[input] += 1 }
        }
        return readers
    }

    /// Takes every ReLU away that what computes its input can do.
    private mutating func fuseReLUs(where fuses: (FusedOperation.Kind) -> Bool) {
        let readers = readers
        var kept: [FusedOperation] = []
        var renamed = [Self.image]
        for operation in operations {
            var operation = operation
            let source = operation.inputs[0]
            operation.inputs = operation.inputs.map { renamed[$0] }
            if operation.kind == .relu, source > Self.image, readers[source] == 1,
                fuses(operations[source - 1].kind)
            {
                kept[operation.inputs[0] - 1].hasReLU = true
                renamed.append(operation.inputs[0])
            } else {
                kept.append(operation)
                renamed.append(kept.count)
            }
        }
        operations = kept
    }
}
