extension SearchSpace {
    /// Which edges lie on a path of operators other than zero from the input to the output, in the
    /// order of ``edges``. The others have no effect on the output: they are *dead*.
    public func liveEdges(of architecture: Architecture) -> [Bool] {
        var carrying: UInt64 = 0
        for (edge, index) in operatorIndices(of: architecture).enumerated()
        where operators[index].kind != .zero {
            carrying |= 1 << UInt64(edge)
        }
        let live = LiveEdges.live(amongCarrying: carrying, edges: edges, nodeCount: nodeCount)
        return edges.indices.map { live >> UInt64($0) & 1 == 1 }
    }

    /// Whether the output is zero whatever the input: no live edge.
    public func isDisconnected(_ architecture: Architecture) -> Bool {
        !liveEdges(of: architecture).contains(true)
    }

    /// The same function with every dead edge set to zero: what a runtime executes that removes
    /// what has no effect.
    public func pruned(_ architecture: Architecture) -> Architecture {
        guard let zero = operators.firstIndex(where: { $0.kind == .zero }) else {
            return architecture
        }
        return self.architecture(
            operatorIndices: zip(operatorIndices(of: architecture), liveEdges(of: architecture))
                .map { $1 ? $0 : zero })
    }

    /// The smallest of the architectures that are the same labelled graph: inner nodes may change
    /// places where every edge that carries something lands on an edge of the cell.
    ///
    /// Two architectures with the same canonical form are the same network with its layers in
    /// another order, and cost the same. (NAS-Bench-201: 14,125 forms.)
    public func canonical(_ architecture: Architecture) -> Architecture {
        let indices = operatorIndices(of: architecture)
        var smallest = architecture
        for permutation in nodePermutations {
            if let image = relabelled(indices, by: permutation), image < smallest {
                smallest = image
            }
        }
        return smallest
    }

    /// Every architecture that is the same labelled graph, itself first.
    public func labellings(of architecture: Architecture) -> [Architecture] {
        let indices = operatorIndices(of: architecture)
        return nodePermutations.reduce(into: [architecture]) { labellings, permutation in
            if let image = relabelled(indices, by: permutation), !labellings.contains(image) {
                labellings.append(image)
            }
        }
    }

    private func relabelled(_ indices: [Int], by permutation: [Int]) -> Architecture? {
        guard let zero = operators.firstIndex(where: { $0.kind == .zero }) else {
            return permutation == permutation.sorted()
                ? architecture(operatorIndices: indices) : nil
        }
        var image = [Int](repeating: zero, count: edges.count)
        for (edge, index) in zip(edges, indices) where index != zero {
            let moved = Edge(source: permutation[edge.source], target: permutation[edge.target])
            guard let position = edges.firstIndex(of: moved) else { return nil }
            image[position] = index
        }
        return architecture(operatorIndices: image)
    }
}
