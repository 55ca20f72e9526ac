import Architectures
import Search

/// The exact fronts of several devices, each used on every other.
package struct FrontComparison {
    package let space: SearchSpace
    package let oracles: [DeviceOracle]
    package let accuracy: any AccuracySource

    /// Gathers it.
    package init(
        space: SearchSpace, oracles: [DeviceOracle], accuracy: any AccuracySource
    ) {
        self.space = space
        self.oracles = oracles
        self.accuracy = accuracy
    }

    /// One device's problem with its exact front.
    private struct Exact {
        let name: String
        let problem: SearchProblem
        let front: Evaluations
        let reference: [Double]
    }

    /// Overlaps, and what it costs to use one device's front on another.
    package func report(dataset: String) throws -> FrontOverlapReport {
        let accuracies = try accuracy.accuracy(of: space.architectures).percent
        let exact = try oracles.map { oracle in
            let problem = try SearchProblem(
                space: space,
                objectives: [
                    .init(name: "accuracy", goal: .maximise, values: accuracies),
                    .init(name: "latency", goal: .minimise, values: oracle.table.values),
                ])
            let front = problem.exactFront()
            return Exact(
                name: oracle.device.name, problem: problem, front: front,
                reference: problem.referencePoint(exact: front.objectives))
        }
        var transfers: [FrontOverlapReport.Transfer] = []
        for target in exact {
            for source in exact where source.name != target.name {
                transfers.append(transfer(from: source, to: target))
            }
        }
        let common = exact.dropFirst().reduce(Set(exact[0].front.architectures)) {
            $0.intersection($1.front.architectures)
        }
        return FrontOverlapReport(
            dataset: dataset,
            fronts: exact.map {
                .init(
                    device: $0.name, members: $0.front.count,
                    hypervolume: $0.front.objectives.hypervolume(reference: $0.reference))
            },
            transfers: transfers, onAllFronts: common.map(space.publishedIndex).sorted(),
            notes: oracles.flatMap(\.device.lines) + ["accuracy  \(accuracy.summary)"])
    }

    private func transfer(from source: Exact, to target: Exact) -> FrontOverlapReport.Transfer {
        let metrics = FrontMetrics(
            found: target.problem.evaluate(source.front.architectures), exact: target.front,
            reference: target.reference)
        let shared = Set(source.front.architectures).intersection(target.front.architectures).count
        return FrontOverlapReport.Transfer(
            from: source.name, to: target.name, hypervolumeRatio: metrics.hypervolumeRatio,
            recall: metrics.recall, latencyRegret: metrics.latencyRegret.finite,
            levelsMissed: metrics.levelsMissed, shared: shared)
    }
}
