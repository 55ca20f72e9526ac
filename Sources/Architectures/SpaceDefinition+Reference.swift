extension SpaceDefinition {
    /// A cell that others can take turns with: cheap, so that many turns fit into little time, and
    /// with few weights, so that it leaves another network's in the caches.
    ///
    /// Of the paths from the input to the output it has the one of fewest edges, with the smallest
    /// convolution there is on its first edge and nothing on the others that costs anything.
    package var referenceCell: String {
        func cheapest(_ fits: (OperatorKind) -> Bool) -> Int? {
            operators.indices.filter { fits(operators[$0].kind) }
                .min { operators[$0].kind.kernel ?? 0 < operators[$1].kind.kernel ?? 0 }
        }
        let idle = cheapest { $0 == .identity } ?? cheapest { $0 != .zero } ?? 0
        let first =
            cheapest { if case .convolution = $0 { true } else { false } }
            ?? cheapest { $0 != .zero } ?? 0
        var indices = [Int](repeating: cheapest { $0 == .zero } ?? idle, count: edges.count)
        for (position, edge) in shortestPath.enumerated() {
            indices[edge] = position == 0 ? first : idle
        }
        return string(of: indices)
    }

    /// The edges of a shortest path from the input to the output, in order; every node but the input
    /// has an edge that leads to it, so that there is one.
    private var shortestPath: [Int] {
        var length = [0] + [Int](repeating: Int.max, count: nodeCount - 1)
        var last = [Int](repeating: -1, count: nodeCount)
        for (index, edge) in edges.enumerated() where length[edge.source] < length[edge.target] - 1
        {
            length[edge.target] = length[edge.source] + 1
            last[edge.target] = index
        }
        var path: [Int] = []
        var node = nodeCount - 1
        while node > 0, last[node] >= 0 {
            path.insert(last[node], at: 0)
            node = edges[last[node]].source
        }
        return path
    }

    /// The published string of a cell: `|op~0|+|op~0|op~1|+|op~0|op~1|op~2|`.
    /// - Parameter indices: The operator of every edge.
    func string(of indices: [Int]) -> String {
        var text = ""
        var previousTarget: Int?
        for (edge, index) in zip(edges, indices) {
            if let previousTarget, previousTarget != edge.target { text += "+" }
            if previousTarget != edge.target { text += "|" }
            text += "\(operators[index].name)~\(edge.source)|"
            previousTarget = edge.target
        }
        return text
    }
}

extension SpaceDefinition {
    /// The same under another title, which distinguishes no spaces.
    package func named(_ title: String?) -> SpaceDefinition {
        var renamed = self
        renamed.title = title ?? self.title
        return renamed
    }
}

extension SearchSpace {
    /// The definition where it has to be told: nil for the one that everybody has.
    package var toldDefinition: SpaceDefinition? { isNASBench201 ? nil : definition }
}
