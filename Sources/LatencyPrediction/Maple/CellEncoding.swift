import Architectures

/// The cells of a space as networks read them: which operator each edge holds (the paper's one-hot
/// operators matrix), then the same for the edges on a live path alone.
struct CellEncoding: Sendable {
    /// Numbers a cell: 60 for NAS-Bench-201, 30 without the live edges.
    let width: Int
    /// `[architectures × width]`, row-major, by ``Architecture/code``.
    let matrix: [Float]

    /// Encodes a space.
    /// - Parameter hasLiveEdges: Whether the live edges follow.
    /// - Complexity: O(architectures × width).
    init(space: SearchSpace, hasLiveEdges: Bool = true) {
        let operators = space.operators.count
        let oneHot = space.edges.count * operators
        width = (hasLiveEdges ? 2 : 1) * oneHot
        var matrix = [Float](repeating: 0, count: space.count * width)
        for architecture in space.architectures {
            let start = architecture.code * width
            let live = space.liveEdges(of: architecture)
            for (edge, index) in space.operatorIndices(of: architecture).enumerated() {
                matrix[start + edge * operators + index] = 1
                if hasLiveEdges, live[edge] {
                    matrix[start + oneHot + edge * operators + index] = 1
                }
            }
        }
        self.matrix = matrix
    }
}
