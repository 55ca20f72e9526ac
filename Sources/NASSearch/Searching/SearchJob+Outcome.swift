import Architectures
import LatencyPrediction
import Search

/// What a search came to, before it is written as a report.
package struct SearchOutcome {
    /// The found front, with looked-up latencies where the front was verified.
    package let front: [Architecture]
    /// What was looked up, and what is believed of the rest since.
    package let verification: FrontCheck
    /// The exact front, where it is known.
    package let exactFront: Evaluations?
}

extension SearchJob {
    /// The front of what was evaluated, verified as far as the settings ask for.
    /// - Parameters:
    ///   - lookUp: The true latency of an architecture; by default that of the device's table. Nil
    ///     where it can't be had.
    ///   - errors: What the device's latencies are uncertain by; by default nobody says.
    package func outcome(
        of evaluations: Evaluations, lookUp: ((Architecture) throws -> Double?)? = nil,
        errors: (() throws -> LatencyErrors)? = nil
    ) throws -> SearchOutcome {
        let check = try FrontCheck(
            self, evaluations: evaluations, lookUp: lookUp ?? { table?[$0] },
            errors: errors ?? { .none(in: space) },
            isKnown: lookUp == nil ? { table?[$0] != nil } : { _ in true })
        let front =
            try settings.verify > 0
            ? front(of: evaluations, under: check.believed) : evaluations.front().architectures
        return SearchOutcome(
            front: front, verification: check, exactFront: exactProblem?.exactFront())
    }

    /// The front of evaluated architectures with other latencies.
    package func front(
        of evaluations: Evaluations, under latencies: LatencyEstimates
    ) throws -> [Architecture] {
        try problem(withLatencies: latencies.milliseconds)
            .evaluate(evaluations.architectures).front().architectures
    }

    /// What is searched, with other latencies.
    package func problem(withLatencies milliseconds: [Double]) throws -> SearchProblem {
        let columns = ObjectiveColumns(
            settings: settings, costs: costs, accuracy: accuracies.percent, energy: energy?.values)
        return try columns.problem(space: space, latency: milliseconds, latencyIsKnown: false)
    }

    /// The report of an outcome.
    package func report(
        _ outcome: SearchOutcome, run: Int64?, evaluated: Int, elapsedSeconds: Double
    ) throws -> SearchReport {
        SearchReport(
            run: run, device: device.name, requestedDevice: device.requestedName,
            dataset: settings.dataset, split: settings.split, epochs: settings.epochs,
            accuracySource: accuracy.name, latencySource: latency.estimator.name,
            sampled: latency.samples.map(space.publishedIndex),
            objectives: settings.objectives.map(\.rawValue),
            constraints: settings.constraints.reported,
            command: program.searchCommand(settings, space),
            algorithm: settings.algorithm.kind.rawValue, budget: settings.budget,
            evaluated: evaluated, seed: settings.seed, elapsedSeconds: elapsedSeconds,
            front: try members(of: outcome),
            oracleFront: outcome.exactFront.map { exactMembers($0.architectures) },
            metrics: metrics(of: outcome), verification: outcome.verification.report(for: self),
            notes: try notes(outcome))
    }

    /// What to know where the device's runtime folded cells that compute nothing; nil elsewhere.
    private var foldedCells: String? {
        guard let oracle,
            TestSet.foldsDisconnected(oracle, features: CellFeatures(space: space))
        else { return nil }
        return EstimatorComparison.foldedNote
    }

    private func notes(_ outcome: SearchOutcome) throws -> [String] {
        var lines = device.lines
        lines.append("accuracy  \(accuracy.summary)")
        lines += latency.lines
        if let oracle, oracle.covered.count < space.count {
            lines.append(
                "oracle    has \(oracle.covered.count) of \(space.count) architectures; the exact "
                    + "front and the metrics are of these")
        } else if oracle == nil, let table {
            lines.append(
                "oracle    none: the device has no whole table, but \(table.covered.count) latencies"
            )
        } else if oracle == nil {
            lines.append("oracle    \(program.wording(.noOracle))")
        }
        if let foldedCells { lines.append("          \(foldedCells)") }
        lines += try outcome.verification.notes(for: self, front: outcome.front)
        return lines
    }

    /// Members of the found front, fastest first.
    private func members(of outcome: SearchOutcome) throws -> [SearchReport.Member] {
        let check = outcome.verification
        let unseparated = try check.unseparated(outcome.front, in: self)
        return outcome.front.map { architecture in
            var member = member(architecture)
            if let value = check.lookedUp[architecture] {
                member.latencyMS = value
                member.latencyStandardDeviationMS = check.errors[architecture].map { value * $0 }
                member.latencyOrigin = latency.oracleOrigin
            } else if let value = measured[architecture] {
                member.latencyStandardDeviationMS = check.errors[architecture].map { value * $0 }
            } else {
                member.latencyMS = check.believed.milliseconds[architecture.code]
                let deviation = check.believed.standardDeviations[architecture.code]
                member.latencyStandardDeviationMS = deviation > 0 ? deviation : nil
            }
            member.isSeparable = unseparated.map { !$0.contains(architecture) }
            return member
        }.sorted(by: isCheaper)
    }

    /// The exact front's members, with the oracle's latency as theirs, fastest first.
    private func exactMembers(_ front: [Architecture]) -> [SearchReport.Member] {
        front.map { architecture in
            var member = member(architecture)
            member.latencyMS = member.oracleLatencyMS
            member.latencyStandardDeviationMS = nil
            member.latencyOrigin = latency.oracleOrigin
            return member
        }.sorted(by: isCheaper)
    }

    /// By latency where it was searched, else by the first cost that was.
    private func isCheaper(_ a: SearchReport.Member, _ b: SearchReport.Member) -> Bool {
        let cost = SearchReport.costs(of: settings.objectives).first ?? .latency
        return (a.value(of: cost) ?? .infinity, a.index) < (b.value(of: cost) ?? .infinity, b.index)
    }

    private func member(_ architecture: Architecture) -> SearchReport.Member {
        let cost = costs.cost(of: architecture)
        let deviation = latencies.standardDeviations[architecture.code]
        var member = SearchReport.Member(
            index: space.publishedIndex(of: architecture),
            arch: space.string(of: architecture),
            accuracy: accuracies.percent[architecture.code].finite,
            testAccuracy: testAccuracy?[architecture],
            latencyMS: latencies.milliseconds[architecture.code],
            latencyStandardDeviationMS: deviation > 0 ? deviation : nil,
            oracleLatencyMS: table?[architecture],
            latencyOrigin: measured[architecture] == nil
                ? latency.estimator.origin : latency.oracleOrigin,
            accuracyOrigin: settings.dependsOnAccuracy ? accuracy.origin : nil,
            params: cost.megaParameters, flops: cost.megaFLOPs, energyMJ: energy?[architecture],
            energyOrigin: energy?[architecture] == nil ? nil : latency.oracleOrigin)
        if member.testAccuracy != nil { member.testAccuracyOrigin = testAccuracyOrigin }
        if member.oracleLatencyMS != nil { member.oracleOrigin = latency.oracleOrigin }
        return member
    }

    /// What is got for the latency: accuracy, or what is saved of the first other cost.
    package func quality(of architecture: Architecture) -> Double {
        if settings.objectives.contains(.accuracy) { return accuracies.percent[architecture.code] }
        let other = problem.objectives.first { $0.name != SearchObjective.latency.rawValue }
        return -(other?.values[architecture.code] ?? 0)
    }

    /// How a front compares with the exact one once re-scored with the oracle; nil without an oracle.
    package func frontMetrics(_ front: [Architecture], against exact: Evaluations?) -> FrontMetrics?
    {
        guard let exactProblem, let exact, !exact.isEmpty else { return nil }
        return FrontMetrics(
            found: exactProblem.evaluate(front), exact: exact,
            reference: exactProblem.referencePoint(exact: exact.objectives),
            quality: settings.objectives.firstIndex(of: .accuracy) ?? 0,
            cost: settings.objectives.firstIndex(of: .latency) ?? 1,
            regretRows: foldedCells == nil ? nil : exact.connectedRows(in: space))
    }

    private func metrics(of outcome: SearchOutcome) -> SearchReport.Metrics? {
        guard let exactProblem, let exact = outcome.exactFront,
            let metrics = frontMetrics(outcome.front, against: exact)
        else { return nil }
        let violations = exactProblem.evaluate(outcome.front).violations
        let isOfAccuracy = settings.objectives.contains(.accuracy)
        let hasRegret =
            isOfAccuracy && settings.objectives.contains(.latency)
            && metrics.latencyRegret.isFinite
        return SearchReport.Metrics(
            hypervolumeRatio: metrics.hypervolumeRatio,
            igdPlus: metrics.invertedGenerationalDistancePlus.finite,
            recall: metrics.recall, precision: metrics.precision,
            latencyRegret: hasRegret ? metrics.latencyRegret : nil,
            levelsMissed: isOfAccuracy ? metrics.levelsMissed : 0, frontSize: outcome.front.count,
            oracleFrontSize: exact.count,
            violations: violations.count { $0 > 0 && $0.isFinite },
            verified: outcome.verification.lookedUp.count)
    }
}

extension Evaluations {
    /// The rows of cells that have a path from input to output.
    package func connectedRows(in space: SearchSpace) -> [Int] {
        architectures.indices.filter { !space.isDisconnected(architectures[$0]) }
    }
}
