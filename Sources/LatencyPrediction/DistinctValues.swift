import Architectures

/// Counts what is left to execute of a cell when identical operators without weights on the same
/// value run once, as compilers of graphs have it (common subexpressions).
///
/// A value is the cell's input, the result of a convolution (always its own: every edge has its
/// weights), a pooling of a value, or the sum of values in whatever order; an identity's value is its
/// source's. What a node without any edge holds is one value too.
struct DistinctValues {
    /// What makes a value of two others; an operator's second one is nothing.
    private enum Rule: Equatable {
        case result(operatorIndex: Int)
        case partOfSum
        case sum
    }

    private struct Expression: Equatable {
        let rule: Rule
        let first: Int
        let second: Int
    }

    /// Additions of distinct sums, each one fewer than its values.
    private(set) var additions = 0
    /// Executions of each operator of the space.
    private(set) var executions: [Int]
    private let space: SearchSpace
    /// The edges into each node.
    private let incoming: [[Int]]
    /// The value of each node at hand, and what its edges carry.
    private var nodes: [Int]
    private var summands: [Int] = []
    /// The expressions met so far, each with its value.
    private var known: [(expression: Expression, value: Int)] = []
    private var values = 0

    private static let nothing = -1

    init(space: SearchSpace) {
        self.space = space
        executions = [Int](repeating: 0, count: space.operators.count)
        nodes = [Int](repeating: Self.nothing, count: space.nodeCount)
        incoming = (0..<space.nodeCount).map { node in
            space.edges.indices.filter { space.edges[$0].target == node }
        }
    }

    /// Counts a cell.
    /// - Parameters:
    ///   - operators: The operator of each edge, as a position in the space's.
    ///   - mask: The edges that are executed.
    mutating func count(operators: [Int], mask: UInt64) {
        for index in executions.indices { executions[index] = 0 }
        additions = 0
        known.removeAll(keepingCapacity: true)
        nodes[0] = 0
        values = 1
        for node in 1..<nodes.count {
            summands.removeAll(keepingCapacity: true)
            for edge in incoming[node] where mask >> UInt64(edge) & 1 == 1 {
                summands.append(value(of: operators[edge], on: nodes[space.edges[edge].source]))
            }
            nodes[node] = sum()
        }
    }

    /// The value of an operator's result.
    private mutating func value(of index: Int, on argument: Int) -> Int {
        switch space.operators[index].kind {
        case .identity:
            executions[index] += 1
            return argument
        case .convolution:
            executions[index] += 1
            values += 1
            return values - 1
        case .averagePooling, .zero:
            let (value, isNew) = intern(
                Expression(
                    rule: .result(operatorIndex: index), first: argument, second: Self.nothing))
            if isNew { executions[index] += 1 }
            return value
        }
    }

    /// The value of the summands.
    private mutating func sum() -> Int {
        summands.sort()
        guard var total = summands.first else { return Self.nothing }
        for (position, summand) in summands.enumerated().dropFirst() {
            let isLast = position == summands.count - 1
            let (value, isNew) = intern(
                Expression(rule: isLast ? .sum : .partOfSum, first: total, second: summand))
            if isLast, isNew { additions += summands.count - 1 }
            total = value
        }
        return total
    }

    private mutating func intern(_ expression: Expression) -> (value: Int, isNew: Bool) {
        if let known = known.first(where: { $0.expression == expression }) {
            return (known.value, false)
        }
        known.append((expression, values))
        values += 1
        return (values - 1, true)
    }
}
