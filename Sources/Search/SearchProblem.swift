import Architectures

/// Whether small or large values of a quantity are wanted.
package enum Goal: Sendable, Hashable, Codable {
    /// Latency, energy, parameters, FLOPs.
    case minimise
    /// Accuracy.
    case maximise
}

/// One objective over a whole space.
package struct ObjectiveColumn: Sendable, Equatable {
    /// What it is called in messages and outputs: `accuracy`, `latency` and so on.
    package let name: String
    /// Which values are wanted.
    package let goal: Goal
    /// `values[code]` in its own unit; NaN where it is missing.
    package let values: [Double]
    /// Whether the values are free: an algorithm may read all of them without evaluating.
    package let isKnown: Bool

    /// Describes an objective.
    package init(name: String, goal: Goal, values: [Double], isKnown: Bool = false) {
        self.name = name
        self.goal = goal
        self.values = values
        self.isKnown = isKnown
    }
}

/// A hard constraint on a quantity over a whole space.
package struct Limit: Sendable, Equatable {
    /// On which side of the bound values must be; the bound itself is allowed.
    package enum Side: Sendable, Hashable {
        /// Not above the bound.
        case atMost
        /// Not below the bound.
        case atLeast
    }

    /// What it is called in messages.
    package let name: String
    /// On which side of the bound values must be.
    package let side: Side
    /// The bound, in the unit of the values.
    package let bound: Double
    /// `values[code]`; NaN where it is missing.
    package let values: [Double]
    /// Whether the values are free, so that architectures beyond the bound need not be evaluated.
    package let isKnown: Bool

    /// Describes a constraint.
    package init(name: String, side: Side, bound: Double, values: [Double], isKnown: Bool = false) {
        precondition(bound.isFinite, "a bound is a number")
        self.name = name
        self.side = side
        self.bound = bound
        self.values = values
        self.isKnown = isKnown
    }

    /// By how much an architecture misses the bound, relative to the bound (absolute where the
    /// bound is 0); 0 where it keeps it, NaN where its value is missing.
    package func violation(of architecture: Architecture) -> Double {
        let value = values[architecture.code]
        if value.isNaN { return .nan }
        let excess = side == .atMost ? value - bound : bound - value
        return max(0, bound == 0 ? excess : excess / abs(bound))
    }
}

/// A search over a space whose objectives are tables: published, predicted or computed.
///
/// It is the evaluator of such a search, and it knows the answer: the exact front. An algorithm
/// gets ``task`` only.
package struct SearchProblem: Sendable, Evaluator {
    /// What an algorithm may know.
    package let task: SearchTask
    /// The objectives, in the order of the points' coordinates.
    package let objectives: [ObjectiveColumn]
    /// The hard constraints.
    package let limits: [Limit]
    /// `[space × dimension]`, row-major, minimised; meaningful for candidates only.
    private let rows: [Double]
    /// `[space]`: the sum of the limits' violations; meaningful for candidates only.
    private let violations: [Double]

    /// Number of objectives.
    package var dimension: Int { objectives.count }

    /// Joins tables to a problem. Architectures with a missing value are no candidates, nor are
    /// those that break a limit that is known beforehand.
    /// - Parameters:
    ///   - space: The space of the tables.
    ///   - objectives: At least one, each of `SearchSpace/count` values.
    ///   - limits: Hard constraints, each of `SearchSpace/count` values.
    /// - Throws: ``SearchError/noCandidates``.
    package init(
        space: SearchSpace, objectives: [ObjectiveColumn], limits: [Limit] = []
    ) throws(SearchError) {
        precondition(!objectives.isEmpty, "a search needs an objective")
        precondition(
            objectives.allSatisfy { $0.values.count == space.count }
                && limits.allSatisfy { $0.values.count == space.count },
            "a table of another space")
        let dimension = objectives.count
        var rows = [Double](repeating: 0, count: space.count * dimension)
        var violations = [Double](repeating: 0, count: space.count)
        var isCandidate = [Bool](repeating: true, count: space.count)
        for (column, objective) in objectives.enumerated() {
            let sign: Double = objective.goal == .minimise ? 1 : -1
            for (code, value) in objective.values.enumerated() {
                rows[code * dimension + column] = sign * value
                if value.isNaN { isCandidate[code] = false }
            }
        }
        for limit in limits {
            for code in 0..<space.count {
                let violation = limit.violation(of: Architecture(code: code))
                violations[code] += violation
                if violation.isNaN || (limit.isKnown && violation > 0) {
                    isCandidate[code] = false
                }
            }
        }
        let candidates = ArchitectureSet(capacity: space.count) { isCandidate[$0] }
        guard !candidates.isEmpty else { throw .noCandidates }
        self.objectives = objectives
        self.limits = limits
        self.rows = rows
        self.violations = violations
        task = SearchTask(
            space: space,
            knownObjectives: objectives.enumerated().map { column, objective in
                guard objective.isKnown else { return nil }
                return (0..<space.count).map { rows[$0 * dimension + column] }
            },
            candidates: candidates)
    }

    /// Looks architectures up.
    package func evaluate(_ architectures: [Architecture]) -> Evaluations {
        var values: [Double] = []
        values.reserveCapacity(architectures.count * dimension)
        var sums: [Double] = []
        sums.reserveCapacity(architectures.count)
        for architecture in architectures {
            let code = architecture.code
            let isCandidate = task.candidates.contains(architecture)
            for column in 0..<dimension {
                values.append(isCandidate ? rows[code * dimension + column] : .infinity)
            }
            sums.append(isCandidate ? violations[code] : .infinity)
        }
        return Evaluations(
            architectures: architectures,
            objectives: ObjectiveVectors(values: values, dimension: dimension), violations: sums)
    }

    /// The candidates that satisfy every limit, in dense order.
    package var feasible: [Architecture] {
        task.candidates.members.filter { violations[$0.code] == 0 }
    }

    /// The exact front over the whole space, in lexicographic order of the objectives; empty where
    /// no architecture satisfies the limits.
    package func exactFront() -> Evaluations {
        let codes = (0..<task.space.count).filter {
            violations[$0] == 0 && task.candidates.contains($0)
        }
        var points = ObjectiveVectors(dimension: dimension)
        if codes.count == task.space.count {
            points = ObjectiveVectors(values: rows, dimension: dimension)
        } else {
            points.reserveCapacity(codes.count)
            for code in codes { points.append(rows[code * dimension..<(code + 1) * dimension]) }
        }
        return evaluate(points.nonDominatedRows().map { Architecture(code: codes[$0]) })
    }
}
