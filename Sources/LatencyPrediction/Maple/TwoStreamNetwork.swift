import NeuralNetworks

/// A trained network of MAPLE's shape.
struct TwoStreamNetwork: Sendable, Hashable, Codable {
    /// The layers.
    let shape: TwoStreamShape
    /// ``TwoStreamShape/parameterCount`` numbers.
    let parameters: [Float]

    /// Cells that are computed together, small enough for the cache.
    private static let block = 256

    /// The outputs for some cells on one device.
    /// - Parameters:
    ///   - codes: The cells.
    ///   - encoding: What describes them.
    ///   - descriptor: What describes the device.
    func outputs(of codes: [Int], encoding: CellEncoding, descriptor: [Float]) -> [Float] {
        precondition(descriptor.count == shape.descriptorWidth, "the trained descriptor")
        MatrixThreads.useOne()
        let block = min(Self.block, max(1, codes.count))
        let weights = FloatStorage(parameters)
        let cells = FloatStorage(zeros: block * encoding.width)
        let joint = FloatStorage(zeros: block * shape.head.sizes[0])
        let result = FloatStorage(zeros: codes.count)
        let cellWorkspace = PerceptronWorkspace(shape.cell, capacity: block)
        let headWorkspace = PerceptronWorkspace(shape.head, capacity: block)
        let joined = joint.matrix(rows: block, columns: shape.head.sizes[0])
        descriptor.withUnsafeBufferPointer { descriptor in
            if let first = descriptor.baseAddress {
                joined.columns(TwoStreamShape.code..<joined.columns).broadcast(first)
            }
        }
        encoding.matrix.withUnsafeBufferPointer { matrix in
            guard let rows = matrix.baseAddress else { return }
            for start in stride(from: 0, to: codes.count, by: block) {
                let count = min(block, codes.count - start)
                for row in 0..<count {
                    (cells.base + row * encoding.width).update(
                        from: rows + codes[start + row] * encoding.width, count: encoding.width)
                }
                let joined = joined.prefix(count)
                shape.cell.forward(
                    weights.base, input: cells.matrix(rows: count, columns: encoding.width),
                    workspace: cellWorkspace, output: joined.columns(0..<TwoStreamShape.code))
                shape.head.forward(
                    weights.base + shape.cell.parameterCount, input: joined,
                    workspace: headWorkspace,
                    output: result.matrix(at: start, rows: count, columns: 1))
            }
        }
        return result.values
    }
}
