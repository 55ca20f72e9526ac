import Architectures
import Foundation
import NASSearch
import Search

extension SearchJob {
    /// What the page of this search draws.
    /// - Parameters:
    ///   - evaluations: In order.
    package func figure(
        of report: SearchReport, evaluations: Evaluations
    ) throws -> SearchFigure {
        let origin = latency.oracleOrigin
        return SearchFigure(
            report: report,
            space: SpaceFigure(
                space: space, accuracy: accuracies.percent, accuracyOrigin: accuracy.origin,
                megaParameters: costs.megaParameters(), megaFLOPs: costs.megaFLOPs()),
            oracle: latency.isTable
                ? nil : oracle.map { LatencyFigure(name: "oracle", origin: origin, table: $0) },
            estimate: LatencyFigure(
                name: latency.estimator.name, origin: latency.estimator.origin,
                summary: latency.estimator.summary, estimates: latencies,
                seen: latency.samples.map(space.publishedIndex)),
            energy: energy?.values, verified: (report.verification?.verified ?? []).sorted(),
            convergence: try convergence(of: evaluations))
    }

    /// Moments at which the hypervolume is taken, at most.
    private static let moments = 120

    /// Hypervolumes over the evaluations.
    private func convergence(of evaluations: Evaluations) throws -> [SearchFigure.Progress] {
        // What the search saw, the latency limit on what was believed then.
        let problem = try problem(withLatencies: latencies.milliseconds)
        let evaluations = problem.evaluate(evaluations.architectures)
        let exact = problem.exactFront().objectives
        guard !exact.isEmpty, !evaluations.isEmpty else { return [] }
        let seen = VolumeShare(exact: exact, problem: problem)
        let inTruth = exactProblem.flatMap { problem -> (VolumeShare, SearchProblem)? in
            let front = problem.exactFront().objectives
            return front.isEmpty ? nil : (VolumeShare(exact: front, problem: problem), problem)
        }
        let count = evaluations.count
        // Close together at first, where most is gained.
        let moments = Set(
            (0...Self.moments).map {
                Int(pow(Double(count), Double($0) / Double(Self.moments)).rounded())
            }
        ).sorted()
        var front = Evaluations(dimension: evaluations.dimension)
        var taken = 0
        return moments.map { moment in
            front.append(contentsOf: evaluations.selecting(taken..<moment))
            front = front.front()
            taken = moment
            let rescored = inTruth.map { share, problem in
                share.of(problem.evaluate(front.architectures).front().objectives)
            }
            return SearchFigure.Progress(
                evaluations: moment, seen: seen.of(front.objectives), rescored: rescored)
        }
    }
}

/// Hypervolumes as shares of an exact front's.
private struct VolumeShare {
    private let reference: [Double]
    private let whole: Double

    init(exact: ObjectiveVectors, problem: SearchProblem) {
        reference = problem.referencePoint(exact: exact)
        whole = exact.hypervolume(reference: reference)
    }

    func of(_ front: ObjectiveVectors) -> Double {
        whole > 0 ? front.hypervolume(reference: reference) / whole : 0
    }
}
