extension SearchSpace {
    /// A uniformly random architecture.
    public func random(using generator: inout some RandomNumberGenerator) -> Architecture {
        Architecture(code: Int.random(in: 0..<count, using: &generator))
    }

    /// Every architecture that differs in exactly one edge, edge by edge, operator by operator.
    public func neighbours(of architecture: Architecture) -> [Architecture] {
        var neighbours: [Architecture] = []
        neighbours.reserveCapacity(edges.count * (operators.count - 1))
        for edge in edges.indices {
            let current = operatorIndex(of: architecture, onEdge: edge)
            for index in operators.indices where index != current {
                neighbours.append(replacing(edge: edge, of: architecture, byOperator: index))
            }
        }
        return neighbours
    }

    /// Replaces each edge's operator by a different one with the given probability, and one edge's
    /// where none was hit: the result always differs.
    public func mutated(
        _ architecture: Architecture, probabilityPerEdge: Double,
        using generator: inout some RandomNumberGenerator
    ) -> Architecture {
        var result = architecture
        for edge in edges.indices
        where Double.random(in: 0..<1, using: &generator) < probabilityPerEdge {
            result = changed(edge: edge, of: result, using: &generator)
        }
        guard result == architecture else { return result }
        let edge = Int.random(in: edges.indices, using: &generator)
        return changed(edge: edge, of: result, using: &generator)
    }

    /// Uniform crossover: each edge from one parent or the other with equal probability.
    public func crossover(
        _ first: Architecture, _ second: Architecture,
        using generator: inout some RandomNumberGenerator
    ) -> Architecture {
        var child = first
        for edge in edges.indices where Bool.random(using: &generator) {
            let index = operatorIndex(of: second, onEdge: edge)
            child = replacing(edge: edge, of: child, byOperator: index)
        }
        return child
    }

    private func changed(
        edge: Int, of architecture: Architecture,
        using generator: inout some RandomNumberGenerator
    ) -> Architecture {
        let current = operatorIndex(of: architecture, onEdge: edge)
        let draw = Int.random(in: 0..<(operators.count - 1), using: &generator)
        let index = draw < current ? draw : draw + 1
        return replacing(edge: edge, of: architecture, byOperator: index)
    }
}
