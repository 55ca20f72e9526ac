import Architectures

/// How a found front compares with the exact one.
package struct FrontMetrics: Sendable, Equatable {
    /// The found front's hypervolume as a fraction of the exact front's.
    package let hypervolumeRatio: Double
    /// IGD⁺ to the exact front, every objective scaled to the exact front's extent.
    package let invertedGenerationalDistancePlus: Double
    /// Additive ε to the exact front, every objective scaled to the exact front's extent.
    package let additiveEpsilon: Double
    /// The fraction of the exact front's members that were found: the architectures themselves, or,
    /// where only points are compared, their very points.
    package private(set) var recall: Double
    /// The fraction of the found front's members that are on the exact front, likewise.
    package private(set) var precision: Double
    /// For each member of the exact front that something found reaches: how much more the cheapest
    /// found point of at least its quality costs, as a fraction; the mean of these. NaN where none
    /// is reached. Members that nothing reaches are left out; ``levelsMissed`` counts them.
    package let latencyRegret: Double
    /// Members of the exact front whose quality nothing found reaches, among those over which the
    /// regret is taken.
    package let levelsMissed: Int
    /// Members of the found front.
    package private(set) var frontSize: Int
    /// Members of the exact front.
    package let exactFrontSize: Int

    /// Compares a found front with the exact one, architecture by architecture.
    /// - Parameters:
    ///   - found: The members of the found front, scored as the exact front is; what breaks a
    ///     constraint or has no value counts as found but contributes no point.
    ///   - exact: The exact front over the whole space, at least one member.
    ///   - reference: The reference point of the hypervolumes.
    ///   - quality: The objective whose levels are to be reached: accuracy.
    ///   - cost: The objective that pays for it, with positive values: latency.
    ///   - regretRows: The members of the exact front over which the regret is taken; nil for all.
    package init(
        found: Evaluations, exact: Evaluations, reference: [Double],
        quality: Int = 0, cost: Int = 1, regretRows: [Int]? = nil
    ) {
        let feasible = found.violations.indices.filter { found.violations[$0] == 0 }
        self.init(
            found: found.objectives.selecting(feasible), exact: exact.objectives,
            reference: reference, quality: quality, cost: cost, regretRows: regretRows)
        let shared = Set(exact.architectures).intersection(found.architectures).count
        recall = Double(shared) / Double(exact.count)
        precision = found.isEmpty ? 0 : Double(shared) / Double(found.count)
        frontSize = found.count
    }

    /// Compares a found front with the exact one, point by point.
    /// - Parameters:
    ///   - found: What was found, scored as the exact front is; dominated points do not matter.
    ///   - exact: The exact front over the whole space, at least one point.
    ///   - reference: The reference point of the hypervolumes; see
    ///     ``ObjectiveVectors/referencePoint(costs:)``.
    ///   - quality: The objective whose levels are to be reached: accuracy.
    ///   - cost: The objective that pays for it, with positive values: latency.
    ///   - regretRows: The members of the exact front over which the regret is taken; nil for all.
    package init(
        found: ObjectiveVectors, exact: ObjectiveVectors, reference: [Double],
        quality: Int = 0, cost: Int = 1, regretRows: [Int]? = nil
    ) {
        precondition(found.dimension == exact.dimension, "points of another dimension")
        precondition(!exact.isEmpty, "an exact front has a member")
        let front = found.selecting(found.nonDominatedRows())
        let exactVolume = exact.hypervolume(reference: reference)
        hypervolumeRatio = front.hypervolume(reference: reference) / exactVolume
        let scaled = front.normalised(to: exact)
        let target = exact.normalised(to: exact)
        invertedGenerationalDistancePlus = scaled.invertedGenerationalDistancePlus(to: target)
        additiveEpsilon = scaled.additiveEpsilon(to: target)
        recall = Double(exact.count(sharedWith: front)) / Double(exact.count)
        precision =
            front.isEmpty ? 0 : Double(front.count(sharedWith: exact)) / Double(front.count)
        var regrets: [Double] = []
        let members = regretRows ?? Array(exact.indices)
        for member in members {
            let cheapest = front.indices.lazy
                .filter { front[$0, quality] <= exact[member, quality] }
                .map { front[$0, cost] }.min()
            if let cheapest { regrets.append(cheapest / exact[member, cost] - 1) }
        }
        latencyRegret =
            regrets.isEmpty ? .nan : regrets.reduce(0, +) / Double(regrets.count)
        levelsMissed = members.count - regrets.count
        frontSize = front.count
        exactFrontSize = exact.count
    }
}

extension ObjectiveVectors {
    /// The reference point against which fronts are measured: 1.1 times the greatest value on this
    /// front in each objective that is a cost, 0 in the others (negated qualities such as
    /// accuracy).
    /// - Parameter costs: For each objective, whether it is a cost (natively minimised).
    package func referencePoint(costs: [Bool]) -> [Double] {
        precondition(costs.count == dimension, "one answer an objective")
        return costs.indices.map { objective in
            guard costs[objective] else { return 0 }
            return 1.1 * (indices.map { self[$0, objective] }.max() ?? 0)
        }
    }

    /// How many of these points also occur among others.
    func count(sharedWith other: ObjectiveVectors) -> Int {
        let points = Set(other.indices.map { Array(other.row($0)) })
        return indices.count { points.contains(Array(row($0))) }
    }
}

extension SearchProblem {
    /// The reference point of this problem's hypervolumes.
    /// - Parameter exact: The exact front.
    package func referencePoint(exact: ObjectiveVectors) -> [Double] {
        exact.referencePoint(costs: objectives.map { $0.goal == .minimise })
    }
}
