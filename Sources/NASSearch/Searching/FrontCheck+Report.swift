import Architectures
import LatencyPrediction
import PlainText
import Search
import Statistics

extension FrontCheck {
    /// Members of a front that the errors of the latencies do not tell from some architecture of the
    /// space, found or not, that is as good in everything else. What was not evaluated is compared
    /// here only.
    /// - Returns: Nil where latency is no objective.
    /// - Parameter estimates: What is believed of the whole space; nil for what is believed now.
    package func unseparated(
        _ front: [Architecture], in job: SearchJob, under estimates: LatencyEstimates? = nil
    ) throws -> Set<Architecture>? {
        guard job.settings.objectives.contains(.latency) else { return nil }
        guard job.latency.estimator.origin == .predicted else { return [] }
        let estimates = estimates ?? believed
        let separation = FrontSeparation(
            means: estimates.milliseconds,
            deviations: estimates.standardDeviations.map { $0.isFinite ? $0 : 0 })
        let certain = try job.certainProblem().evaluate(Array(job.space.architectures))
        let points = certain.objectives
        let rivals = certain.violations.indices.filter { certain.violations[$0] == 0 }
        return Set(
            front.filter { member in
                !separation.isSeparated(
                    member.code,
                    from: rivals.lazy.filter { rival in
                        (0..<points.dimension).allSatisfy {
                            points[rival, $0] <= points[member.code, $0]
                        }
                    })
            })
    }

    private var isSettled: Bool {
        reckonsChances && (assessment?.chanceLeft ?? .infinity) < FrontVerification.settled
    }

    /// What the report says; nil where nothing was asked for.
    package func report(for job: SearchJob) -> SearchReport.Verification? {
        guard job.settings.verify > 0 else { return nil }
        let errors = errors(in: job)
        return SearchReport.Verification(
            allowed: job.settings.verify, verified: sequence.map(job.space.publishedIndex),
            isSettled: isSettled,
            chanceLeft: reckonsChances ? assessment?.chanceLeft : nil,
            unknown: unknown.isEmpty || job.oracle != nil
                ? nil : unknown.map(job.space.publishedIndex),
            medianError: errors.isEmpty ? nil : median(errors),
            within10: Self.within10(errors), curve: curve)
    }

    /// What the text says of it.
    package func notes(for job: SearchJob, front: [Architecture]) throws -> [String] {
        guard job.settings.verify > 0 else { return [] }
        guard job.latency.estimator.origin == .predicted else {
            return ["verified  nothing: the latencies are no predictions"]
        }
        var line = "verified  \(lookedUp.count) of at most \(job.settings.verify) latencies"
        if unavailable > 0 { line += ", \(unavailable) could not be had" }
        line += standing(in: job)
        let errors = errors(in: job)
        if let within10 = Self.within10(errors) {
            line +=
                "; predicted before: median error \(NumberFormat.percent(median(errors))) %, "
                + "\(NumberFormat.percent(within10)) % of them within ±10 %"
        }
        return try [line] + whatToMeasure(for: job, front: front)
    }

    /// How sure the front is, as the end of a sentence.
    private func standing(in job: SearchJob) -> String {
        let cell = coversSpace ? "cell" : "evaluated cell"
        if isSettled {
            return "; settled: less than one chance in twenty that another \(cell) changes the "
                + "front"
        }
        guard let assessment, lookedUp.count < job.settings.verify else { return "" }
        if !reckonsChances, assessment.next == nil {
            return "; nothing that was evaluated is left to look up"
        }
        return "; no other latency of \(job.device.name) is known"
            + (next(in: job).isEmpty ? " that could change the front" : "")
    }

    /// What is likeliest to change the front where its latency is not known, and how to measure it.
    private func whatToMeasure(for job: SearchJob, front: [Architecture]) throws -> [String] {
        let next = next(in: job)
        guard !next.isEmpty else { return [] }
        let remark = Remark.measureNext(
            device: job.device.name, indices: next.map(job.space.publishedIndex),
            settling: try settling(next, front, in: job))
        return ["measure   \(job.program.wording(remark))"]
    }

    /// What to measure next on a device that can't be reached; empty where the front is settled.
    func next(in job: SearchJob) -> [Architecture] {
        job.oracle == nil && !isSettled ? unknown : []
    }

    /// How many members of the front measurements would tell from everything else, were they as
    /// believed; nil where all are told already.
    private func settling(
        _ next: [Architecture], _ front: [Architecture], in job: SearchJob
    ) throws -> Remark.Settling? {
        guard let open = try unseparated(front, in: job), !open.isEmpty,
            let believed = try believed(afterMeasuring: next, in: job.space),
            let left = try unseparated(front, in: job, under: believed)
        else { return nil }
        return Remark.Settling(
            members: open.count - open.intersection(left).count, open: open.count)
    }

    private static func within10(_ errors: [Double]) -> Double? {
        errors.isEmpty ? nil : Double(errors.count { $0 <= 0.1 }) / Double(errors.count)
    }

    /// |predicted − true| / true of what was looked up, as predicted before the first look-up.
    private func errors(in job: SearchJob) -> [Double] {
        guard job.latency.estimator.origin == .predicted else { return [] }
        return sequence.compactMap { architecture in
            lookedUp[architecture].map {
                abs(job.predicted.milliseconds[architecture.code] - $0) / $0
            }
        }
    }
}
