import Architectures

/// Networks of one shape that were trained from different weights; together they say the mean of
/// what each says, which errs less on cells that none has seen.
struct CellEnsemble: Sendable, Hashable {
    /// At least one, all of one shape.
    let members: [CellNetwork]

    /// The sizes of each.
    var shape: CellNetworkShape { members[0].shape }

    /// Wraps networks.
    init(members: [CellNetwork]) {
        precondition(!members.isEmpty, "an ensemble has members")
        precondition(
            members.allSatisfy { $0.shape == members[0].shape }, "members of one shape")
        self.members = members
    }

    /// The mean outputs of every network of a space.
    /// - Returns: `[graphs × outputs]`, row-major, in the order of the unrolling.
    func outputs(over unrolling: CellUnrolling) -> [Float] {
        var sums = members[0].outputs(over: unrolling)
        for member in members.dropFirst() {
            for (index, output) in member.outputs(over: unrolling).enumerated() {
                sums[index] += output
            }
        }
        return sums.map { $0 / Float(members.count) }
    }

    /// The same with the first outputs alone.
    func prefix(outputs count: Int) -> CellEnsemble {
        CellEnsemble(members: members.map { $0.prefix(outputs: count) })
    }
}
