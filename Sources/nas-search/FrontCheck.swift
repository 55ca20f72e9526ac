import Architectures
import LatencyPrediction
import Reporting
import Search

/// The verification of a found front: latencies looked up one after the other where they could
/// change it, each batch of them teaching what to believe of the rest.
struct FrontCheck {
    /// True latencies that were looked up.
    private(set) var lookedUp: [Architecture: Double] = [:]
    /// What is believed of the whole space now; a standard deviation of 0 where it is known.
    private(set) var believed: LatencyEstimates
    private var sequence: [Architecture] = []
    private var unavailable = 0
    private var isSettled = false
    private var curve: [SearchReport.Verification.Step] = []

    /// Candidates farther than this many standard deviations behind the front are left alone.
    private static let reach = 6.0
    /// Look-ups between two lessons, as a share of those made.
    private static let refitShare = 5
    /// After how many look-ups the front is written down.
    private static let marks = [0, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]

    /// Verifies as far as the job's settings allow.
    /// - Parameters:
    ///   - lookUp: The true latency of an architecture, or nil where it can't be had.
    ///   - isKnown: Whether it is worth asking.
    init(
        _ job: SearchJob, evaluations: Evaluations, lookUp: (Architecture) throws -> Double?,
        isKnown: (Architecture) -> Bool
    ) throws {
        believed = job.latencies
        guard job.settings.verify > 0 else { return }
        // Latency limits are part of what is verified; the other constraints are certain.
        let others = try job.problem(withLatencies: job.latencies.milliseconds.map { _ in 0 })
            .evaluate(evaluations.architectures)
        let candidates = others.architectures.indices
            .filter { others.violations[$0] == 0 }.map { others.architectures[$0] }
            .filter { isKnown($0) && job.latencies.milliseconds[$0.code].isFinite }
        var process = ErrorProcess(space: job.space, estimates: job.predicted)
        let samples = job.latency.samples.compactMap { sample in
            job.measured[sample].map { LatencySample(architecture: sample, milliseconds: $0) }
        }
        try process.observe(samples)
        var verification = FrontVerification(
            accuracies: candidates.map { job.accuracies.percent[$0.code] },
            means: candidates.map { job.latencies.milliseconds[$0.code] },
            deviations: zip(candidates, process.estimate(candidates).standardDeviations).map {
                job.isCertain($0) ? 0 : $1
            },
            limit: job.settings.constraints.maximumLatency ?? .infinity)
        revise(&verification, candidates, by: process)
        let exact = job.exactProblem?.exactFront()
        try mark(job, evaluations, exact: exact)
        var unlearned: [LatencySample] = []
        while lookedUp.count < job.settings.verify {
            guard let next = verification.next() else {
                isSettled = true
                break
            }
            let architecture = candidates[next]
            let latency = try lookUp(architecture)
            verification.verify(next, latency: latency ?? .infinity)
            believed.milliseconds[architecture.code] = latency ?? .nan
            believed.standardDeviations[architecture.code] = 0
            guard let latency else {
                unavailable += 1
                continue
            }
            lookedUp[architecture] = latency
            sequence.append(architecture)
            unlearned.append(LatencySample(architecture: architecture, milliseconds: latency))
            if unlearned.count * Self.refitShare >= lookedUp.count {
                try process.observe(unlearned)
                unlearned = []
                revise(&verification, candidates, by: process)
            }
            if Self.marks.contains(lookedUp.count) {
                try mark(job, evaluations, exact: exact)
            }
        }
        if curve.last?.verified != lookedUp.count { try mark(job, evaluations, exact: exact) }
    }

    /// Believes what the process says of every candidate that could still be on the front.
    private mutating func revise(
        _ verification: inout FrontVerification, _ candidates: [Architecture],
        by process: ErrorProcess
    ) {
        let open = verification.plausible(within: Self.reach)
        let estimates = process.estimate(open.map { candidates[$0] })
        for (position, candidate) in open.enumerated() {
            let mean = estimates.milliseconds[position]
            let deviation = estimates.standardDeviations[position]
            verification.revise(candidate, mean: mean, deviation: deviation)
            believed.milliseconds[candidates[candidate].code] = mean
            believed.standardDeviations[candidates[candidate].code] = deviation
        }
    }

    private mutating func mark(
        _ job: SearchJob, _ evaluations: Evaluations, exact: Evaluations?
    ) throws {
        let front = try job.front(of: evaluations, under: believed)
        let metrics = job.frontMetrics(front, against: exact)
        curve.append(
            .init(
                verified: lookedUp.count, hypervolumeRatio: metrics?.hypervolumeRatio,
                recall: metrics?.recall, frontSize: front.count))
    }

    /// Members of a front that the errors of the latencies do not tell from a rival of at least
    /// their accuracy.
    func unseparated(_ front: [Architecture], in job: SearchJob) -> Set<Architecture> {
        let verification = FrontVerification(
            accuracies: front.map { job.accuracies.percent[$0.code] },
            means: front.map { believed.milliseconds[$0.code] },
            deviations: front.map {
                let deviation = believed.standardDeviations[$0.code]
                return deviation.isFinite ? deviation : 0
            })
        return Set(front.indices.filter { !verification.isSeparated($0) }.map { front[$0] })
    }

    /// What the report says; nil where nothing was asked for.
    func report(for job: SearchJob) -> SearchReport.Verification? {
        guard job.settings.verify > 0 else { return nil }
        let errors = errors(in: job)
        return SearchReport.Verification(
            allowed: job.settings.verify, verified: sequence.map(job.space.publishedIndex),
            isSettled: isSettled, medianError: errors.isEmpty ? nil : median(errors),
            within10: Self.within10(errors), curve: curve)
    }

    /// What the text says of it.
    func notes(for job: SearchJob) -> [String] {
        guard job.settings.verify > 0 else { return [] }
        var line = "verified  \(lookedUp.count) of at most \(job.settings.verify) latencies"
        if unavailable > 0 { line += ", \(unavailable) could not be had" }
        if isSettled { line += "; nothing else could change the front" }
        let errors = errors(in: job)
        guard let within10 = Self.within10(errors) else { return [line] }
        return [
            line + "; predicted before: median error \(NumberFormat.percent(median(errors))) %, "
                + "\(NumberFormat.percent(within10)) % of them within ±10 %"
        ]
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

extension SearchJob {
    /// Whether a latency needs no verifying: read from a table or measured.
    func isCertain(_ architecture: Architecture) -> Bool {
        measured[architecture] != nil || latency.estimator.origin != .predicted
    }
}
