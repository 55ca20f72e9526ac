import Architectures

/// Cells as the graphs that HELP's network reads (Lee et al., NeurIPS 2021, section 3.2; the
/// encoding of their repository): operators are nodes.
///
/// A cell of e edges has e + 3 nodes: its input, an operator for every edge in the space's order,
/// its output, and a global node. A node's features are one-hot: which operator it holds, or that
/// it is the input, the output or the global node: 8 numbers in NAS-Bench-201. The operator of edge
/// u→v reads the operators of all edges that end in u, or the input where u is the cell's input;
/// the output reads the operators of all edges that end in it. Every node also reads itself, and
/// the global node reads all others. `none` is an operator like the others, and nothing is pruned,
/// so that the adjacency is the same for all cells; it is not normalised.
///
/// Numbers of a batch lie node by node, `[nodes × graphs × width]`, so that aggregation adds whole
/// blocks, and the rows of all nodes are one matrix.
struct HELPGraphs: Sendable {
    /// Nodes of a graph; the global node is the last.
    let nodeCount: Int
    /// Features of a node.
    let featureWidth: Int
    /// Which node reads which, but for the reading of itself and by the global node.
    let arcs: [Arc]
    private let operatorCount: Int
    private let operators: [UInt8]

    /// `target` reads `source`.
    struct Arc: Sendable, Hashable {
        let source: Int
        let target: Int
    }

    /// Lays out a space's cells.
    init(space: SearchSpace) {
        let edges = space.edges
        let output = edges.count + 1
        nodeCount = edges.count + 3
        operatorCount = space.operators.count
        featureWidth = space.operators.count + 3
        var arcs: [Arc] = []
        for (index, edge) in edges.enumerated() {
            if edge.source == 0 { arcs.append(Arc(source: 0, target: index + 1)) }
            for (before, other) in edges.enumerated() where other.target == edge.source {
                arcs.append(Arc(source: before + 1, target: index + 1))
            }
            if edge.target == space.nodeCount - 1 {
                arcs.append(Arc(source: index + 1, target: output))
            }
        }
        self.arcs = arcs
        operators = space.architectures.flatMap { architecture in
            space.operatorIndices(of: architecture).map { UInt8($0) }
        }
    }

    /// Writes the features of a batch.
    /// - Parameters:
    ///   - codes: ``Architecture/code`` of every graph.
    ///   - features: `[nodes × graphs × features]`.
    func fill(
        _ codes: UnsafeBufferPointer<Int32>, features: UnsafeMutablePointer<Float>
    ) {
        let graphs = codes.count
        let block = graphs * featureWidth
        let edges = nodeCount - 3
        features.update(repeating: 0, count: nodeCount * block)
        for graph in 0..<graphs {
            let row = graph * featureWidth
            let first = Int(codes[graph]) * edges
            for edge in 0..<edges {
                features[(edge + 1) * block + row + Int(operators[first + edge])] = 1
            }
            features[row + operatorCount] = 1
            features[(edges + 1) * block + row + operatorCount + 1] = 1
            features[(edges + 2) * block + row + operatorCount + 2] = 1
        }
    }

    /// y = A·x, where node v of y is the sum of what v reads.
    /// - Parameters:
    ///   - x: `[nodes × block]`.
    ///   - y: The same shape; other memory.
    ///   - block: Graphs × width.
    func aggregate(
        _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, block: Int
    ) {
        let global = nodeCount - 1
        y.update(from: x, count: nodeCount * block)
        for arc in arcs { Self.add(x + arc.source * block, to: y + arc.target * block, block) }
        for node in 0..<global { Self.add(x + node * block, to: y + global * block, block) }
    }

    /// y = Aᵀ·x: the gradient of ``aggregate(_:into:block:)``.
    func aggregateTransposed(
        _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, block: Int
    ) {
        let global = nodeCount - 1
        y.update(from: x, count: nodeCount * block)
        for arc in arcs { Self.add(x + arc.target * block, to: y + arc.source * block, block) }
        for node in 0..<global { Self.add(x + global * block, to: y + node * block, block) }
    }

    /// What the global node reads alone: the sum of all nodes.
    /// - Parameter y: `[block]`.
    func sum(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, block: Int) {
        y.update(from: x, count: block)
        for node in 1..<nodeCount { Self.add(x + node * block, to: y, block) }
    }

    private static func add(
        _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        for index in 0..<count { y[index] += x[index] }
    }
}
