import Architectures

/// Where the parts of a cell's picture lie: nodes in a row, edges between neighbours straight,
/// longer ones as arcs above or below, the higher the longer they are, so that the four nodes of
/// NAS-Bench-201 need no crossing.
struct CellPicture {
    private static let spacing = 200
    private static let margin = 60
    private static let radius = 24
    /// Height of an arc over one node.
    private static let rise = 80

    private let space: SearchSpace
    private let architecture: Architecture

    init(space: SearchSpace, architecture: Architecture) {
        self.space = space
        self.architecture = architecture
    }

    var width: Int { 2 * Self.margin + Self.spacing * (space.nodeCount - 1) }
    var height: Int { baseline + Self.rise + 70 }

    /// Of the nodes' centres.
    private var baseline: Int { 40 + Self.rise * max(space.nodeCount - 2, 1) }

    /// Edges first, so that nodes lie over their ends.
    var elements: [String] {
        let live = space.liveEdges(of: architecture)
        let edges = space.edges.indices.map { edge($0, isLive: live[$0]) }
        return edges + (0..<space.nodeCount).map(node)
    }

    /// What fits between two nodes.
    private static func label(_ name: String) -> String {
        name.count <= 20 ? name : name.prefix(19) + "…"
    }

    static func arrow(id: String) -> String {
        "<marker id=\"\(id)\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"11\" "
            + "markerHeight=\"11\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
            + "<path class=\"\(id)\" d=\"M0 0 L10 5 L0 10 Z\"/></marker>"
    }

    private func x(_ node: Int) -> Int { Self.margin + Self.spacing * node }

    private func node(_ node: Int) -> String {
        let label = node == 0 ? "in" : node == space.nodeCount - 1 ? "out" : String(node)
        return "<circle class=\"node\" cx=\"\(x(node))\" cy=\"\(baseline)\" r=\"\(Self.radius)\"/>"
            + "<text x=\"\(x(node))\" y=\"\(baseline + 5)\">\(label)</text>"
    }

    private func edge(_ edge: Int, isLive: Bool) -> String {
        let ends = space.edges[edge]
        let kind = space.operators[space.operatorIndex(of: architecture, onEdge: edge)]
        let span = ends.target - ends.source
        // An arc that starts at an inner node and skips one goes below, the others above.
        let isBelow = span == 2 && ends.source % 2 == 1
        let lift = span == 1 ? 0 : (isBelow ? Self.rise : -Self.rise * (span - 1))
        // Arcs of different span leave a node side by side.
        let sides = max(space.nodeCount - 3, 1)
        let start = x(ends.source) + (span == 1 || isBelow ? 0 : 10 - 20 * (span - 2) / sides)
        let end = x(ends.target)
        let middle = (start + end) / 2
        let path: String
        if span == 1 {
            path = "M\(start + Self.radius) \(baseline) H\(end - Self.radius - 2)"
        } else {
            let offset = isBelow ? Self.radius : -Self.radius
            let top = baseline + lift
            // From the node's rim straight up or down, along, and back.
            path =
                "M\(start) \(baseline + offset) C\(start) \(top) \(start) \(top) "
                + "\(start + 50) \(top) H\(end - 50) C\(end) \(top) \(end) \(top) "
                + "\(end) \(baseline + offset + (isBelow ? 2 : -2))"
        }
        let label = isBelow ? baseline + lift + 18 : baseline + lift - 8
        return "<path class=\"edge\(isLive ? "" : " dead")\" d=\"\(path)\" "
            + "marker-end=\"url(#\(isLive ? "tip" : "dead-tip"))\"/>"
            + "<text\(isLive ? "" : " class=\"small\"") x=\"\(middle)\" y=\"\(label)\">"
            + "\(Self.label(kind.name).xmlEscaped)</text>"
    }
}
