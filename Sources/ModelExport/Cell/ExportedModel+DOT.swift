import Architectures

extension ExportedModel {
    /// The cell as a Graphviz graph: operators on the edges, dead edges dashed, zero edges dotted.
    func dot() -> String {
        let operators = space.operatorIndices(of: architecture).map { space.operators[$0] }
        let live = space.liveEdges(of: architecture)
        var lines = [
            "// \(space.string(of: architecture))",
            "digraph \"\(fileName)\" {",
            "  rankdir=LR;",
            "  node [shape=circle];",
        ]
        for node in 0..<space.nodeCount {
            let label =
                node == 0 ? "input" : node == space.nodeCount - 1 ? "output" : String(node)
            lines.append("  \(node) [label=\"\(label)\"];")
        }
        for (edge, ends) in space.edges.enumerated() {
            let style =
                live[edge] ? "solid" : operators[edge].kind == .zero ? "dotted" : "dashed"
            lines.append(
                "  \(ends.source) -> \(ends.target) "
                    + "[label=\"\(operators[edge].name)\", style=\(style)];")
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }
}
