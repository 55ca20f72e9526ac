import Architectures
import LatencyPrediction
import Search

/// The verification of a found front: latencies looked up one after the other where they could
/// change it, each batch of them teaching what to believe of the rest.
package struct FrontCheck {
    /// True latencies that were looked up.
    package private(set) var lookedUp: [Architecture: Double] = [:]
    /// What is believed of the whole space now; a standard deviation of 0 where it is known.
    package private(set) var believed: LatencyEstimates
    /// What measured and looked-up latencies are uncertain by, relative, where that is known.
    package private(set) var errors: [Architecture: Double] = [:]
    /// What was looked up, in order.
    package private(set) var sequence: [Architecture] = []
    /// Latencies that could not be had.
    package private(set) var unavailable = 0
    /// How things stand in the end; nil where nothing was asked for.
    package private(set) var assessment: FrontVerification.Assessment?
    /// What is likeliest to change the front but can't be looked up, no more than may be verified.
    package private(set) var unknown: [Architecture] = []
    /// Whether every architecture that satisfies the other constraints was a candidate.
    package private(set) var coversSpace = false
    /// The front as look-ups were spent.
    package private(set) var curve: [SearchReport.Verification.Step] = []

    /// Whether the chances are those of the objectives that were searched: they are reckoned for
    /// accuracy and latency. With other objectives they give the order of look-ups alone.
    package var reckonsChances: Bool { Set(job.settings.objectives) == [.accuracy, .latency] }

    private var beliefs: LatencyBeliefs?
    private let job: SearchJob
    private let evaluations: Evaluations
    private let exact: Evaluations?

    /// Look-ups between two lessons, as a share of those made.
    private static let refitShare = 5
    /// After how many look-ups the front is written down.
    private static let marks = [0, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000]
    /// Verifies as far as the job's settings allow.
    /// - Parameters:
    ///   - lookUp: The true latency of an architecture, or nil where it can't be had.
    ///   - errors: What the device's latencies are uncertain by, asked in the end.
    ///   - isKnown: Whether it is worth asking.
    package init(
        _ job: SearchJob, evaluations: Evaluations, lookUp: (Architecture) throws -> Double?,
        errors: () throws -> LatencyErrors, isKnown: (Architecture) -> Bool
    ) throws {
        self.job = job
        self.evaluations = evaluations
        exact = job.exactProblem?.exactFront()
        believed = job.beliefs?.estimates ?? job.latencies
        guard job.settings.verify > 0 else { return }
        // What a whole table lacks can't be judged: the exact front is of what it has.
        let candidates = try candidates { job.oracle == nil || isKnown($0) }
        var verification = FrontVerification(
            accuracies: candidates.map(job.quality(of:)),
            means: candidates.map { believed.milliseconds[$0.code] },
            deviations: candidates.map {
                job.isCertain($0) ? 0 : believed.standardDeviations[$0.code]
            },
            limit: job.settings.constraints.maximumLatency ?? .infinity,
            isWithinReach: candidates.map(isKnown))
        try verify(&verification, candidates, lookUp, errors)
        unknown = verification.beyondReach(
            atMost: job.settings.verify - lookedUp.count
        ).map { candidates[$0] }
        if curve.last?.verified != lookedUp.count { try mark() }
        let known = try errors()
        for architecture in sequence + job.latency.samples {
            self.errors[architecture] = known[architecture]
        }
    }

    /// What was evaluated and satisfies the constraints but for the latency's, which is part of what
    /// is verified.
    private mutating func candidates(
        where canBeJudged: (Architecture) -> Bool
    ) throws -> [Architecture] {
        let others = try job.certainProblem().evaluate(Array(job.space.architectures))
        let isCandidate = others.violations.indices.map {
            others.violations[$0] == 0 && believed.milliseconds[$0].isFinite
                && canBeJudged(Architecture(code: $0))
        }
        let candidates = evaluations.architectures.filter { isCandidate[$0.code] }
        coversSpace = candidates.count == isCandidate.count { $0 }
        return candidates
    }

    private mutating func verify(
        _ verification: inout FrontVerification, _ candidates: [Architecture],
        _ lookUp: (Architecture) throws -> Double?, _ errors: () throws -> LatencyErrors
    ) throws {
        try mark()
        var beliefs = job.beliefs
        while true {
            let assessment = verification.assess()
            self.assessment = assessment
            let isWorthwhile =
                !reckonsChances || assessment.chanceWithinReach >= FrontVerification.settled
            guard isWorthwhile, lookedUp.count < job.settings.verify, let next = assessment.next
            else {
                if beliefs?.unlearned.isEmpty ?? true { break }
                try learn(&beliefs, &verification, candidates)
                continue
            }
            let architecture = candidates[next]
            let latency = try lookUp(architecture)
            verification.verify(next, latency: latency ?? .infinity)
            beliefs?.take(
                latency, of: architecture, relativeError: try errors()[architecture] ?? 0)
            believed.milliseconds[architecture.code] = latency ?? .nan
            believed.standardDeviations[architecture.code] = 0
            guard let latency else {
                unavailable += 1
                continue
            }
            lookedUp[architecture] = latency
            sequence.append(architecture)
            if (beliefs?.unlearned.count ?? 0) * Self.refitShare >= lookedUp.count {
                try learn(&beliefs, &verification, candidates)
            }
            if Self.marks.contains(lookedUp.count) { try mark() }
        }
        // What was not evaluated is compared with the front in the end.
        try beliefs?.learn(about: job.space.architectures)
        if let beliefs { believed = beliefs.estimates }
        self.beliefs = beliefs
    }

    /// What would be believed if some architectures were measured and were as believed now; nil where
    /// nothing was verified.
    func believed(afterMeasuring next: [Architecture], in space: SearchSpace) throws
        -> LatencyEstimates?
    {
        guard var beliefs else { return nil }
        for architecture in next {
            beliefs.take(
                believed.milliseconds[architecture.code], of: architecture,
                relativeError: Self.expectedError)
        }
        try beliefs.learn(about: space.architectures)
        return beliefs.estimates
    }

    /// What a measurement on another machine is taken to be uncertain by, relative.
    private static let expectedError = 0.02

    private mutating func learn(
        _ beliefs: inout LatencyBeliefs?, _ verification: inout FrontVerification,
        _ candidates: [Architecture]
    ) throws {
        try beliefs?.learn(about: candidates)
        guard let estimates = beliefs?.estimates else { return }
        believed = estimates
        for (position, candidate) in candidates.enumerated() {
            verification.revise(
                position, mean: estimates.milliseconds[candidate.code],
                deviation: estimates.standardDeviations[candidate.code])
        }
    }

    private mutating func mark() throws {
        let front = try job.front(of: evaluations, under: believed)
        let metrics = job.frontMetrics(front, against: exact)
        curve.append(
            .init(
                verified: lookedUp.count, hypervolumeRatio: metrics?.hypervolumeRatio,
                recall: metrics?.recall, frontSize: front.count))
    }
}

extension SearchJob {
    /// Whether a latency needs no verifying: read from a table or measured.
    package func isCertain(_ architecture: Architecture) -> Bool {
        measured[architecture] != nil || latency.estimator.origin != .predicted
    }

    /// What is searched with every latency 0: the objectives and constraints that are certain.
    package func certainProblem() throws -> SearchProblem {
        try problem(withLatencies: [Double](repeating: 0, count: space.count))
    }
}
