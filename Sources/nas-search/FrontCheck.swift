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

    /// Whether nothing was asked for or could be looked up.
    var isEmpty: Bool { lookedUp.isEmpty }

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
            deviations: candidates.map { candidate in
                job.isCertain(candidate)
                    ? 0 : process.estimate([candidate]).standardDeviations[0]
            },
            limit: job.settings.constraints.maximumLatency ?? .infinity)
        try revise(&verification, candidates, by: process)
        try mark(job, evaluations)
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
                try revise(&verification, candidates, by: process)
            }
            if Self.marks.contains(lookedUp.count) { try mark(job, evaluations) }
        }
        if curve.last?.verified != lookedUp.count { try mark(job, evaluations) }
    }

    /// Believes what the process says of every candidate that could still be on the front.
    private mutating func revise(
        _ verification: inout FrontVerification, _ candidates: [Architecture],
        by process: ErrorProcess
    ) throws {
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

    private mutating func mark(_ job: SearchJob, _ evaluations: Evaluations) throws {
        let front = try job.front(of: evaluations, under: believed)
        let metrics = job.frontMetrics(front, against: job.exactProblem?.exactFront())
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
            isSettled: isSettled, medianError: errors.median,
            within10: errors.isEmpty
                ? nil : Double(errors.count { $0 <= 0.1 }) / Double(errors.count),
            curve: curve)
    }

    /// What the text says of it.
    func notes(for job: SearchJob) -> [String] {
        guard job.settings.verify > 0 else { return [] }
        var line =
            "verified  \(lookedUp.count) of at most \(job.settings.verify) latencies "
            + (job.latency.oracleOrigin == .measured ? "known" : "looked up")
        if isSettled { line += "; nothing else could change the front" }
        let errors = errors(in: job)
        guard let median = errors.median else { return [line] }
        let within = Double(errors.count { $0 <= 0.1 }) / Double(errors.count)
        line +=
            "; predicted before: median error \(NumberFormat.percent(median)) %, "
            + "\(NumberFormat.percent(within)) % of them within ±10 %"
        return [line]
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

extension [Double] {
    /// The middle value, or nil where there is none.
    fileprivate var median: Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}
