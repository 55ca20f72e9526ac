import Architectures
import LatencyPrediction
import Reporting
import Search

extension FrontCheck {
    /// Members of a front that the errors of the latencies do not tell from some architecture of the
    /// space, found or not, that is as good in everything else. What was not evaluated is compared
    /// here only.
    /// - Returns: Nil where latency is no objective.
    package func unseparated(_ front: [Architecture], in job: SearchJob) throws -> Set<
        Architecture
    >? {
        guard job.settings.objectives.contains(.latency) else { return nil }
        guard job.latency.estimator.origin == .predicted else { return [] }
        let separation = FrontSeparation(
            means: believed.milliseconds,
            deviations: believed.standardDeviations.map { $0.isFinite ? $0 : 0 })
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
    package func notes(for job: SearchJob) -> [String] {
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
        return [line] + whatToMeasure(for: job)
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
        return "; no other latency of \(job.device.name) is known that could change the front"
    }

    /// What is likeliest to change the front where its latency is not known, and how to measure it.
    private func whatToMeasure(for job: SearchJob) -> [String] {
        guard job.oracle == nil, !unknown.isEmpty, !isSettled else { return [] }
        let remark = Remark.measureNext(
            device: job.device.name, indices: unknown.map(job.space.publishedIndex))
        return ["measure   \(job.program.wording(remark))"]
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
