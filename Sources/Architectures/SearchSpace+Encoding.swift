extension SearchSpace {
    /// Numbers in an encoding: edges × operators.
    public var oneHotWidth: Int { edges.count * operators.count }

    /// The one-hot operators matrix (MAPLE, section 3.2) of a batch.
    /// - Returns: `[architectures × edges × operators]`, row-major: 1 where the edge holds the
    ///   operator, else 0.
    public func oneHotMatrix(of architectures: some Collection<Architecture>) -> [Float] {
        var matrix = [Float](repeating: 0, count: architectures.count * oneHotWidth)
        var row = 0
        for architecture in architectures {
            for edge in edges.indices {
                let column = operatorIndex(of: architecture, onEdge: edge)
                matrix[row + edge * operators.count + column] = 1
            }
            row += oneHotWidth
        }
        return matrix
    }

    /// The adjacency encoding: the operator on every pair of nodes.
    /// - Returns: `[nodes × nodes]`, row-major, row = source: the operator's position in
    ///   ``operators`` plus one, 0 where the cell has no such edge.
    public func adjacencyMatrix(of architecture: Architecture) -> [Int] {
        var matrix = [Int](repeating: 0, count: nodeCount * nodeCount)
        for (edge, index) in zip(edges, operatorIndices(of: architecture)) {
            matrix[edge.source * nodeCount + edge.target] = index + 1
        }
        return matrix
    }

    /// How often each operator occurs, in the order of ``operators``.
    public func operatorCounts(of architecture: Architecture) -> [Int] {
        var counts = [Int](repeating: 0, count: operators.count)
        for edge in edges.indices { counts[operatorIndex(of: architecture, onEdge: edge)] += 1 }
        return counts
    }
}
