import Architectures

/// Architectures with what was found out about them, in the order of evaluation.
package struct Evaluations: Sendable, Equatable {
    /// What was evaluated.
    package private(set) var architectures: [Architecture]
    /// Their objectives, minimised; a row of +infinity where no value could be had.
    package private(set) var objectives: ObjectiveVectors
    /// How far each is from satisfying the constraints: 0 where it does, a sum of relative excesses
    /// where it does not, +infinity where no value could be had.
    package private(set) var violations: [Double]

    /// Number of evaluations.
    package var count: Int { architectures.count }
    /// Whether nothing was evaluated.
    package var isEmpty: Bool { architectures.isEmpty }
    /// Number of objectives.
    package var dimension: Int { objectives.dimension }

    /// No evaluations.
    package init(dimension: Int) {
        architectures = []
        objectives = ObjectiveVectors(dimension: dimension)
        violations = []
    }

    /// Takes over complete evaluations.
    /// - Parameters:
    ///   - architectures: What was evaluated.
    ///   - objectives: One row an architecture.
    ///   - violations: One number an architecture, 0 or more.
    package init(
        architectures: [Architecture], objectives: ObjectiveVectors, violations: [Double]
    ) {
        precondition(architectures.count == objectives.count, "one row an architecture")
        precondition(architectures.count == violations.count, "one violation an architecture")
        precondition(violations.allSatisfy { $0 >= 0 }, "violations are not negative")
        self.architectures = architectures
        self.objectives = objectives
        self.violations = violations
    }

    /// Adds an evaluation. Where a number is NaN, the evaluation counts as one that found no value:
    /// it can't take part in a comparison.
    /// - Parameters:
    ///   - architecture: What was evaluated.
    ///   - row: `dimension` numbers, minimised.
    ///   - violation: 0 where every constraint holds.
    package mutating func append(
        _ architecture: Architecture, objectives row: some Collection<Double>,
        violation: Double = 0
    ) {
        architectures.append(architecture)
        if violation.isNaN || row.contains(where: { $0.isNaN }) {
            objectives.append(repeatElement(.infinity, count: dimension))
            violations.append(.infinity)
        } else {
            precondition(violation >= 0, "violations are not negative")
            objectives.append(row)
            violations.append(violation)
        }
    }

    /// Adds later evaluations.
    package mutating func append(contentsOf other: Evaluations) {
        architectures += other.architectures
        objectives.append(contentsOf: other.objectives)
        violations += other.violations
    }

    /// Makes room for a number of evaluations.
    package mutating func reserveCapacity(_ count: Int) {
        architectures.reserveCapacity(count)
        objectives.reserveCapacity(count)
        violations.reserveCapacity(count)
    }

    /// Removes everything and keeps the room.
    package mutating func removeAll() {
        architectures.removeAll(keepingCapacity: true)
        objectives.removeAll()
        violations.removeAll(keepingCapacity: true)
    }

    /// The given evaluations in the given order.
    package func selecting(_ rows: some Collection<Int>) -> Evaluations {
        Evaluations(
            architectures: rows.map { architectures[$0] }, objectives: objectives.selecting(rows),
            violations: rows.map { violations[$0] })
    }

    /// The first evaluations.
    package func prefix(_ length: Int) -> Evaluations {
        selecting(0..<min(length, count))
    }

    /// The evaluations that satisfy the constraints and that no other such evaluation dominates,
    /// in lexicographic order of their objectives.
    package func front() -> Evaluations {
        if !violations.contains(where: { $0 > 0 }) {
            return selecting(objectives.nonDominatedRows())
        }
        let feasible = selecting(violations.indices.filter { violations[$0] == 0 })
        return feasible.selecting(feasible.objectives.nonDominatedRows())
    }
}

extension Evaluations {
    /// The evaluations that no other dominates under constrained domination: the front of those
    /// that satisfy the constraints, or, where none does, those of the least violation.
    func constrainedFrontRows() -> [Int] {
        guard let least = violations.min() else { return [] }
        let rows = violations.indices.filter { violations[$0] == least }
        if least > 0 { return rows }
        if rows.count == count { return objectives.nonDominatedRows() }
        return objectives.selecting(rows).nonDominatedRows().map { rows[$0] }
    }
}
