import Architectures
import LatencyPrediction
import Reporting
import Search

/// What a search came to, before it is written as a report.
struct SearchOutcome {
    /// The found front, with looked-up latencies where the front was verified.
    let front: [Architecture]
    /// Looked-up latencies of evaluated architectures.
    let verified: [Architecture: Double]
    /// The exact front, where it is known.
    let exactFront: Evaluations?
}

extension SearchJob {
    /// The front of what was evaluated, verified as far as the settings ask for.
    func outcome(of evaluations: Evaluations) throws -> SearchOutcome {
        let verified = verifying(evaluations)
        var front = evaluations.front().architectures
        if !verified.isEmpty {
            front = try rescored(evaluations.architectures, latencies: verified)
        }
        return SearchOutcome(
            front: front, verified: verified, exactFront: exactProblem?.exactFront())
    }

    /// Looks up the latencies that could change the front.
    private func verifying(_ evaluations: Evaluations) -> [Architecture: Double] {
        guard let table, settings.verify > 0 else { return [:] }
        let feasible = evaluations.architectures.indices
            .filter { evaluations.violations[$0] == 0 }.map { evaluations.architectures[$0] }
            .filter { table[$0] != nil }
        var verification = FrontVerification(
            accuracies: feasible.map { accuracies.percent[$0.code] },
            means: feasible.map { latencies.milliseconds[$0.code] },
            deviations: feasible.map(deviation))
        var found: [Architecture: Double] = [:]
        while found.count < settings.verify, let next = verification.next() {
            let architecture = feasible[next]
            guard let value = table[architecture] else { break }
            verification.verify(next, latency: value)
            found[architecture] = value
        }
        return found
    }

    private func deviation(of architecture: Architecture) -> Double {
        let deviation = latencies.standardDeviations[architecture.code]
        return deviation.isFinite ? deviation : 0
    }

    /// The front of evaluated architectures with some latencies replaced.
    private func rescored(
        _ architectures: [Architecture], latencies known: [Architecture: Double]
    ) throws -> [Architecture] {
        var values = latencies.milliseconds
        for (architecture, value) in known { values[architecture.code] = value }
        let columns = ObjectiveColumns(
            settings: settings, costs: costs, accuracy: accuracies.percent, energy: energy?.values)
        return try columns.problem(space: space, latency: values, latencyIsKnown: false)
            .evaluate(architectures).front().architectures
    }

    /// The report of an outcome.
    func report(
        _ outcome: SearchOutcome, run: Int64?, evaluated: Int, elapsedSeconds: Double
    ) -> SearchReport {
        SearchReport(
            run: run, device: device.name, requestedDevice: device.requestedName,
            dataset: settings.dataset, split: settings.split, epochs: settings.epochs,
            accuracySource: accuracy.name, latencySource: latency.estimator.name,
            sampled: latency.samples.map(space.publishedIndex),
            objectives: settings.objectives.map(\.rawValue),
            algorithm: settings.algorithm.kind.rawValue, budget: settings.budget,
            evaluated: evaluated, seed: settings.seed, elapsedSeconds: elapsedSeconds,
            front: members(outcome.front, verified: outcome.verified),
            oracleFront: outcome.exactFront.map { exactMembers($0.architectures) },
            metrics: metrics(of: outcome), notes: notes(outcome))
    }

    /// What to know where the device's runtime folded cells that compute nothing; nil elsewhere.
    private var foldedCells: String? {
        guard let oracle,
            TestSet.foldsDisconnected(oracle, features: CellFeatures(space: space))
        else { return nil }
        return EstimatorComparison.foldedNote
    }

    private func notes(_ outcome: SearchOutcome) -> [String] {
        var lines = device.lines
        lines.append("accuracy  \(accuracy.summary)")
        lines += latency.notes.enumerated().map { ($0 == 0 ? "latency   " : "          ") + $1 }
        if let oracle, oracle.covered.count < space.count {
            lines.append(
                "oracle    has \(oracle.covered.count) of \(space.count) architectures; the exact "
                    + "front and the metrics are of these")
        } else if oracle == nil, let table {
            lines.append(
                "oracle    none: \(table.covered.count) latencies are known, which are samples")
        } else if oracle == nil {
            lines.append(
                "oracle    none: `nas-search data import FOLDER` takes tables in, "
                    + "`nas-search data fetch` lists where they are published")
        }
        if let foldedCells { lines.append("          \(foldedCells)") }
        if settings.verify > 0 {
            lines.append(
                "verified  \(outcome.verified.count) of at most \(settings.verify) latencies looked "
                    + "up")
        }
        return lines
    }

    /// Members of a front, fastest first.
    private func members(
        _ front: [Architecture], verified: [Architecture: Double]
    ) -> [SearchReport.Member] {
        front.map { architecture in
            var member = member(architecture)
            if let value = verified[architecture] {
                member.latencyMS = value
                member.latencyStandardDeviationMS = nil
                member.latencyOrigin = latency.oracleOrigin
            }
            return member
        }.sorted(by: isFaster)
    }

    /// The exact front's members, with the oracle's latency as theirs, fastest first.
    private func exactMembers(_ front: [Architecture]) -> [SearchReport.Member] {
        front.map { architecture in
            var member = member(architecture)
            member.latencyMS = member.oracleLatencyMS
            member.latencyStandardDeviationMS = nil
            member.latencyOrigin = latency.oracleOrigin
            return member
        }.sorted(by: isFaster)
    }

    private func isFaster(_ a: SearchReport.Member, _ b: SearchReport.Member) -> Bool {
        (a.latencyMS ?? .infinity, a.index) < (b.latencyMS ?? .infinity, b.index)
    }

    private func member(_ architecture: Architecture) -> SearchReport.Member {
        let cost = costs.cost(of: architecture)
        let deviation = deviation(of: architecture)
        return SearchReport.Member(
            index: space.publishedIndex(of: architecture),
            arch: space.string(of: architecture),
            accuracy: accuracies.percent[architecture.code],
            testAccuracy: testAccuracy?[architecture],
            latencyMS: latencies.milliseconds[architecture.code],
            latencyStandardDeviationMS: deviation > 0 ? deviation : nil,
            oracleLatencyMS: table?[architecture],
            latencyOrigin: measured[architecture] == nil
                ? latency.estimator.origin : latency.oracleOrigin,
            accuracyOrigin: accuracy.origin,
            params: cost.megaParameters, flops: cost.megaFLOPs, energyMJ: energy?[architecture])
    }

    /// The found front, re-scored with the oracle, against the exact one.
    private func metrics(of outcome: SearchOutcome) -> SearchReport.Metrics? {
        guard let exactProblem, let exact = outcome.exactFront, !exact.isEmpty else { return nil }
        let rescored = exactProblem.evaluate(outcome.front)
        let feasible = rescored.violations.indices.filter { rescored.violations[$0] == 0 }
        let metrics = FrontMetrics(
            found: rescored.objectives.selecting(feasible), exact: exact.objectives,
            reference: exactProblem.referencePoint(exact: exact.objectives),
            quality: settings.objectives.firstIndex(of: .accuracy) ?? 0,
            cost: settings.objectives.firstIndex(of: .latency) ?? 1,
            regretRows: foldedCells == nil ? nil : exact.connectedRows(in: space))
        let members = Set(exact.architectures)
        let shared = Double(outcome.front.count(where: members.contains))
        let hasRegret = settings.objectives.contains(.latency) && metrics.latencyRegret.isFinite
        return SearchReport.Metrics(
            hypervolumeRatio: metrics.hypervolumeRatio,
            igdPlus: metrics.invertedGenerationalDistancePlus.finite,
            recall: shared / Double(exact.count),
            precision: outcome.front.isEmpty ? 0 : shared / Double(outcome.front.count),
            latencyRegret: hasRegret ? metrics.latencyRegret : nil,
            levelsMissed: metrics.levelsMissed, frontSize: outcome.front.count,
            oracleFrontSize: exact.count,
            violations: rescored.violations.count { $0 > 0 && $0.isFinite },
            verified: outcome.verified.count)
    }
}

extension Evaluations {
    /// The rows of cells that have a path from input to output.
    func connectedRows(in space: SearchSpace) -> [Int] {
        architectures.indices.filter { !space.isDisconnected(architectures[$0]) }
    }
}
