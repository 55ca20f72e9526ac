import Architectures

/// Parameters and multiply-accumulates of a network.
package struct NetworkCost: Hashable, Sendable {
    /// Trainable numbers.
    package var parameters: Int
    /// Multiply-accumulates for one image.
    package var multiplyAccumulates: Int

    /// Parameters in millions.
    package var megaParameters: Double { Double(parameters) / 1e6 }
    /// Multiply-accumulates in millions: the 'MFLOPs' of the benchmark's authors.
    package var megaFLOPs: Double { Double(multiplyAccumulates) / 1e6 }

    /// Pairs the two costs.
    package init(parameters: Int, multiplyAccumulates: Int) {
        self.parameters = parameters
        self.multiplyAccumulates = multiplyAccumulates
    }

    fileprivate static func - (left: NetworkCost, right: NetworkCost) -> NetworkCost {
        NetworkCost(
            parameters: left.parameters - right.parameters,
            multiplyAccumulates: left.multiplyAccumulates - right.multiplyAccumulates)
    }

    fileprivate mutating func add(_ other: NetworkCost) {
        parameters += other.parameters
        multiplyAccumulates += other.multiplyAccumulates
    }
}

/// The costs of every architecture of a space for a data set.
///
/// A network's cost is that of the empty cell's network plus, an edge, that of its operator; both
/// are taken once from laid-out networks, so that a whole space costs microseconds.
package struct CostModel: Sendable {
    private let space: SearchSpace
    private let base: NetworkCost
    private let perOperator: [NetworkCost]

    /// Walks one network an operator.
    package init(space: SearchSpace, dataset: Dataset) {
        self.space = space
        func cost(ofFirstEdgeHolding index: Int?) -> NetworkCost {
            var live = [Bool](repeating: false, count: space.edges.count)
            live[0] = index != nil
            var builder = NetworkBuilder(space: space, dataset: dataset)
            let operators = space.edges.map { _ in space.operators[index ?? 0] }
            builder.appendNetwork(operators: operators, live: live)
            return NetworkCost(
                parameters: builder.layers.reduce(0) { $0 + $1.parameters },
                multiplyAccumulates: builder.layers.reduce(0) { $0 + $1.multiplyAccumulates })
        }
        let base = cost(ofFirstEdgeHolding: nil)
        self.base = base
        perOperator = space.operators.indices.map { cost(ofFirstEdgeHolding: $0) - base }
    }

    /// The cost of an architecture, with every edge or only with live ones.
    package func cost(of architecture: Architecture, view: GraphView = .asWritten) -> NetworkCost {
        var total = base
        let live = view == .pruned ? space.liveEdges(of: architecture) : nil
        for edge in space.edges.indices where live?[edge] ?? true {
            total.add(perOperator[space.operatorIndex(of: architecture, onEdge: edge)])
        }
        return total
    }

    /// Multiply-accumulates in millions of the whole space, indexed by `Architecture/code`.
    package func megaFLOPs() -> [Double] {
        (0..<space.count).map { cost(of: Architecture(code: $0)).megaFLOPs }
    }

    /// Parameters in millions of the whole space, indexed by `Architecture/code`.
    package func megaParameters() -> [Double] {
        (0..<space.count).map { cost(of: Architecture(code: $0)).megaParameters }
    }
}
