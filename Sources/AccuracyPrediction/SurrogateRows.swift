import Architectures

/// The active terms of every connected architecture's pruned cell.
struct SurrogateRows: Sendable {
    private let terms: [Int]
    /// Where each architecture's terms begin; one more at the end. Disconnected ones have none.
    private let starts: [Int]

    init(space: SearchSpace, terms interactions: EdgeInteractions) {
        var terms: [Int] = []
        var starts = [0]
        starts.reserveCapacity(space.count + 1)
        terms.reserveCapacity(space.count * interactions.largestRow)
        for architecture in space.architectures {
            let live = space.liveEdges(of: architecture)
            if live.contains(true) {
                interactions.appendActiveTerms(
                    operators: space.operatorIndices(of: architecture), live: live, to: &terms)
            }
            starts.append(terms.count)
        }
        self.terms = terms
        self.starts = starts
    }

    /// The terms in ascending order, the constant first; nil where the output is always zero.
    func activeTerms(of architecture: Architecture) -> ArraySlice<Int>? {
        let range = starts[architecture.code]..<starts[architecture.code + 1]
        return range.isEmpty ? nil : terms[range]
    }
}
