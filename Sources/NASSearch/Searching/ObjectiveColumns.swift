import Architectures
import Networks
import Search

/// The objectives and constraints of a search but for the latencies, over the whole space.
package struct ObjectiveColumns {
    package let settings: SearchSettings
    package let costs: CostModel
    package let accuracy: [Double]
    package let energy: [Double]?

    /// Joins them with latencies.
    /// - Throws: `SearchError` where no architecture has a value for everything, ``RequestError`` where
    ///   a table is missing.
    package func problem(
        space: SearchSpace, latency: [Double], latencyIsKnown: Bool
    ) throws -> SearchProblem {
        let (objectives, limits) = try columns(latency: latency, latencyIsKnown: latencyIsKnown)
        return try SearchProblem(space: space, objectives: objectives, limits: limits)
    }

    /// The same for a search, which needs something to find.
    /// - Parameter lowestLatency: The lowest latencies that are believed possible, where those that
    ///   are uncertain will be verified: a limit then leaves out only what can't keep it. A budget
    ///   for the whole space leaves out nothing, since verifying changes what is believed.
    /// - Throws: ``RequestError`` where no architecture satisfies the constraints, with those that could
    ///   be relaxed.
    package func feasibleProblem(
        space: SearchSpace, latency: [Double], latencyIsKnown: Bool,
        lowestLatency: [Double]? = nil
    ) throws -> SearchProblem {
        let (objectives, limits) = try columns(
            latency: latency, latencyIsKnown: latencyIsKnown, lowestLatency: lowestLatency)
        do {
            let problem = try SearchProblem(space: space, objectives: objectives, limits: limits)
            if !problem.feasible.isEmpty { return problem }
        } catch SearchError.noCandidates {
            // Refused below, with the reason.
        }
        if settings.constraints.isEmpty {
            throw RequestError.noValues(objectives: settings.objectives)
        }
        throw RequestError.infeasible(
            settings.constraints.reported, least: Self.relaxations(of: limits, space: space))
    }

    private func columns(
        latency: [Double], latencyIsKnown: Bool, lowestLatency: [Double]? = nil
    ) throws -> (objectives: [ObjectiveColumn], limits: [Limit]) {
        let constraints = settings.constraints
        let parameters =
            settings.objectives.contains(.params) || constraints.maximumParameters != nil
            ? costs.megaParameters() : []
        let flops =
            settings.objectives.contains(.flops) || constraints.maximumFLOPs != nil
            ? costs.megaFLOPs() : []
        let objectives = try settings.objectives.map { objective -> ObjectiveColumn in
            let name = objective.rawValue
            switch objective {
            case .accuracy: return .init(name: name, goal: .maximise, values: accuracy)
            case .latency:
                return .init(name: name, goal: .minimise, values: latency, isKnown: latencyIsKnown)
            case .params:
                return .init(name: name, goal: .minimise, values: parameters, isKnown: true)
            case .flops: return .init(name: name, goal: .minimise, values: flops, isKnown: true)
            case .energy: return .init(name: name, goal: .minimise, values: try energies())
            }
        }
        let evaluatesAll = lowestLatency != nil && settings.budget >= accuracy.count
        let limits = try [
            constraints.maximumLatency.map {
                Limit(
                    name: "latency", side: .atMost, bound: $0, values: lowestLatency ?? latency,
                    isKnown: latencyIsKnown && !evaluatesAll)
            },
            constraints.minimumAccuracy.map {
                Limit(name: "accuracy", side: .atLeast, bound: $0, values: accuracy)
            },
            constraints.maximumParameters.map {
                Limit(name: "params", side: .atMost, bound: $0, values: parameters, isKnown: true)
            },
            constraints.maximumFLOPs.map {
                Limit(name: "flops", side: .atMost, bound: $0, values: flops, isKnown: true)
            },
            constraints.maximumEnergy.map {
                Limit(name: "energy", side: .atMost, bound: $0, values: try energies())
            },
        ].compactMap(\.self)
        return (objectives, limits)
    }

    /// - Throws: ``RequestError`` where the device has no table of them.
    private func energies() throws -> [Double] {
        guard let energy else {
            throw RequestError.noEnergies(device: settings.device, limit: nil, others: [])
        }
        return energy
    }

    /// For each constraint, the bound at which the others allow an architecture.
    private static func relaxations(
        of limits: [Limit], space: SearchSpace
    ) -> [RequestError.Relaxation] {
        limits.indices.compactMap { index in
            let others = limits.indices.filter { $0 != index }
            let values = space.architectures
                .filter { cell in others.allSatisfy { limits[$0].violation(of: cell) == 0 } }
                .map { limits[index].values[$0.code] }.filter { !$0.isNaN }
            let isUpper = limits[index].side == .atMost
            guard let best = isUpper ? values.min() : values.max(),
                let objective = SearchObjective(rawValue: limits[index].name)
            else { return nil }
            let figure = (best * 1e4).rounded(isUpper ? .up : .down) / 1e4
            return RequestError.Relaxation(objective: objective, bound: figure)
        }
    }
}
