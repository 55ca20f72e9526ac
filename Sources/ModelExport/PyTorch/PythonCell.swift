import Architectures
import Networks

/// The cell's class in a PyTorch file.
struct PythonCell {
    private let space: SearchSpace
    private let operators: [Operator]
    /// Edges that are laid out.
    private let present: [Bool]

    init(space: SearchSpace, architecture: Architecture, view: GraphView) {
        self.space = space
        operators = space.operatorIndices(of: architecture).map { space.operators[$0] }
        present =
            view == .pruned
            ? space.liveEdges(of: architecture)
            : [Bool](repeating: true, count: space.edges.count)
    }

    var source: String {
        ([
            "class Cell(nn.Module):",
            "    \"\"\"The cell: every node is the sum of what arrives on its edges.\"\"\"", "",
            "    def __init__(self, channels):",
            "        super().__init__()",
            "        # By the edge's number in the cell's string.",
            "        self.layers = nn.ModuleDict({",
        ] + entries + [
            "        })", "",
            "    def forward(self, node0):",
        ] + sums + [
            "        return node\(space.nodeCount - 1)", "",
        ]).joined(separator: "\n")
    }

    private var entries: [String] {
        space.edges.indices.filter { present[$0] }.map { edge in
            let ends = space.edges[edge]
            return "            \"\(edge)\": \(constructor(of: operators[edge])),"
                + "  # node \(ends.source) to \(ends.target)"
        }
    }

    private var sums: [String] {
        (1..<space.nodeCount).compactMap { node in
            let terms = space.edges.indices
                .filter { present[$0] && space.edges[$0].target == node }
                .map { "self.layers[\"\($0)\"](node\(space.edges[$0].source))" }
            if terms.isEmpty {
                return node == space.nodeCount - 1 ? "        node\(node) = node0.mul(0.0)" : nil
            }
            return "        node\(node) = \(terms.joined(separator: " + "))"
        }
    }

    private func constructor(of kind: Operator) -> String {
        switch kind.kind {
        case .zero: "Zero()"
        case .identity: "nn.Identity()"
        case .convolution(let kernel): "ReLUConvBN(channels, channels, \(kernel))"
        case .averagePooling(let kernel):
            "nn.AvgPool2d(\(kernel), stride=1, padding=\(kernel / 2), count_include_pad=False)"
        }
    }
}
